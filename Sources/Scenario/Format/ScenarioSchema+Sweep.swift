extension ScenarioSchema {
  /// Keys with lists or ranges, groups of them that move together, and conditions.
  static var sweep: [(String, SchemaValue)] {
    let list = SchemaValue.object([("type", .text("array")), ("minItems", .number(1))])
    let values = SchemaValue.object([
      ("anyOf", .list([list, .object(section(ScenarioFormat.sweepRange))]))
    ])
    let block = SchemaValue.object([("type", .text("object")), ("additionalProperties", values)])
    return [
      ("type", .text("object")),
      (
        "properties",
        .object([
          ("zip", described("Keys whose values move together, or a list of such objects.", or: block)),
          (
            "where",
            described(
              "Points at which it, or one of a list, does not hold are left out.",
              or: .object(shape(.text)))
          ),
        ])
      ),
      ("additionalProperties", values),
    ]
  }

  /// One of a shape, or a list of it.
  private static func described(_ text: String, or one: SchemaValue) -> SchemaValue {
    let list = SchemaValue.object([("type", .text("array")), ("items", one)])
    return .object([("description", .text(text)), ("anyOf", .list([one, list]))])
  }
}
