/// Reads JSON5 (https://spec.json5.org) and keeps the place of every value.
///
/// A reader of our own, because Foundation's gives no position for a syntax error and accepts duplicate keys.
/// Stricter than the grammar in three points, each told with its place: a key may stand only once in an
/// object, a string may not hold half a surrogate pair, and the limits below. Linear in the bytes, whatever
/// they are.
public enum JSON5Reader {
  /// The largest text that is read, in bytes (1 MiB): a thousand times a usual scenario. Whoever reads a file
  /// ought to look at its size first.
  public static let maximumBytes = 1 << 20
  /// How deeply objects and lists may be nested; it bounds the recursion here and in everything that walks
  /// the tree.
  public static let maximumDepth = 64
  /// After how many errors reading stops; by then the rest is likely to be guesswork.
  public static let maximumErrors = 20

  /// Reads one value, and tells `diagnostics` everything that is wrong with the text.
  ///
  /// Returns `nil` where the syntax is wrong. Where only keys are duplicate, the tree with the first of each
  /// is returned, so that its other problems can be reported too. `origin` is the path, or `--set`.
  public static func read(_ bytes: [UInt8], origin: String, into diagnostics: inout Diagnostics) -> Node? {
    func refuse(_ place: Place?, _ message: String) {
      diagnostics.append(Diagnostic(.error, origin: origin, place: place, message: message))
    }
    guard bytes.count <= maximumBytes else {
      refuse(nil, tooLargeMessage(byteCount: bytes.count))
      return nil
    }
    do {
      var parser = JSON5Parser(text: try SourceText(bytes), origin: origin)
      let node = parser.document()
      diagnostics.append(contentsOf: parser.diagnostics)
      return node
    } catch {
      refuse(error.place, error.message)
      return nil
    }
  }

  /// What is said about a text of more than `maximumBytes`.
  public static func tooLargeMessage(byteCount: Int) -> String {
    "the text has \(byteCount) bytes; at most \(maximumBytes) (1 MiB) are read"
  }
}
