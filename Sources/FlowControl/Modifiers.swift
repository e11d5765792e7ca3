import EventKernel

/// What a scenario may add to any method: rules of the application around it, not of its gate.
public struct Modifiers: Hashable, Sendable {
  /// How the application packs small messages into one; `nil` where it sends each by itself.
  public var chunk: Chunk?
  /// When the group gives a member up; `nil` where it never does.
  public var exclude: ExclusionRule?

  /// The method alone, unless told otherwise.
  public init(exclude: ExclusionRule? = nil, chunk: Chunk? = nil) {
    self.exclude = exclude
    self.chunk = chunk
  }

  /// Whether nothing is added.
  public var isEmpty: Bool { self == Modifiers() }

  /// What is added, as `(name, text)` behind the method's own parameters.
  public var effective: [(name: String, text: String)] {
    var effective: [(name: String, text: String)] = []
    if let exclude { effective.append(exclude.effective) }
    if let chunk {
      effective.append(("chunk.count", "\(chunk.count)"))
      effective.append(("chunk.delay", "\(chunk.delay.nanoseconds)ns"))
    }
    return effective
  }

  /// What a reader of the catalogue is told of each; the name is the key in a method's entry.
  public static let cards: [MethodCard] = [ExclusionRule.card, Chunk.card]
}

/// One of them, as a scenario writes it.
public protocol Modifier: Hashable, Sendable {
  /// What a reader of the catalogue is told; the name is the key.
  static var card: MethodCard { get }

  /// What a scenario wrote.
  /// - Throws: what is missing, and contradictions.
  init(_ values: ParameterValues) throws(ParameterProblems)
}

/// Packs of messages: Recommendation 3 of the 2002 mail, and the "chunking" layer of the 2003 mail.
///
/// The layer takes what the application sends at once, and hands a pack to `SP_multicast` when it has ``count``
/// messages or when its oldest one is ``delay`` old. For Spread one pack is one message.
public struct Chunk: Modifier {
  /// Messages in a full pack, at least 1; 1 is the same as no packing.
  public let count: Int
  /// How long the first message of a pack waits for others at most; positive.
  public let delay: Interval

  /// Packs of up to so many messages, filled for so long at most.
  public init(count: Int, delay: Interval) {
    precondition(count > 0 && delay > .zero, "a pack holds something, and is filled for some time")
    self.count = count
    self.delay = delay
  }

  public init(_ values: ParameterValues) throws(ParameterProblems) {
    guard let count = values.messages("count") else {
      throw ParameterProblems(
        nil, "chunk has no count; add how many messages fill a pack, for example count: 50")
    }
    guard let delay = values.interval("delay") else {
      throw ParameterProblems(
        nil,
        "chunk has no delay; add how long a message waits for others at most, for example delay: \"20ms\"")
    }
    self.init(count: count, delay: delay)
  }

  public static let card = MethodCard(
    name: "chunk",
    summary: "a modifier of any method: the application packs small messages into one Spread message",
    source: "2002 mail, Recommendation 3; 2003 mail: \"our own 'chunking' layer on top of Spread messages\"",
    bound: "that of the method, in packs",
    parameters: [
      Parameter(
        "count", .messages(1...100_000), default: "none, required",
        "messages of the application in a full pack; all together must fit into a Spread message",
        source: "2002 mail, Recommendation 3; the chunks of 50 of the 2003 mail"),
      Parameter(
        "delay", .interval, default: "none, required",
        "a pack that is not full goes when its first message is so old",
        source: "2003 mail: send what there is at the end of a period"),
    ])
}
