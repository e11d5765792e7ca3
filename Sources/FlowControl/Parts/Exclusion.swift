import EventKernel

/// When a group gives a member up: "if a member is 'too slow' for your standards, your implementation of FC will have
/// to somehow exclude that member" (2002 mail).
public enum ExclusionRule: Modifier {
  /// Being more than so many data messages behind another member.
  case lag(Int64)
  /// Not reaching within the time what another member had processed.
  case time(Interval)

  public init(_ values: ParameterValues) throws(ParameterProblems) {
    switch (values.messages("lag"), values.interval("time")) {
    case (let lag?, nil): self = .lag(Int64(lag))
    case (nil, let time?): self = .time(time)
    case (nil, nil):
      throw ParameterProblems(
        nil, "exclude says neither lag nor time; write one of them, for example lag: 500 or time: \"2s\"")
    case (_?, _?):
      throw ParameterProblems(
        "time", "exclude has a lag and a time, and a group needs one rule; remove one of them")
    }
  }

  /// Processed messages after which a member announces its position; `nil` where it does so by the clock.
  var messagesPerAnnouncement: Int64? { if case .lag(let lag) = self { max(1, lag / 4) } else { nil } }

  /// From one look at the others to the next; `nil` where processing decides.
  public var tick: Interval? {
    guard case .time(let time) = self else { return nil }
    return Interval(nanoseconds: max(1, time.nanoseconds / 4))
  }

  /// As `(name, text)`.
  var effective: (name: String, text: String) {
    switch self {
    case .lag(let lag): ("exclude.lag", "\(lag)")
    case .time(let time): ("exclude.time", "\(time.nanoseconds)ns")
    }
  }

  public static let card = MethodCard(
    name: "exclude",
    summary: "a modifier of any method: who falls too far behind is given up, and the others go on",
    source: "2002 mail: \"somehow exclude that member from the algorithm\"",
    bound: "that of the method, for members that are not given up; none on the queue",
    parameters: [
      Parameter(
        "lag", .messages(1...10_000_000), default: "none; lag or time is required",
        "messages: a member known to be further behind another one's processed position is given up",
        source: "2002 mail: somehow exclude that member"),
      Parameter(
        "time", .interval, default: "none; lag or time is required",
        "a member that does not announce within so long what another one had processed is given up",
        source: "2002 mail: somehow exclude that member; Aeron's receiver liveness timeout"),
    ])
}

/// What one member knows about the others' progress, and whom the group has given up, beside any method.
///
/// Everybody announces the position up to which it has processed. Who finds another one too far behind accuses it, and
/// says which position it misses. An accusation is judged at its place in the total order, by all alike: if the
/// accused had announced that position before, nothing happens (the accuser was slow to read it), else the accused is
/// given up from there on.
public struct Exclusion: Hashable, Sendable {
  /// Notes of this kind and above are not the method's.
  public static var firstKind: UInt8 { 200 }
  private static var announcement: UInt8 { 200 }
  private static var accusation: UInt8 { 201 }
  /// An accusation's number is the position times this, and the member.
  private static var memberRange: Int64 { 1 << 17 }
  /// Ticks without the position that was looked for: the time, and one for an announcement made at its very end.
  private static var patience: UInt8 { 5 }

  private let rule: ExclusionRule
  private let member: Int
  private let column: [Int]
  /// The group at the place up to which this member has read, without those that were given up.
  private var view: View
  private var isGivenUp: [Bool]
  private var processed: Int64
  private var announced: Int64
  private var owesTick = false
  /// The position that each member, this one too, has announced in what was read.
  private var heard: [Int64]
  /// This member's accusation waits to be sent, or is on its way.
  private var isAccused: [Bool]
  private var pending: [Int] = []
  /// With a lag: who is not accused and may be.
  private var watched: KnownPositions
  /// With a time: the position that each member is to announce, and the ticks since then.
  private var aims: [Int64]
  private var ticks: [UInt8]

  /// A member that knows `view`: the initial one, or the view that added it. Of what was announced before its view it
  /// knows nothing, and takes everybody to have been there: in doubt nobody is given up.
  public init(_ rule: ExclusionRule, member: Int, group: GroupFacts, view: View) {
    self.rule = rule
    self.member = member
    self.view = view
    column = group.column
    processed = view.position
    announced = view.position
    isGivenUp = Array(repeating: false, count: group.memberCount)
    isAccused = isGivenUp
    heard = Array(repeating: view.position, count: group.memberCount)
    aims = heard
    ticks = Array(repeating: 0, count: group.memberCount)
    watched = KnownPositions(memberCount: rule.tick == nil ? group.memberCount : 0)
    for other in 0..<group.memberCount where view.isPresent[other] { watch(other) }
  }

  /// Bytes that a member keeps of each other one.
  public static var bytesPerMember: Int64 { 8 + 8 + 1 + 1 + 1 + 8 + KnownPositions.bytesPerMember }

  /// Whether the member that has this state has read that another one, or itself, was given up.
  public func hasGivenUp(_ other: Int) -> Bool { isGivenUp[other] }

  /// Whether time alone will bring an accusation: then who waits does not wait for ever.
  public var isLooking: Bool {
    rule.tick != nil
      && view.isPresent.indices.contains { view.isPresent[$0] && $0 != member && heard[$0] < processed }
  }

  // MARK: What happens

  /// A data message was read.
  public mutating func dataRead(from sender: Int) {
    view.position += 1
    view.sentBefore[column[sender]] += 1
  }

  /// A data message is completely processed.
  public mutating func dataProcessed() {
    processed += 1
    guard case .lag(let lag) = rule else { return }
    while processed - watched.least > lag { accuse(watched.slowest) }
  }

  /// A tick of the time rule; `true` if there is something to say.
  public mutating func tick() -> Bool {
    for other in view.isPresent.indices where view.isPresent[other] && other != member && !isAccused[other] {
      if heard[other] >= aims[other] {
        aims[other] = processed
        ticks[other] = 0
        continue
      }
      ticks[other] += 1
      if ticks[other] == Self.patience { accuse(other) }
    }
    if processed > announced { owesTick = true }
    return owesTick || !pending.isEmpty
  }

  private mutating func accuse(_ other: Int) {
    isAccused[other] = true
    watched.forget(other)
    pending.append(other)
  }

  private mutating func watch(_ other: Int) {
    isAccused[other] = false
    ticks[other] = 0
    aims[other] = heard[other]
    if other != member { watched.track(other, from: heard[other]) }
  }

  /// The next thing to tell the group; asked again until there is none.
  public mutating func nextMessage() -> ControlMessage? {
    guard !isGivenUp[member] else { return nil }
    if let every = rule.messagesPerAnnouncement { owesTick = processed - announced >= every }
    if owesTick {
      owesTick = false
      announced = processed
      return ControlMessage(Note(kind: Self.announcement, number: processed))
    }
    while !pending.isEmpty {
      let other = pending.removeFirst()
      guard view.isPresent[other] else { continue }
      let aim = if case .lag(let lag) = rule { processed - lag } else { aims[other] }
      if heard[other] < aim {
        return ControlMessage(Note(kind: Self.accusation, number: aim * Self.memberRange + Int64(other)))
      }
      watch(other)
    }
    return nil
  }

  // MARK: What is read

  /// A note of one of these kinds was read.
  /// - Returns: who is given up by it, this member perhaps.
  public mutating func noteRead(from sender: Int, _ note: Note) -> Int? {
    if note.kind == Self.announcement {
      // Where partitions merged, one on its way may count by older numbers.
      heard[sender] = max(heard[sender], note.number)
      watched.raise(sender, to: note.number)
      return nil
    }
    let (aim, accused) = note.number.quotientAndRemainder(dividingBy: Self.memberRange)
    return judge(Int(accused), missing: aim, accuser: sender)
  }

  /// By what was announced and nothing else: a joiner may not know that the accuser was given up.
  private mutating func judge(_ other: Int, missing aim: Int64, accuser: Int) -> Int? {
    guard view.isPresent[other] else { return nil }
    guard heard[other] < aim else {
      if accuser == member { watch(other) }
      return nil
    }
    isGivenUp[other] = true
    watched.forget(other)
    view.isPresent[other] = false
    return other
  }

  /// The group as it is for the method from the place on at which a member was given up.
  public func view(without other: Int) -> View {
    var view = view
    view.joined = []
    view.gone = [other]
    return view
  }

  /// A membership message was read, in its place in the order.
  /// - Returns: the same for the method: who was given up is gone already.
  public mutating func viewRead(_ view: View) -> View {
    let given = isGivenUp
    if view.isMerge { countOn(by: view.skipped) }
    self.view = view
    self.view.gone.removeAll { given[$0] }
    for other in view.joined {
      isGivenUp[other] = false
      heard[other] = view.position
      watch(other)
    }
    for other in isGivenUp.indices where isGivenUp[other] { self.view.isPresent[other] = false }
    for other in view.gone { watched.forget(other) }
    return self.view
  }

  /// Where partitions merge, positions go on from what either side has.
  private mutating func countOn(by jump: Int64) {
    processed += jump
    announced += jump
    for other in heard.indices {
      heard[other] += jump
      aims[other] += jump
      watched.advance(other, by: jump)
    }
  }
}
