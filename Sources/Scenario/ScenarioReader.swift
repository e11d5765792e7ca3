import EventKernel
import FlowControl
import SpreadModel

/// From the bytes of a scenario file to checked values.
///
///     let result = ScenarioReader(context).read(bytes, path: "scenarios/a.json5", name: "a")
///
/// All problems are found at once, each with its place, rule and repair; nothing is returned unless there is none.
public struct ScenarioReader: Sendable {
  /// A change to the file's tree: `--set`, `--seed` and the like.
  public struct Override: Sendable {
    /// Components of the key.
    public let path: [String]
    /// The new value.
    public let value: Node
    /// `members.slow.process`, `5ms`, from an option of that name.
    public init(path: [String], value: Node) {
      self.path = path
      self.value = value
    }
  }

  private let context: ScenarioContext
  /// Points that a sweep may have.
  public static let pointLimit = 10_000
  /// Simulated time that a run may have: 31 years, so that no sum of times overflows.
  public static let durationLimit = Interval(nanoseconds: 1_000_000_000_000_000_000)

  /// A reader.
  public init(_ context: ScenarioContext) { self.context = context }

  /// Reads, changes, checks.
  /// - Parameters:
  ///   - path: how messages call the file.
  ///   - name: the scenario's name.
  ///   - methods: run only these, by label or name; a name that the file does not have is added. Empty for all.
  public func read(
    _ bytes: [UInt8], path: String, name: String, overrides: [Override] = [], methods: [String] = []
  ) -> (scenario: Scenario?, diagnostics: Diagnostics) {
    var diagnostics = Diagnostics()
    guard var root = JSON5Reader.read(bytes, origin: path, into: &diagnostics), !diagnostics.hasErrors else {
      return (nil, diagnostics)
    }
    guard root.members != nil else {
      diagnostics.error("a scenario is an object; write { question: …, … }", at: root)
      return (nil, diagnostics)
    }
    for change in overrides {
      do {
        try root.set(change.path, to: change.value)
      } catch {
        diagnostics.append(Diagnostic(.error, origin: change.value.origin, place: nil, message: error.message))
      }
    }
    Self.select(methods, in: &root, &diagnostics, path: path)
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    let assembler = ScenarioAssembler(root, name: name, context: context)
    let scenario = assembler.assemble()
    diagnostics.append(contentsOf: assembler.diagnostics)
    return (diagnostics.hasErrors ? nil : scenario, diagnostics)
  }

  private static func select(
    _ names: [String], in root: inout Node, _ diagnostics: inout Diagnostics, path: String
  ) {
    guard !names.isEmpty else { return }
    let entries = root["methods"]?.entries ?? []
    var chosen: [Node] = []
    for name in names {
      let matching = entries.filter { entry in
        entry.string == name || entry["label"]?.string == name || entry.members?.first?.node["label"]?.string == name
          || entry.members?.contains { $0.key == name } ?? false
      }
      if matching.isEmpty && Catalogue.entry(named: name) == nil {
        let hint = Nearest.match(name, among: Catalogue.names).map { "; did you mean \"\($0)\"?" }
        diagnostics.append(
          Diagnostic(
            .error, origin: "--method", place: nil,
            message: "unknown method \"\(name)\"\(hint ?? "; the methods are \(Catalogue.names.joined(separator: ", "))")"))
      }
      chosen += matching.isEmpty ? [Node(.string(name), origin: "--method")] : matching
    }
    root.replace("methods", with: Node(.array(chosen), place: root["methods"]?.place, origin: path))
  }
}

extension Catalogue {
  /// The names, in the catalogue's order.
  public static var names: [String] { entries.map(\.card.name) }
}

extension Node {
  /// Sets a key of an object; adds it where it is absent.
  mutating func replace(_ key: String, with value: Node) {
    guard var members else { return }
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].node = value
    } else {
      members.append(Member(key, value))
    }
    kind = .object(members)
  }

  /// The object without a key.
  func without(_ key: String) -> Node {
    var copy = self
    copy.kind = .object((members ?? []).filter { $0.key != key })
    return copy
  }
}
