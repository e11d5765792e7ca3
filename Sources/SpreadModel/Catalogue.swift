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
        memberCount: groups.members.reduce(0) { $0 + $1.count },
        initialBound: { groups.count == 1 ? Method.initialBound(settings[0], for: groups.facts[0]) : nil },
        execute: { run, modifiers, journal, isCancelled in
          var engine = Engine<Method>(
            run, groups: groups, settings: settings, modifiers: modifiers, journal: journal)
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
  /// The resolved parameters as `(name, text)`, those of the modifiers last; `group.name` where several groups differ.
  public private(set) var effective: [(name: String, text: String)]
  /// Conditions of the theorems that these parameters fail.
  public private(set) var warnings: [String]
  /// Messages that a session may ever have to hold, of all its groups together, proven; `nil` where nothing is.
  public private(set) var provenQueueLoad: Int?
  /// Whether own messages come back when processed.
  public let countsProcessed: Bool
  /// Whether a sender that never reads stops by itself.
  public let isWindowed: Bool
  /// Bytes that the members together keep of what they know of each other.
  public private(set) var stateBytes: Int64
  /// Whether it needs neither own copies nor control messages, so that a sender outside the group can follow it.
  public private(set) var isFree: Bool
  let memberCount: Int
  /// The proven bound on a member's backlog while nothing happens to the group; `nil` where there is none. It takes
  /// the state of one member to ask.
  public let initialBound: @Sendable () -> Int64?
  /// What the scenario adds to it.
  public private(set) var modifiers = Modifiers()
  /// Runs a description under the method with modifiers.
  let execute:
    @Sendable (
      _ run: RunDescription, _ modifiers: Modifiers, _ journal: Journal?, _ isCancelled: () -> Bool
    ) -> Result<RunOutcome, RunFailure>

  /// Runs a description under this method.
  public func run(
    _ run: RunDescription, _ journal: Journal?, _ isCancelled: () -> Bool
  ) -> Result<RunOutcome, RunFailure> {
    execute(run, modifiers, journal, isCancelled)
  }

  /// The method with modifiers; it has none yet.
  public func modified(by modifiers: Modifiers) -> ResolvedMethod {
    precondition(self.modifiers.isEmpty, "a method is modified once")
    var method = self
    method.effective += modifiers.effective
    method.modifiers = modifiers
    if modifiers.exclude != nil {
      // Announcements and accusations come on top, and whoever is given up may be kicked.
      if let load = provenQueueLoad {
        method.warnings.append(
          "exclude adds its announcements to the \(load) messages that a session may have to hold by proof: not proven kick-free"
        )
      }
      method.provenQueueLoad = nil
      method.isFree = false
      method.stateBytes += Int64(memberCount) * Int64(memberCount) * Exclusion.bytesPerMember
    }
    return method
  }
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

extension FlowControl {
  /// The bound of a member that knows a group in which everybody is present.
  fileprivate static func initialBound(_ settings: Settings, for group: GroupFacts) -> Int64? {
    let view = View.initial(
      isPresent: Array(repeating: true, count: group.memberCount), senderCount: group.senderCount)
    let facts = BoundFacts(someoneJoined: false, someSenderLeft: false, unread: 0)
    guard case .messages(let bound) = Self(settings, member: 0, group: group, view: view).bound(facts) else {
      return nil
    }
    return bound
  }
}
