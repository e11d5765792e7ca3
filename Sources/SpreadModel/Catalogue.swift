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
  /// Resolves parameters for a group, or throws every contradiction.
  public let resolve:
    @Sendable (_ values: ParameterValues, _ group: GroupFacts) throws(ParameterProblems) -> ResolvedMethod

  /// The entry of a method. Made here, where the engine is visible, so that each method has an engine compiled for it.
  init<Method: FlowControl>(_ method: Method.Type) {
    let card = Method.card
    self.card = card
    resolve = { values, group throws(ParameterProblems) in
      let settings = try Method.settings(values, for: group)
      return ResolvedMethod(
        name: card.name, effective: Method.effective(settings),
        warnings: Method.warnings(settings, for: group),
        provenQueueLoad: Method.provenQueueLoad(settings, for: group),
        countsProcessed: Method.countsProcessed(settings), isWindowed: Method.isWindowed(settings),
        stateBytes: Method.stateBytes(settings, for: group), isFree: card.parameters.isEmpty,
        run: { run, journal, isCancelled in
          var engine = Engine<Method>(run, group: group, settings: settings, journal: journal)
          return engine.run(isCancelled: isCancelled)
        })
    }
  }
}

/// A method with its parameters resolved for one group, ready to run.
public struct ResolvedMethod: Sendable {
  /// The method's name in the catalogue.
  public let name: String
  /// The resolved parameters as `(name, text)`.
  public let effective: [(name: String, text: String)]
  /// Conditions of the theorems that these parameters fail.
  public let warnings: [String]
  /// Messages that a session may ever have to hold, proven; `nil` where nothing is.
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

extension RunDescription {
  /// What the members of this run are told beforehand.
  public var group: GroupFacts {
    let socketMessages = if case .messages(let count) = session.socket { count } else { 0 }
    return GroupFacts(
      isSender: members.map { $0.workload != nil },
      maxSessionMessages: session.maxSessionMessages, socketMessages: socketMessages,
      hasReceiverThread: members.map { $0.receiverThread != nil }, daemon: members.map(\.daemon))
  }
}
