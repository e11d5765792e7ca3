import EventKernel

/// A message that a member read, and processed if it is data, without its method being told at once: see ``Patience``.
public struct LaterMessage: Sendable {
  /// Whether it is data; else it is a control message.
  public let isData: Bool
  /// The method was told when it was read, and has to be told of the end of its processing only.
  public let isReadKnown: Bool
  /// 0 where no note rides with it; see ``Note/kind``.
  @usableFromInline let noteKind: UInt8
  /// Whether the member sent it itself.
  public let isOwn: Bool
  /// Who sent it.
  public let sender: Int32
  @usableFromInline let number: Int64
  /// When it was read.
  public let readAt: Instant
  /// When its processing ended, where it is data.
  public let processedAt: Instant
  /// Where the row that rides with it stands among all rows; empty without one.
  public let row: Range<Int>

  /// - Parameters:
  ///   - noteKind: 0 where no note rides with it.
  ///   - number: the note's.
  @inlinable public init(
    isData: Bool, isReadKnown: Bool, isOwn: Bool, from sender: Int32, noteKind: UInt8, number: Int64,
    readAt: Instant, processedAt: Instant, row: Range<Int> = 0..<0
  ) {
    self.isData = isData
    self.isReadKnown = isReadKnown
    self.isOwn = isOwn
    self.sender = sender
    self.noteKind = noteKind
    self.number = number
    self.readAt = readAt
    self.processedAt = processedAt
    self.row = row
  }

  /// The note that rides with it.
  @inlinable public var note: Note? { noteKind == 0 ? nil : Note(kind: noteKind, number: number) }
}

extension FlowControl {
  @inlinable public mutating func heardLater(_ messages: Span<LaterMessage>, rows: Span<Int64>) {
    hearOneByOne(messages, rows: rows)
  }

  /// Tells the member of each message as if it came now, as far as ``needs`` ask for it.
  @inlinable public mutating func hearOneByOne(_ messages: Span<LaterMessage>, rows: Span<Int64>) {
    let needs = needs
    for place in messages.indices {
      let message = messages[place]
      let (sender, row) = (Int(message.sender), rows.extracting(message.row))
      var answer: ControlMessage?
      if !message.isData {
        if needs.contains(.control), let note = message.note {
          answer = controlRead(from: sender, note: note, row: row, at: message.readAt)
        }
      } else {
        if !message.isReadKnown, !needs.isDisjoint(with: message.isOwn ? .ownReads : .otherReads) {
          answer = dataRead(from: sender, note: message.note, row: row, at: message.readAt)
        }
        precondition(answer == nil, "what a member is told later needs no answer")
        if !needs.isDisjoint(with: message.isOwn ? .ownProcessed : .otherProcessed) {
          answer = dataProcessed(from: sender, at: message.processedAt)
        }
      }
      precondition(answer == nil, "what a member is told later needs no answer")
    }
  }
}
