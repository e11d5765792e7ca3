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
  /// Runs that one scenario may ask for: points × methods × replications.
  public static let runLimit = 1_000_000
  /// Rows of `members.csv`, runs × members, that one scenario may ask for: a row takes about 200 bytes of the disk,
  /// all of them 20 GB. Memory does not grow with them.
  public static let memberRowLimit = 100_000_000
  /// Simulated time that a run may have: 31 years, so that no sum of times overflows.
  public static let durationLimit = Interval(nanoseconds: 1_000_000_000_000_000_000)

  /// A reader.
  public init(_ context: ScenarioContext) { self.context = context }

  /// Reads, changes, checks. A scenario that was changed has no expectations: they are claims about the file as it is.
  /// - Parameters:
  ///   - path: how messages call the file.
  ///   - name: the scenario's name.
  ///   - methods: run only these, by label or name; a name that the file does not have is added. Empty for all.
  public func read(
    _ bytes: [UInt8], path: String, name: String, overrides: [Override] = [], methods: [String] = []
  ) -> (scenario: Scenario?, diagnostics: Diagnostics) {
    var diagnostics = Diagnostics()
    guard var root = JSON5Reader.read(bytes, origin: path, into: &diagnostics) else {
      return (nil, diagnostics)
    }
    guard root.members != nil else {
      diagnostics.error("a scenario is \(root.kindName); write an object: { question: …, … }", at: root)
      return (nil, diagnostics)
    }
    for change in overrides {
      do {
        try root.set(change.path, to: change.value)
        root.stopSweeping(change.path.joined(separator: "."))
      } catch {
        diagnostics.append(
          Diagnostic(.error, origin: change.value.origin, place: nil, message: error.message))
      }
    }
    let assembler = ScenarioAssembler(
      root, name: name, context: context, methods: methods,
      hasExpectations: overrides.isEmpty && methods.isEmpty)
    let scenario = assembler.assemble()
    diagnostics.append(contentsOf: assembler.diagnostics)
    return (diagnostics.hasErrors ? nil : scenario, diagnostics)
  }
}

extension Catalogue {
  /// The names, in the catalogue's order.
  public static var names: [String] { entries.map(\.card.name) }
}

extension Node {
  /// A key that is set from outside is swept no more.
  mutating func stopSweeping(_ key: String) {
    guard var members, let index = members.firstIndex(where: { $0.key == "sweep" }) else { return }
    members[index].node = members[index].node.without(key)
    kind = .object(members)
  }

  /// The object without a key.
  func without(_ key: String) -> Node {
    guard let members else { return self }
    var copy = self
    copy.kind = .object(members.filter { $0.key != key })
    return copy
  }
}
