/// The conditions of a sweep: `where: "window <= session.maxSessionMessages"`, or a list of which all must hold.
final class SweepFilter {
  private struct Rule {
    let condition: Condition
    let node: Node
  }

  private let decoder: ScenarioDecoder
  private let root: Node
  private var rules: [Rule] = []
  /// Whether a condition could not be read, which is reported.
  private var isBroken = false

  /// - Parameter root: the scenario, whose keys conditions may name.
  init(_ node: Node?, _ decoder: ScenarioDecoder, root: Node) {
    self.decoder = decoder
    self.root = root.without("sweep")
    for entry in node.map({ $0.entries ?? [$0] }) ?? [] {
      guard let text = entry.string else {
        decoder.error(
          "a condition of where is \(entry.kindName); write text, such as \"session.maxSessionMessages >= 1000\"",
          at: entry)
        isBroken = true
        continue
      }
      do {
        rules.append(Rule(condition: try Condition(text), node: entry))
      } catch {
        tell(error, of: entry)
        isBroken = true
      }
    }
  }

  var isEmpty: Bool { rules.isEmpty }

  /// Whether all conditions hold; `nil` where one of them has no answer, which is reported.
  func keeps(_ settings: [Sweep.Setting]) -> Bool? {
    guard !isBroken else { return nil }
    let point = SweptPoint(settings, root: root)
    for rule in rules {
      do {
        guard try rule.condition.holds({ point.node($0).flatMap { ConditionValue($0) } }) else {
          return false
        }
      } catch {
        tell(error, of: rule.node, at: point)
        return nil
      }
    }
    return true
  }

  /// At the place inside the text, which begins behind the quotation mark; a text with escapes is shifted by them.
  private func tell(_ problem: ConditionProblem, of node: Node, at point: SweptPoint? = nil) {
    let place = node.place.map { Place(line: $0.line, column: $0.column + problem.column) }
    var message = problem.message
    if let name = problem.unknownName, let point {
      if let given = point.node(name) {
        message =
          "\(decoder.shown(name)) is \(given.kindName) here; conditions know numbers, quantities, text, true and false"
      } else {
        let near = Nearest.match(name, among: point.settings.map(\.key)).map { "; did you mean \"\($0)\"?" }
        message =
          "\(decoder.shown(name)) is neither a swept key nor one with a value in the scenario\(near ?? "")"
      }
    } else if let settings = point?.settings, !settings.isEmpty {
      message += ", at " + settings.map { "\($0.key)=\(excerpt($0.text))" }.joined(separator: ";")
    }
    // Text from the command line has no lines, and its column says more with its name.
    let isOption = node.origin.hasPrefix("--")
    decoder.diagnostics.append(
      Diagnostic(
        .error, origin: node.origin, place: isOption ? nil : place,
        message: "where: " + (isOption ? "column \(problem.column): " : "") + message))
  }
}

/// The keys of one combination, and of the scenario with these in place.
private final class SweptPoint {
  let settings: [Sweep.Setting]
  private let root: Node
  private lazy var tree: Node = {
    var tree = root
    // A path that leads nowhere is reported when the point is decoded.
    for setting in settings { try? tree.set(setting.path, to: setting.value) }
    return Preset.named(in: tree)?.below(tree) ?? tree
  }()

  init(_ settings: [Sweep.Setting], root: Node) {
    self.settings = settings
    self.root = root
  }

  /// The value of a key, swept, written, of the preset, or by default.
  func node(_ key: String) -> Node? {
    if let setting = settings.first(where: { $0.key == key }) { return setting.value }
    let path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return tree.node(at: path) ?? ScenarioFormat.defaultValue(of: path)
  }
}

extension ScenarioFormat {
  /// What a key has that nobody writes; `nil` for none, and for the parameters of methods.
  static func defaultValue(of path: [String]) -> Node? {
    var section = root
    var rest = path[...]
    while let name = rest.popFirst() {
      guard let field = section.fields.first(where: { $0.name == name }) else { return nil }
      guard !rest.isEmpty else { return field.defaultNode }
      switch field.shape {
      case .object(let inner): section = inner
      case .list(.object(let inner)):
        section = inner
        // The entry's name or index.
        rest = rest.dropFirst()
      default: return nil
      }
    }
    return nil
  }
}

extension Field {
  fileprivate var defaultNode: Node? {
    var ignored = Diagnostics()
    return defaultText.flatMap { JSON5Reader.read(Array($0.utf8), origin: "", into: &ignored) }
  }
}
