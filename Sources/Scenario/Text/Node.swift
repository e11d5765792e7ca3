/// A value of a document, and where it was written.
///
/// Two nodes are equal when their values are, wherever they were written. Members of an object keep their
/// order, and a number is compared as it was written: `1` and `1.0` differ.
public struct Node: Hashable, Sendable {
  /// The value.
  public enum Kind: Hashable, Sendable {
    /// `{ key: value, … }`, in the order of the text, each key once.
    case object([Member])
    /// `[ value, … ]`.
    case array([Node])
    /// `"text"` or `'text'`, escapes resolved.
    case string(String)
    /// A number, as it was written.
    case number(NumberLiteral)
    /// `true` or `false`.
    case boolean(Bool)
    /// `null`.
    case null
  }

  /// A key of an object and its value.
  public struct Member: Hashable, Sendable {
    /// The key, escapes resolved.
    public var key: String
    /// Where the key was written; `nil` for a key that no text contains.
    public var keyPlace: Place?
    /// The value.
    public var node: Node

    /// A key and its value.
    public init(_ key: String, keyPlace: Place? = nil, _ node: Node) {
      self.key = key
      self.keyPlace = keyPlace
      self.node = node
    }

    /// Whether key and value are equal, wherever they were written.
    public static func == (left: Member, right: Member) -> Bool {
      left.key == right.key && left.node == right.node
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(key)
      hasher.combine(node)
    }
  }

  /// The value.
  public var kind: Kind
  /// Where the value begins; `nil` for a value that no text contains.
  public let place: Place?
  /// Where its text came from: a path, or `--set`; empty for a value that no text contains.
  public let origin: String

  /// A value, and where it was written.
  public init(_ kind: Kind, place: Place? = nil, origin: String = "") {
    self.kind = kind
    self.place = place
    self.origin = origin
  }

  /// The value of a key, or `nil` where there is no such key or the value is no object. Linear in the keys.
  public subscript(key: String) -> Node? { member(key)?.node }

  /// A key with its place and value, or `nil` as for the subscript. Linear in the keys.
  public func member(_ key: String) -> Member? { members?.first { $0.key == key } }

  /// The members, where the value is an object.
  public var members: [Member]? { if case .object(let members) = kind { members } else { nil } }

  /// The entries, where the value is an array.
  public var entries: [Node]? { if case .array(let entries) = kind { entries } else { nil } }

  /// The text, where the value is a string.
  public var string: String? { if case .string(let text) = kind { text } else { nil } }

  /// The literal, where the value is a number.
  public var number: NumberLiteral? { if case .number(let literal) = kind { literal } else { nil } }

  /// The truth value, where the value is `true` or `false`.
  public var boolean: Bool? { if case .boolean(let truth) = kind { truth } else { nil } }

  /// What the value is, for messages: "an object", "a number", …
  public var kindName: String {
    switch kind {
    case .object: "an object"
    case .array: "a list"
    case .string: "a string"
    case .number: "a number"
    case .boolean: "true or false"
    case .null: "null"
    }
  }

  /// Whether the values are equal, wherever they were written.
  public static func == (left: Node, right: Node) -> Bool { left.kind == right.kind }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
