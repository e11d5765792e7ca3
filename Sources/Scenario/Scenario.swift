import EventKernel
import FlowControl
import SpreadModel

/// A scenario, checked: what is run, for which question, and what it expects.
public struct Scenario: Sendable {
  /// Its file below `scenarios/` without the ending; the name of its results folder.
  public let name: String
  /// What the reader wants to know.
  public let question: String
  /// The root of the random streams.
  public let seed: UInt64
  /// Runs of every method and point with streams of their own.
  public let replicationCount: Int
  /// At least one; point 0 alone without a sweep.
  public let points: [ScenarioPoint]
  /// What must come true.
  public let expectations: [Expectation]
  /// Names that stand for several members, such as `fast` for `fast-1` to `fast-9`.
  public let memberGroups: [MemberGroup]

  /// The runs that it asks for.
  public var runCount: Int { points.reduce(0) { $0 + $1.methods.count } * replicationCount }

  /// The members that a name means: one, or all of a group. Empty for an unknown name.
  public func members(named name: String) -> [String] {
    for group in memberGroups {
      if group.name == name { return group.members }
      if group.members.contains(name) { return [name] }
    }
    return []
  }
}

/// One entry of `members`, with the names of the members that it stands for.
public struct MemberGroup: Hashable, Sendable {
  /// As written.
  public let name: String
  /// The names of the members.
  public let members: [String]
}

/// One combination of the sweep's values.
public struct ScenarioPoint: Sendable {
  /// From 0.
  public let index: Int
  /// `key=value` separated by `;`; empty without a sweep.
  public let sweep: String
  /// The run, of replication 0.
  public let run: RunDescription
  /// The methods, in the order of the file.
  public let methods: [NamedMethod]
}

/// A method under the name that results use for it.
public struct NamedMethod: Sendable {
  /// The label given, else the method's name.
  public let label: String
  /// Resolved for the point's group.
  public let method: ResolvedMethod
}

/// One entry of `expect`.
public struct Expectation: Hashable, Sendable {
  /// What a column must hold.
  public enum Claim: Hashable, Sendable {
    /// This number.
    case equals(Double)
    /// A number in this range; `nil` for no end.
    case within(min: Double?, max: Double?)
    /// This text.
    case text(String)
    /// This flag.
    case flag(Bool)
    /// More than the same column of these methods, in each replication.
    case greater(than: [String])
    /// Less.
    case less(than: [String])
    /// Exactly these members are kicked.
    case kicked([String])
  }
  /// A column and its claim.
  public struct Item: Hashable, Sendable {
    /// A column of `summary.csv`, or of `members.csv` where the expectation names a member.
    public let column: String
    /// What it must hold.
    public let claim: Claim
  }
  /// The method's label; `nil` for every method.
  public let method: String?
  /// The sweep point; `nil` for every point.
  public let point: Int?
  /// A member or a group of members; then the columns are those of `members.csv`.
  public let member: String?
  /// All must be true.
  public let items: [Item]
  /// Where it stands, for the message.
  public let place: Place?
}
