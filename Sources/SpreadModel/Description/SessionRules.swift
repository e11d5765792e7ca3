import EventKernel

/// The session queue's limit and the socket in front of it.
public struct SessionRules: Hashable, Sendable {
  /// A message that finds so many waiting kicks the session.
  public var maxSessionMessages: Int
  /// What is written to the member before the queue begins, and what a member may write before it blocks.
  public var socket: Socket
  /// How often the daemon looks whether a socket takes more of its queue; `nil` for at once, as the member reads.
  /// Besides, it looks whenever a message comes for the session.
  public var drainPeriod: Interval?

  /// Spread's default limit, no socket, drained at once.
  public init(maxSessionMessages: Int = 1000, socket: Socket = .none, drainPeriod: Interval? = nil) {
    self.maxSessionMessages = maxSessionMessages
    self.socket = socket
    self.drainPeriod = drainPeriod
  }
}

/// What the operating system holds between a daemon and a member, in each direction.
public enum Socket: Hashable, Sendable {
  /// Nothing: the session queue starts at once.
  case none
  /// κ messages of any size.
  case messages(Int)
  /// Bytes, each message with its header and group name; one larger than all of it enters an empty socket.
  case bytes(Int64)
  /// A Unix-domain socket of Linux: a count of kernel buffers by their true size.
  case unix
  /// A TCP connection over one machine: bytes on both sides.
  case tcp

  /// Payload apart, a message takes 48 bytes of header and 32 of group name.
  public static let overheadBytes = headerBytes + groupNameBytes
  /// The header of a message (sess_types.h of Spread).
  public static let headerBytes = 48
  /// A group or private name in a message (MAX_GROUP_NAME).
  static let groupNameBytes = 32
}
