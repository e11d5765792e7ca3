/// What a message tells its readers besides its payload: a kind that the method chose, and one number.
public struct Note: Hashable, Sendable {
  /// The method's own number for this kind of note, from 1; 0 is kept for "no note" in the message log, and 200 and
  /// above for ``Exclusion``.
  public var kind: UInt8
  /// What the kind says it is: a position, a count, or 0.
  public var number: Int64

  /// - Parameter kind: 1 to 255.
  public init(kind: UInt8, number: Int64) {
    assert(kind > 0, "the kind of a note is positive; 0 stands for no note")
    self.kind = kind
    self.number = number
  }
}

/// Who gets a control message.
public enum Recipients: Hashable, Sendable {
  /// Every member of the group, the sender included.
  case group
  /// Privately to every member that sends data, and to the sender itself.
  case senders
  /// Privately to one member, and to the sender itself.
  case member(Int)
}

/// A message of the method, not of the application. It takes a place in the order and in session queues.
public struct ControlMessage: Hashable, Sendable {
  /// What it says.
  public var note: Note
  /// Who reads it.
  public var recipients: Recipients
  /// Whether nothing but a periodic timer caused it, so that it is no sign of progress.
  public var isTimed: Bool

  /// A control message that says `note` to `recipients`.
  public init(_ note: Note, to recipients: Recipients = .group, isTimed: Bool = false) {
    self.note = note
    self.recipients = recipients
    self.isTimed = isTimed
  }
}

/// The notifications that a member's method wants; the engine skips the others.
public struct Needs: OptionSet, Hashable, Sendable {
  /// The set as bits.
  public let rawValue: UInt8
  /// The set with these bits.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  // Computed and inlinable: a stored one is asked for through `swift_once`, for every message.

  /// Reads of data messages that this member sent itself.
  @inlinable public static var ownReads: Needs { Needs(rawValue: 1 << 0) }
  /// Reads of data messages of others.
  @inlinable public static var otherReads: Needs { Needs(rawValue: 1 << 1) }
  /// Ends of processing of own data messages.
  @inlinable public static var ownProcessed: Needs { Needs(rawValue: 1 << 2) }
  /// Ends of processing of others' data messages.
  @inlinable public static var otherProcessed: Needs { Needs(rawValue: 1 << 3) }
  /// Reads of control messages.
  @inlinable public static var control: Needs { Needs(rawValue: 1 << 4) }
  /// Reads of membership messages.
  @inlinable public static var views: Needs { Needs(rawValue: 1 << 5) }
  /// Calls at the instants that ``FlowControl/alarm`` names.
  @inlinable public static var alarms: Needs { Needs(rawValue: 1 << 6) }

  /// Every read of a data message.
  @inlinable public static var reads: Needs { [.ownReads, .otherReads] }
  /// Every end of processing.
  @inlinable public static var processed: Needs { [.ownProcessed, .otherProcessed] }
}
