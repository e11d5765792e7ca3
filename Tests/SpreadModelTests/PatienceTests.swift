import EventKernel
import FlowControl
import Testing

/// What a method promises by its ``Patience``: what waits changes nothing until it is told, and being told of it in one go
/// is the same as one by one. A failure names the seed that draws the same history again.
@Suite struct PatienceTests {
  /// A member among others, as a value without an engine, with random things happening to it.
  private struct RandomHistory<Method: FlowControl> {
    var stream: RandomStream
    let group: GroupFacts
    let member: Int
    var method: Method
    var now = Instant.zero
    /// Own data messages, and own control messages, that have not come back.
    var ownData = 0
    var ownControl = 0
    /// Data messages that it has processed, and the position that each member last told of.
    var processed: Int64 = 0
    var told: [Int64]
    /// Messages that were told later.
    var laterCount = 0
    /// The rows that rode with control messages.
    var rows: [Int64] = []
    let rowWidth: Int

    init(_ seed: UInt64, allSend: Bool, _ values: (inout RandomStream) -> Values) throws {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 96))
      let count = 2 + Int(stream.below(5))
      member = Int(stream.below(UInt64(count)))
      var isSender = (0..<count).map { _ in allSend || stream.below(4) > 0 }
      isSender[(member + 1) % count] = true
      group = GroupFacts(
        isSender: isSender, maxSessionMessages: 1000, hasReceiverThread: Array(repeating: false, count: count)
      )
      let view = View.initial(
        isPresent: Array(repeating: true, count: count), senderCount: group.senderCount)
      let settings = try Method.settings(ParameterValues(values(&stream)), for: group)
      rowWidth = Method.rowWidth(settings, for: group)
      method = Method(settings, member: member, group: group, view: view)
      told = Array(repeating: 0, count: count)
      self.stream = stream
    }

    private mutating func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }

    /// A note of where another member is: further than before, or not.
    private mutating func note(of other: Int, kind: UInt8) -> (kind: UInt8, number: Int64) {
      told[other] = max(told[other], processed - Int64(below(30)))
      return (kind, told[other])
    }

    /// Room for the row of a control message, which says the same of every sender.
    private mutating func row(number: Int64) -> Range<Int> {
      rows += Array(repeating: number, count: rowWidth)
      return (rows.count - rowWidth)..<rows.count
    }

    private mutating func anybody(but unwanted: Int?, sendsData: Bool) -> Int? {
      let others = (0..<group.memberCount).filter {
        $0 != member && $0 != unwanted && (!sendsData || group.isSender[$0])
      }
      return others.isEmpty ? nil : others[below(others.count)]
    }

    /// Something that the member hears at once.
    mutating func hearSomething() {
      now = now + .microseconds(1)
      var answer: ControlMessage?
      switch below(6) {
      case 0 where group.isSender[member] && method.isOpen:
        _ = method.dataAccepted(at: now)
        ownData += 1
      case 1 where ownData > 0:
        ownData -= 1
        answer = read(LaterMessage(data: member, own: true, at: now))
      case 2 where ownControl > 0:
        ownControl -= 1
        let (note, row) = (Note(kind: 1, number: 0), row(number: 0))
        let rows = rows
        answer = method.controlRead(from: member, note: note, row: rows.span.extracting(row), at: now)
      case 3 where method.needs.contains(.control):
        guard let other = anybody(but: nil, sendsData: false) else { return }
        let note = note(of: other, kind: 1)
        let row = row(number: note.number)
        let rows = rows
        answer = method.controlRead(
          from: other, note: Note(kind: note.kind, number: note.number), row: rows.span.extracting(row),
          at: now)
      default:
        guard let other = anybody(but: nil, sendsData: true) else { return }
        let note = note(of: other, kind: below(2) == 0 ? 0 : 2)
        answer = read(LaterMessage(data: other, own: false, note: note, at: now))
      }
      if answer != nil { ownControl += 1 }
    }

    private mutating func read(_ message: LaterMessage) -> ControlMessage? {
      let isOwn = message.isOwn
      processed += 1
      if !method.needs.isDisjoint(with: isOwn ? .ownReads : .otherReads),
        let answer = method.dataRead(
          from: Int(message.sender), note: message.note, row: Span(), at: message.readAt)
      {
        return answer
      }
      guard !method.needs.isDisjoint(with: isOwn ? .ownProcessed : .otherProcessed) else { return nil }
      return method.dataProcessed(from: Int(message.sender), at: message.processedAt)
    }

    /// Some messages that can wait.
    private mutating func messages(within patience: Patience) -> [LaterMessage] {
      var messages: [LaterMessage] = []
      var room = min(patience.count, 12)
      for _ in 0..<below(13) {
        now = now + .microseconds(1)
        if below(4) == 0, method.needs.contains(.control) {
          guard let other = anybody(but: patience.awaited, sendsData: false) else { continue }
          let note = note(of: other, kind: 1)
          messages.append(
            LaterMessage(control: other, note: note, row: row(number: note.number), at: now))
        } else if below(6) == 0, ownData > 0, !patience.awaitsOwnReads,
          !method.needs.contains(.ownProcessed)
        {
          ownData -= 1
          messages.append(LaterMessage(data: member, own: true, at: now))
        } else if room > 0, let other = anybody(but: patience.awaited, sendsData: true) {
          room -= 1
          let note = note(of: other, kind: below(2) == 0 ? 0 : 2)
          messages.append(LaterMessage(data: other, own: false, note: note, at: now))
        }
      }
      return messages
    }

    /// Lets wait what can, and tells the member of it in both ways.
    mutating func tellLater(_ seed: UInt64) {
      guard let patience = method.patience else { return }
      let messages = messages(within: patience)
      laterCount += messages.count
      let rows = rows
      var oneByOne = method
      for place in messages.indices {
        let (isOpen, awaited, alarm) = (oneByOne.isOpen, oneByOne.awaited, oneByOne.alarm)
        let isBoundInForce = oneByOne.isBoundInForce
        // It traps where there is an answer.
        oneByOne.hearOneByOne(messages.span.extracting(place..<(place + 1)), rows: rows.span)
        #expect(oneByOne.isOpen == isOpen, "seed \(seed): the gate changed")
        #expect(isOpen || oneByOne.awaited == awaited, "seed \(seed): it waits for another")
        #expect(oneByOne.alarm == alarm, "seed \(seed): the alarm changed")
        #expect(oneByOne.isBoundInForce == isBoundInForce, "seed \(seed): the bound changed")
      }
      processed += Int64(messages.count { $0.isData })
      method.heardLater(messages.span, rows: rows.span)
      #expect(method == oneByOne, "seed \(seed): in one go it is another value")
    }
  }

  private func check<Method: FlowControl>(
    _: Method.Type, _ seeds: Range<UInt64>, allSend: Bool = false, _ values: (inout RandomStream) -> Values
  ) throws -> Int {
    var count = 0
    for seed in seeds {
      var history = try RandomHistory<Method>(seed, allSend: allSend, values)
      for _ in 0..<60 {
        for _ in 0..<4 { history.hearSomething() }
        history.tellLater(seed)
      }
      count += history.laterCount
    }
    return count
  }

  @Test func `what waits changes nothing in agreed-ack`() throws {
    let count = try check(AgreedAck.self, 0..<300) { stream in
      func number(_ bound: UInt64) -> ParameterValue { .messages(1 + Int(stream.below(bound))) }
      return [
        "window": number(6), "threshold": number(20), "ackEvery": number(12),
        "piggyback": .flag(stream.below(2) == 0), "selfClocked": .flag(stream.below(2) == 0),
        "count": .word(stream.below(2) == 0 ? "processed" : "received"),
      ]
    }
    #expect(count > 20_000)
  }

  @Test func `what waits changes nothing in min-status`() throws {
    let count = try check(MinStatus.self, 500..<700, allSend: true) { stream in
      ["window": .messages(1 + Int(stream.below(12))), "statusEvery": .messages(1 + Int(stream.below(6)))]
    }
    #expect(count > 10_000)
  }

  @Test func `what waits changes nothing in lockstep`() throws {
    let count = try check(Lockstep.self, 300..<500) { ["window": .messages(1 + Int($0.below(6)))] }
    #expect(count > 10_000)
  }
}

extension LaterMessage {
  fileprivate init(data sender: Int, own: Bool, note: (kind: UInt8, number: Int64) = (0, 0), at now: Instant)
  {
    self.init(
      isData: true, isReadKnown: false, isOwn: own, from: Int32(sender), noteKind: note.kind,
      number: note.number, readAt: now, processedAt: now)
  }

  fileprivate init(control sender: Int, note: (kind: UInt8, number: Int64), row: Range<Int>, at now: Instant)
  {
    self.init(
      isData: false, isReadKnown: false, isOwn: false, from: Int32(sender), noteKind: note.kind,
      number: note.number, readAt: now, processedAt: now, row: row)
  }
}
