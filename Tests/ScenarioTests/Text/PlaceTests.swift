import Testing

@testable import Scenario

@Suite("Places")
struct PlaceTests {
  private func place(_ text: String, _ key: String) throws -> String? {
    try tree(text)[key]?.place?.description
  }

  @Test("a value's place is the line and column of its first scalar, from 1")
  func first() throws {
    let node = try tree("{\n  a: 1, 'b' : [ 'x', {} ] }")
    #expect(node.place == Place(line: 1, column: 1))
    #expect(node.member("a")?.keyPlace == Place(line: 2, column: 3))
    #expect(node["a"]?.place == Place(line: 2, column: 6))
    #expect(node.member("b")?.keyPlace == Place(line: 2, column: 9))
    #expect(node["b"]?.place == Place(line: 2, column: 15))
    #expect(node["b"]?.entries?.map(\.place) == [Place(line: 2, column: 17), Place(line: 2, column: 22)])
    #expect(node["b"]?.origin == "s.json5")
  }

  @Test(
    "LF, CR and CRLF each end one line, U+2028 none",
    arguments: [("\n", "4:1"), ("\r", "4:1"), ("\r\n", "4:1"), ("\u{2028}", "1:7")])
  func lineEnds(ending: String, expected: String) throws {
    #expect(try place("{" + ending + "a:" + ending + ending + "1}", "a") == expected)
  }

  @Test("a tab, a letter of several bytes and an emoji are one column each")
  func columns() throws {
    #expect(try place("{\t\ta:1}", "a") == "1:6")
    #expect(try place("{ü:'größe',a:1}", "a") == "1:14")
    #expect(try place("{'😀':1,a:1}", "a") == "1:10")
    // A letter and its combining mark are two scalars.
    #expect(try place("{'e\u{301}':1,a:1}", "a") == "1:11")
  }

  @Test("a byte order mark is no column")
  func byteOrderMark() throws {
    #expect(try tree("\u{FEFF}1").place == Place(line: 1, column: 1))
  }

  @Test("lines inside comments and continued strings are counted")
  func linesInside() throws {
    #expect(try place("{/*\n\r\n*/x:'a\\\r\nb\\\nc',a:1}", "a") == "5:6")
  }

  @Test("places are ordered as they are read")
  func order() {
    #expect(Place(line: 1, column: 9) < Place(line: 2, column: 1))
    #expect(Place(line: 2, column: 1) < Place(line: 2, column: 2))
    #expect(Place(line: 2, column: 3).description == "2:3")
  }
}
