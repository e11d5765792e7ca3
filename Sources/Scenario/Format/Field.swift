/// One key of a scenario: what may be written there and what it means. The checks, the messages and the JSON Schema
/// for editors all read these definitions.
struct Field: Sendable {
  /// What a value looks like.
  indirect enum Shape: Sendable {
    case text, flag, whole, number, interval, rate, size, bandwidth, share, distribution
    /// One of these words.
    case word([String])
    /// An object of a section.
    case object(Section)
    /// A list of a shape.
    case list(Shape)
    /// Any of several shapes.
    case either([Shape])
    /// An object whose keys are not known beforehand.
    case open
  }

  let name: String
  let shape: Shape
  /// As it would be written; `nil` for no default.
  let defaultText: String?
  /// For a required key, what may be written there; `nil` for any other.
  let example: String?
  let meaning: String

  /// A key that may be left out.
  init(_ name: String, _ shape: Shape, default defaultText: String? = nil, _ meaning: String) {
    self.name = name
    self.shape = shape
    self.defaultText = defaultText
    self.meaning = meaning
    example = nil
  }

  /// A required key.
  init(_ name: String, _ shape: Shape, required example: String, _ meaning: String) {
    self.name = name
    self.shape = shape
    self.example = example
    self.meaning = meaning
    defaultText = nil
  }
}

/// The keys of one kind of object.
struct Section: Sendable {
  /// What the object is called in messages: "a member", "the ring".
  let title: String
  let fields: [Field]
}
