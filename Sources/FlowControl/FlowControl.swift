import EventKernel

/// A flow-control method: the rule by which a *member* of a group decides when it may send.
///
/// ```
///   read, processed, views, alarms ──► method ──► control messages to the group
///                                        │
///                       gate: may the next data message be sent?
/// ```
///
/// One value of a conforming type is the state of one member. It knows what a Spread client knows and nothing
/// else: its own sends, what it has read and processed, control messages, membership, and the time that is
/// handed to it. It owns no clock and draws no random number, so a value can be copied, compared and hashed:
/// the engine runs it inside a timed simulation, and an exhaustive verifier can run the very same code over
/// every interleaving.
///
/// Every notification answers with at most one control message, which the member sends at once, through the
/// same order and the same session queues as its data. A method declares in ``needs`` which notifications it
/// wants; the others are skipped.
///
/// To add a method, write one file under `Methods/` and name the type in the model's catalogue.
public protocol FlowControl: Hashable, Sendable {
  /// The method's parameters, checked and resolved for one group.
  associatedtype Settings: Hashable, Sendable

  /// What a reader of the catalogue is told, and what a scenario may write.
  static var card: MethodCard { get }

  /// Resolves the parameters of a scenario for a group.
  ///
  /// - Throws: every contradiction between the values, all at once.
  static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings

  /// The resolved parameters as `(name, text)`, in the order of the card: the CSV's `parameters`.
  static func effective(_ settings: Settings) -> [(name: String, text: String)]

  /// What a careful colleague would say about these settings before the run: conditions of the theorems that
  /// they fail. Empty when there is nothing to say.
  static func warnings(_ settings: Settings, for group: GroupFacts) -> [String]

  /// The most messages, control messages included, that a session queue and its socket may ever have to hold
  /// under these settings, membership messages apart: proven, or `nil` where no theorem says so. No kick can
  /// happen while this is at most `maxSessionMessages + κ`.
  static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int?

  /// Whether own messages are counted when *processed* rather than when read: with a receiver thread it decides
  /// if processing takes part in the cycle of a windowed sender.
  static func countsProcessed(_ settings: Settings) -> Bool

  /// Whether a sender that never reads comes to a stop by itself.
  static func isWindowed(_ settings: Settings) -> Bool

  /// Bytes that all members together keep of what they know of each other, at least: refused beforehand where they
  /// pass the run's limit.
  static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64

  /// The numbers in a row that rides with a note; 0 where the note's one number is enough.
  static func rowWidth(_ settings: Settings, for group: GroupFacts) -> Int

  /// A member that knows `view`: the initial one, or the view that added it.
  init(_ settings: Settings, member: Int, group: GroupFacts, view: View)

  /// The notifications that this member wants.
  var needs: Needs { get }

  /// How long this member may stay without hearing of messages that it wants to hear of; `nil` where it has to hear of each
  /// at once. Whether it is `nil` is settled with the member's first view.
  ///
  /// Asked after everything that the member hears at once. Not asked of members that want ``Needs/alarms``.
  var patience: Patience? { get }

  /// What the member was not told because it could wait, in order. The same as if it was told one by one, when each came;
  /// a method may have a shorter way. The numbers that ride with the messages stand in `rows`.
  mutating func heardLater(_ messages: Span<LaterMessage>, rows: Span<Int64>)

  /// The gate: may this member send its next data message now? It may change in a `mutating` call only.
  /// - Complexity: O(1). A member that sends is asked after every notification.
  var isOpen: Bool { get }

  /// The member that a closed gate waits for; `nil` where it waits for own copies. It may change in a `mutating` call only,
  /// and is asked only while the gate is closed.
  var awaited: Int? { get }

  /// `SP_multicast` accepted a data message of this member; the note rides with it.
  mutating func dataAccepted(at now: Instant) -> Note?

  /// A data message was read, an own one too. `row` is empty unless a note with a row rides with the message.
  mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage?

  /// A data message is completely processed.
  mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage?

  /// A control message was read, an own one too.
  mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage?

  /// A membership message was read, in its place in the order.
  mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage?

  /// The instant at which the method wants to be called next; `nil` for none. Asked after every notification
  /// of a member whose ``needs`` contain ``Needs/alarms``.
  var alarm: Instant? { get }

  /// The alarm rings, at `now`, whatever the member is doing.
  mutating func alarmRang(at now: Instant)

  /// The member gets to its alarm: now it can send what the alarm made due.
  mutating func answerAlarm(at now: Instant) -> ControlMessage?

  /// The alarm's instant passed while the member was paused. Called at that instant; an alarm that then still lies
  /// in the past rings when the pause is over.
  mutating func alarmMissed(at now: Instant)

  /// Whether something that only time ends is under way, such as a commit: its alarm will come, and who waits for
  /// it does not wait for ever.
  var isWorking: Bool { get }

  /// Writes the row that rides with a control message, or with a data message that has a note, when `SP_multicast`
  /// accepts it. Called only where ``rowWidth(_:for:)`` is positive, with that note and a span of that width.
  func writeRow(of note: Note, into row: inout MutableSpan<Int64>)

  /// Whether the theorem behind ``bound(_:)`` speaks about this moment. A method that wants to hear of nothing but own
  /// messages and views does not change it when an own message is processed.
  var isBoundInForce: Bool { get }

  /// The most data messages that may be accepted and not yet processed by this member, proven.
  func bound(_ facts: BoundFacts) -> Bound
}

/// A method needs only what it uses.
extension FlowControl {
  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] { [] }
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? { nil }
  public static func countsProcessed(_ settings: Settings) -> Bool { false }
  public static func rowWidth(_ settings: Settings, for group: GroupFacts) -> Int { 0 }
  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 { 0 }
  @inlinable public var patience: Patience? { nil }
  @inlinable public var awaited: Int? { nil }
  public mutating func dataAccepted(at now: Instant) -> Note? { nil }
  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? { nil }
  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? { nil }
  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? { nil }
  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? { nil }
  public var alarm: Instant? { nil }
  public mutating func alarmRang(at now: Instant) {}
  public mutating func answerAlarm(at now: Instant) -> ControlMessage? { nil }
  public mutating func alarmMissed(at now: Instant) {}
  public var isWorking: Bool { false }
  public func writeRow(of note: Note, into row: inout MutableSpan<Int64>) {}
  @inlinable public var isBoundInForce: Bool { true }
  public func bound(_ facts: BoundFacts) -> Bound { .unproven }
}
