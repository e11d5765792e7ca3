import Testing

@testable import Scenario

@Suite("JSON5 messages")
struct JSON5MessageTests {
  @Test(
    "a mistake is told with its place, what was found and the repair, word by word",
    arguments: [
      ("", "1:1: error: expected a value, found the end of the text"),
      ("{a:1", "1:1: error: the object that begins here is not closed; write '}' behind its last entry"),
      ("[[1,2]", "1:1: error: the list that begins here is not closed; write ']' behind its last entry"),
      ("{a:[1}", "1:6: error: expected ']', which closes the list that begins at 1:4, found '}'"),
      ("{a:1]", "1:5: error: expected '}', which closes the object that begins at 1:1, found ']'"),
      ("1 x", "1:3: error: expected the end of the text, found 'x'; a text holds one value"),
      (
        "duration: 5",
        "1:1: error: expected a value, found 'duration'; write the whole text in braces: { duration: … }"
      ),
      ("{a: True}", "1:5: error: expected the value of 'a', found 'True'; did you mean true?"),
      ("[flase]", "1:2: error: expected a value or ']', found 'flase'; did you mean false?"),
      ("{a: unix}", "1:5: error: expected the value of 'a', found 'unix'; put text in quotes: \"unix\""),
      ("{a: }", "1:5: error: expected the value of 'a', found '}'"),
      ("{a:", "1:4: error: expected the value of 'a', found the end of the text"),
      ("[1,,2]", "1:4: error: expected a value or ']', found ','"),
      ("{a:1,,}", "1:6: error: expected a key or '}', found ','"),
      ("{# c\n}", "1:2: error: expected a key or '}', found '#'; comments begin with //"),
      ("{a: “x”}", "1:5: error: expected the value of 'a', found '“'; write straight quotes: \""),
      (
        "{a:1;b:2}",
        "1:5: error: expected ',' or '}' after the value of 'a', found ';'; entries are separated by ','"
      ),
      ("[1 2]", "1:4: error: expected ',' or ']' after this entry, found '2'"),
      ("[1 'two' 3]", "1:4: error: expected ',' or ']' after this entry, found 'two'"),
      (
        "{rate \"100/s\"}",
        "1:7: error: expected ':' after the key 'rate', found \"100/s\"; write rate: \"100/s\""
      ),
      ("{'a b' = 5}", "1:8: error: expected ':' after the key 'a b', found '='; write 'a b': 5"),
      ("{blocking}", "1:10: error: expected ':' after the key 'blocking', found '}'; write blocking: …"),
      (
        "{agreed-ack: 1}",
        "1:2: error: the key 'agreed-ack' is not an identifier; put it in quotes: \"agreed-ack\""
      ),
      ("{a:1,a:2}", "1:6: error: the key 'a' is given twice, first at 1:2; delete one of them"),
      ("/* c", "1:1: error: the comment that begins here is not closed; write '*/' at its end"),
      (
        "{a: 'b\n}",
        "1:5: error: the string that begins here is not closed on its line; "
          + "write ' at its end, or '\\' before the line break"
      ),
      ("\"a", "1:1: error: the string that begins here is not closed; write \" at its end"),
      (
        #"'a\1'"#,
        #"1:3: error: the escape '\1' does not exist in JSON5; write \x and two hexadecimal digits"#
      ),
      (#"'\01'"#, #"1:2: error: the escape '\0' may not be followed by a digit; write \x00"#),
      (#"'\xg'"#, #"1:2: error: expected two hexadecimal digits after '\x', found 'g'"#),
      (#"'\u12 '"#, #"1:2: error: expected four hexadecimal digits after '\u', found '12'"#),
      (
        #"'\ud800'"#,
        #"1:2: error: the escape '\uD800' is half of a surrogate pair; write both halves, or the letter itself"#
      ),
    ])
  func message(text: String, expected: String) {
    #expect(Reading(text).messages == [expected])
  }

  @Test(
    "a word that was meant as a number is told what it lacks",
    arguments: [
      ("50us", "'50us' is not a number; put a quantity in quotes: \"50us\""),
      ("1000/s", "'1000/s' is not a number; put a quantity in quotes: \"1000/s\""),
      (".5ms", "'.5ms' is not a number; put a quantity in quotes: \".5ms\""),
      ("10.0.0.1", "'10.0.0.1' is not a number; put text in quotes: \"10.0.0.1\""),
      ("+-1", "'+-1' is not a number; put text in quotes: \"+-1\""),
      ("1_000", "'1_000' is not a number in JSON5; write 1000"),
      ("010", "'010' is not a number in JSON5; write 10"),
      ("-00.5", "'-00.5' is not a number in JSON5; write -0.5"),
      ("1e", "'1e' is not a number: the digits at its end are missing"),
      ("1e-", "'1e-' is not a number: the digits at its end are missing"),
      ("0x", "'0x' is not a number: the digits at its end are missing"),
      (".", "'.' is not a number: it has no digits"),
      ("+", "'+' is not a number: it has no digits"),
      ("-x", "'-x' is not a number"),
    ])
  func number(text: String, expected: String) {
    #expect(Reading("{a: \(text)}").messages == ["1:5: error: " + expected])
  }

  @Test("several mistakes are told in one pass, each once, and what is right between them is not blamed")
  func severalAtOnce() {
    let text = """
      {
        rate = "100/s",
        start: 5us, total: 3,
        list: [1, oops, { deep: @, fine: [2, 3] }, 4],
        name: "not closed,
        after: 1
        next: 2, next: 3,
        last: [1,,,2],
      """
    #expect(
      Reading(text).messages == [
        "2:8: error: expected ':' after the key 'rate', found '='; write rate: \"100/s\"",
        "3:10: error: '5us' is not a number; put a quantity in quotes: \"5us\"",
        "4:13: error: expected a value or ']', found 'oops'; put text in quotes: \"oops\"",
        "4:27: error: expected the value of 'deep', found '@'; put text in quotes: \"@\"",
        "5:9: error: the string that begins here is not closed on its line; "
          + "write \" at its end, or '\\' before the line break",
        "8:12: error: expected a value or ']', found ','",
      ])
  }

  @Test("a comma forgotten at the end of a line costs one message and loses no entry")
  func forgottenComma() {
    #expect(
      Reading("{\n  a: 1\n  b: 2\n  a: 3,\n}").messages == [
        "3:3: error: expected ',' or '}' after the value of 'a', found 'b'",
        "4:3: error: expected ',' or '}' after the value of 'b', found 'a'",
        "4:3: error: the key 'a' is given twice, first at 2:3; delete one of them",
      ])
  }

  @Test("duplicate keys leave a tree with the first of each, so that its other problems are found too")
  func duplicates() {
    let reading = Reading("{a: 1, b: 2, \"\\u0061\": 3}")
    #expect(reading.node == .object(["a": .literal("1"), "b": .literal("2")]))
    #expect(reading.messages == ["1:14: error: the key 'a' is given twice, first at 1:2; delete one of them"])
  }

  @Test("reading stops after twenty errors and says so")
  func errorLimit() {
    let messages = Reading("[" + String(repeating: "x,", count: 1000) + "]").messages
    #expect(messages.count == 21)
    #expect(messages.last == "1:40: error: reading stopped after 20 errors; repair these first")
  }

  @Test(
    "bytes that are no text get one message with the place",
    arguments: [
      (
        [0x7B, 0x0A, 0x61, 0x00],
        "2:2: error: byte 0x00 found: this is not a text; a scenario is JSON5 in UTF-8"
      ),
      (
        [0x22, 0xC3, 0xA9, 0xFF, 0x22],
        "1:3: error: byte 0xFF found: this is not UTF-8; save the text as UTF-8"
      ),
      ([0x22, 0xC0, 0x80, 0x22], "1:2: error: byte 0xC0 found: this is not UTF-8; save the text as UTF-8"),
      (
        [0x22, 0xED, 0xA0, 0x80, 0x22],
        "1:2: error: byte 0xED found: this is not UTF-8; save the text as UTF-8"
      ),
      ([0x31, 0xE2, 0x82], "1:2: error: byte 0xE2 found: this is not UTF-8; save the text as UTF-8"),
    ] as [([UInt8], String)])
  func notText(bytes: [UInt8], expected: String) {
    #expect(Reading(bytes).messages == [expected])
  }

  @Test("a message repeats neither long texts nor control characters")
  func excerpts() {
    #expect(
      Reading(String(repeating: "x", count: 100)).messages == [
        "1:1: error: expected a value, found '\(String(repeating: "x", count: 40))…'; "
          + "put text in quotes: \"\(String(repeating: "x", count: 40))…\""
      ])
    #expect(
      Reading("\u{1B}\u{202E}").messages == [
        "1:1: error: expected a value, found '\\u{1B}\\u{202E}'; put text in quotes: \"\\u{1B}\\u{202E}\""
      ])
  }
}
