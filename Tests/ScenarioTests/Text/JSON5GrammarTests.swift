import Testing

@testable import Scenario

@Suite("JSON5 grammar")
struct JSON5GrammarTests {
  @Test(
    "every form of the grammar is read as the value it stands for",
    arguments: [
      ("null", Node(.null)),
      ("true", Node(.boolean(true))),
      ("false", Node(.boolean(false))),
      ("[]", .list()),
      ("{}", .object([:])),
      ("[1,2]", .list(.literal("1"), .literal("2"))),
      ("[1,2,]", .list(.literal("1"), .literal("2"))),
      ("{a:1,}", .object(["a": .literal("1")])),
      ("{b:1,a:2}", .object(["b": .literal("1"), "a": .literal("2")])),
      ("{\"a b\":1,'c':2}", .object(["a b": .literal("1"), "c": .literal("2")])),
      ("{$_a9:1}", .object(["$_a9": .literal("1")])),
      ("{größe:1,名:2,Ⅷ:3}", .object(["größe": .literal("1"), "名": .literal("2"), "Ⅷ": .literal("3")])),
      ("{\\u0061b\\u0063:1}", .object(["abc": .literal("1")])),
      (
        "{null:null,true:1,Infinity:2}",
        .object(["null": Node(.null), "true": .literal("1"), "Infinity": .literal("2")])
      ),
      ("{a:{b:[{}]}}", .object(["a": .object(["b": .list(.object([:]))])])),
      ("// c\n[/* d */1// e\r,/**/2/***/]", .list(.literal("1"), .literal("2"))),
      ("[1 // ends at U+2028\u{2028},2]", .list(.literal("1"), .literal("2"))),
      ("/*/*/1", .literal("1")),
      ("\u{FEFF} \t\u{0B}\u{0C}\u{A0}\u{2003}\u{2029}\r\n1\u{FEFF}", .literal("1")),
    ] as [(String, Node)])
  func accepted(text: String, value: Node) throws {
    #expect(try tree(text) == value)
  }

  @Test(
    "every form of a string is read as the text it stands for",
    arguments: [
      ("'a\"b'", "a\"b"), ("\"a'b\"", "a'b"), ("''", ""),
      (#"'\b\f\n\r\t\v\0'"#, "\u{08}\u{0C}\n\r\t\u{0B}\0"),
      (#"'\'\"\\\/'"#, "'\"\\/"),
      (#"'\a\q\ü'"#, "aqü"),
      (#"'\x41\u00e9\u20AC'"#, "Aé€"),
      (#"'\ud83d\uDE00'"#, "😀"),
      ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", "abcde"),
      ("'tab\t, U+2028 \u{2028} and U+2029 \u{2029}'", "tab\t, U+2028 \u{2028} and U+2029 \u{2029}"),
      ("'// no /* comment */'", "// no /* comment */"),
      ("'größe 😀'", "größe 😀"),
    ])
  func strings(text: String, value: String) throws {
    #expect(try tree(text) == .text(value))
  }

  @Test(
    "every form of a number is kept as it was written",
    arguments: [
      "0", "-0", "+0", "10", "1.5", ".5", "5.", "-.5", "+5.e3", "1e9", "1E+9", "1e-9", "0x0", "0XfF", "-0x1F",
      "Infinity", "-Infinity", "+Infinity", "NaN", "-NaN", "0.0", "0e5",
    ])
  func numbers(text: String) throws {
    #expect(try tree(text) == .literal(text))
    #expect(try tree("[\(text),/*c*/\(text)//\n]") == .list(.literal(text), .literal(text)))
  }

  @Test(
    "what the grammar does not have is refused",
    arguments: [
      "", "{", "[", "}", "]", ",", ":", "[,]", "{,}", "[1,,]", "{a}", "{a:}", "{:1}", "{a:1 b:2}", "[1 2]",
      "1 2",
      "{1a:1}", "{a-b:1}", "{a\\u002db:1}", "{\\u12:1}", "{\\x61:1}", "01", "-01", "00", "0x", "0xG", "1e",
      "1e+", ".", "+", "-", "+-1", "--1", "1.2.3", "1_0", "- 1", "infinity", "nan", "True", "undefined", "'a",
      "\"a'",
      "'a\nb'", "'\\x1'", "'\\u123'", "'\\1'", "'\\01'", "'\\ud800'", "'\\udc00'", "'\\ud800\\u0041'",
      "/* open", "/", "[1] x", "(1)", "`a`", "a", "{a:1}}", "[1}", "{a:1]", "{'a' 1}", "{a=1}",
      "{\u{200C}a:1}",
    ])
  func refused(text: String) {
    let reading = Reading(text)
    #expect(reading.node == nil)
    #expect(reading.messages.count == 1)
  }

  @Test("64 levels are read, the 65th is refused")
  func depth() throws {
    let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(Reading(deepest).node != nil)
    #expect(Reading("{a:" + deepest + "}").node == nil)
  }

  @Test("a text of 1 MiB is read, one byte more is refused before it is looked at")
  func size() {
    let blanks = [UInt8](repeating: UInt8(ascii: " "), count: JSON5Reader.maximumBytes - 1)
    #expect(Reading(blanks + [UInt8(ascii: "1")]).node == .literal("1"))
    #expect(
      Reading(blanks + [0, 0]).messages == [
        " error: the text has 1048577 bytes; at most 1048576 (1 MiB) are read"
      ])
  }

  @Test("equal trees are equal wherever they were written, but not in another order")
  func equality() throws {
    #expect(try tree("{a: [1, 'x']}") == tree(" {\n'a':[1,\"x\",] }"))
    #expect(try tree("{a: 1, b: 2}") != tree("{b: 2, a: 1}"))
    #expect(try tree("1") != tree("1.0"))
    #expect(try Set([tree("{a:1}"), tree("\n{'a':1}")]).count == 1)
  }
}
