import EventKernel
import FlowControl

/// The methods that a scenario can name. Adding a method adds one file under FlowControl's `Methods/` and one
/// line here.
public enum Catalogue {
  /// In the order of the mail, then of age.
  public static let entries: [CatalogueEntry] = [
    CatalogueEntry(HopeAndPray.self),
    CatalogueEntry(PipeliningSenders.self),
    CatalogueEntry(YellingFire.self),
    CatalogueEntry(AckMatrix.self),
    CatalogueEntry(AgreedAck.self),
    CatalogueEntry(AckEveryMessage.self),
    CatalogueEntry(Lockstep.self),
    CatalogueEntry(Credits.self),
    CatalogueEntry(Adaptive.self),
    CatalogueEntry(MinStatus.self),
  ]

  /// The entry of a name.
  public static func entry(named name: String) -> CatalogueEntry? {
    entries.first { $0.card.name == name }
  }
}

/// One method, its type erased once: everything above this line runs methods by name, everything below it is
/// generic over the concrete type and specialised for it.
public struct CatalogueEntry: Sendable {
  /// Name, meaning, parameters.
  public let card: MethodCard
  /// Resolves parameters for each group, or throws every contradiction.
  public let resolve:
    @Sendable (_ values: ParameterValues, _ groups: Groups) throws(ParameterProblems) -> ResolvedMethod

  /// The entry of a method. Made here, where the engine is visible, so that each method has an engine compiled for it.
  init<Method: FlowControl>(_ method: Method.Type) {
    let card = Method.card
    self.card = card
    resolve = { values, groups throws(ParameterProblems) in
      let settings = try groups.facts.map { facts throws(ParameterProblems) in
        try Method.settings(values, for: facts)
      }
      let resolved = zip(settings, groups.facts).map { ResolvedGroup(method, $0, $1) }
      return ResolvedMethod(
        name: card.name, effective: groups.effective(resolved), warnings: groups.warnings(resolved),
        provenQueueLoad: groups.provenQueueLoad(resolved),
        countsProcessed: settings.allSatisfy(Method.countsProcessed),
        isWindowed: settings.allSatisfy(Method.isWindowed),
        stateBytes: resolved.reduce(0) { $0 + $1.stateBytes }, isFree: card.parameters.isEmpty,
        run: { run, journal, isCancelled in
          var engine = Engine<Method>(run, groups: groups, settings: settings, journal: journal)
          return engine.run(isCancelled: isCancelled)
        })
    }
  }
}

/// What a method says of its settings for one group.
private struct ResolvedGroup {
  var effective: [(name: String, text: String)]
  var warnings: [String]
  var provenQueueLoad: Int?
  var stateBytes: Int64

  init<Method: FlowControl>(_ method: Method.Type, _ settings: Method.Settings, _ facts: GroupFacts) {
    effective = Method.effective(settings)
    warnings = Method.warnings(settings, for: facts)
    provenQueueLoad = Method.provenQueueLoad(settings, for: facts)
    stateBytes = Method.stateBytes(settings, for: facts)
  }
}

/// A method with its parameters resolved for the groups of a run, ready to run.
public struct ResolvedMethod: Sendable {
  /// The method's name in the catalogue.
  public let name: String
  /// The resolved parameters as `(name, text)`; `group.name` where several groups differ.
  public let effective: [(name: String, text: String)]
  /// Conditions of the theorems that these parameters fail.
  public let warnings: [String]
  /// Messages that a session may ever have to hold, of all its groups together, proven; `nil` where nothing is.
  public let provenQueueLoad: Int?
  /// Whether own messages come back when processed.
  public let countsProcessed: Bool
  /// Whether a sender that never reads stops by itself.
  public let isWindowed: Bool
  /// Bytes that the members together keep of what they know of each other.
  public let stateBytes: Int64
  /// Whether it needs neither own copies nor control messages, so that a sender outside the group can follow it.
  public let isFree: Bool
  /// Runs a description under this method.
  public let run:
    @Sendable (_ run: RunDescription, _ journal: Journal?, _ isCancelled: () -> Bool) -> Result<
      RunOutcome, RunFailure
    >
}

extension Groups {
  /// The parameters: once where all groups have the same, else each group's under its name.
  fileprivate func effective(_ groups: [ResolvedGroup]) -> [(name: String, text: String)] {
    let first = groups[0].effective
    let isOne = groups.allSatisfy { $0.effective.elementsEqual(first, by: ==) }
    return isOne
      ? first
      : zip(names, groups).flatMap { name, own in own.effective.map { ("\(name).\($0.name)", $0.text) } }
  }

  fileprivate func warnings(_ groups: [ResolvedGroup]) -> [String] {
    count == 1
      ? groups[0].warnings
      : zip(names, groups).flatMap { name, own in own.warnings.map { "group \(name): \($0)" } }
  }

  /// A session has to hold what each of its groups may send it.
  fileprivate func provenQueueLoad(_ groups: [ResolvedGroup]) -> Int? {
    let loads = groups.compactMap(\.provenQueueLoad)
    guard loads.count == groups.count else { return nil }
    var perMember: [Int: Int] = [:]
    for (own, load) in zip(members, loads) {
      for member in own { perMember[member, default: 0] += load }
    }
    return perMember.values.max()
  }
}
