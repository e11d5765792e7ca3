import EventKernel

/// What a run notes besides its totals, on request. It changes nothing else of the outcome; but every step is taken, which
/// takes longer.
public struct Recording: Hashable, Sendable {
  /// When the state of the members is noted.
  public enum Timeline: Hashable, Sendable {
    /// At 0 and after every such interval, which is positive, up to the end; what happens at an instant is part of it.
    case every(Interval)
    /// At every instant at which a member's state became another, that member only; all of them at 0.
    case onChange
  }

  /// `nil` for no timeline.
  public var timeline: Timeline?
  /// Whether every step of every message is kept, as in a ``Journal``.
  public var keepsEvents: Bool

  /// Nothing unless told otherwise.
  public init(timeline: Timeline? = nil, keepsEvents: Bool = false) {
    self.timeline = timeline
    self.keepsEvents = keepsEvents
  }
}
