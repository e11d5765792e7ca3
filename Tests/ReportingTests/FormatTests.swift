import Foundation
import Metrics
import Testing

@testable import Reporting

@Suite struct FormatTests {
  /// Every kind of cell, and texts that some format has to escape.
  private let table: ResultTable = {
    var table = ResultTable(
      name: "sample",
      columns: [
        Column("name", .text, .neither, ""), Column("size, \"q\"", .count, .smaller, ""),
        Column("rate_per_s", .number, .larger, ""), Column("ok", .flag, .neither, ""),
      ])
    table.append([.text("plain"), .count(-5), .number(0.5), .flag(true)])
    table.append([.text("a,b|c"), .empty, .empty, .empty])
    table.append([.text("say \"hi\""), .count(1_234_567), .number(20), .flag(false)])
    table.append([.text("two\nlines\r\\ <b> `*`"), .count(0), .number(.nan), .empty])
    table.append([.text(" größe\t\u{1}"), .count(.min), .number(1e-7), .flag(true)])
    table.append([.text(""), .count(1), .number(.infinity), .flag(true)])
    return table
  }()

  private func rendering(_ format: OutputFormat, _ table: ResultTable) -> String {
    var buffer = ByteBuffer()
    format.format.write(table, into: &buffer)
    return buffer.text
  }

  @Test func `CSV quotes what RFC 4180 demands and nothing else, and leaves what was not measured empty`() {
    #expect(
      rendering(.csv, table)
        == """
        name,"size, ""q""\",rate_per_s,ok
        plain,-5,0.5,true
        "a,b|c",,,
        "say ""hi""\",1234567,20,false
        "two\nlines\r\\ <b> `*`",0,,
         größe\t\u{1},-9223372036854775808,1e-07,true
        ,1,,true

        """)
  }

  @Test func `JSON has one object a row with the keys in the order of the columns`() {
    #expect(
      rendering(.json, table)
        == #"""
        [
          {"name": "plain", "size, \"q\"": -5, "rate_per_s": 0.5, "ok": true},
          {"name": "a,b|c", "size, \"q\"": null, "rate_per_s": null, "ok": null},
          {"name": "say \"hi\"", "size, \"q\"": 1234567, "rate_per_s": 20, "ok": false},
          {"name": "two\nlines\r\\ <b> `*`", "size, \"q\"": 0, "rate_per_s": null, "ok": null},
          {"name": " größe\t\u0001", "size, \"q\"": -9223372036854775808, "rate_per_s": 1e-07, "ok": true},
          {"name": "", "size, \"q\"": 1, "rate_per_s": null, "ok": true}
        ]

        """#)
  }

  @Test func `a JSON reader gets back every text`() throws {
    let data = Data(rendering(.json, table).utf8)
    let objects = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(objects.map { $0["name"] as? String } == table.rows.map(\.[0].text))
  }

  @Test func `Markdown is a table of GitHub with numbers at the right`() {
    #expect(
      rendering(.markdown, table)
        == #"""
        | name | size, "q" | rate_per_s | ok |
        | --- | ---: | ---: | --- |
        | plain | -5 | 0.5 | true |
        | a,b\|c | | | |
        | say "hi" | 1234567 | 20 | false |
        | two<br>lines\\ \<b> \`\*\` | 0 | | |
        |  größe	\#u{1} | -9223372036854775808 | 1e-07 | true |
        | | 1 | | true |

        """#)
  }

  @Test func `the table for a terminal is aligned, and no text moves the cursor`() {
    #expect(
      rendering(.table, table)
        == """
        name                            size, "q"  rate_per_s  ok
        plain                                  -5         0.5  true
        a,b|c                                   –           –  –
        say "hi"                          1234567          20  false
        two\u{FFFD}lines\u{FFFD}\\ <b> `*`                     0           –  –
         größe\u{FFFD}\u{FFFD}             -9223372036854775808       1e-07  true
        –                                       1           –  true

        """)
  }

  @Test func `a table without rows is a header, or an empty array`() {
    let empty = ResultTable(name: "empty", columns: table.columns)
    #expect(rendering(.csv, empty) == "name,\"size, \"\"q\"\"\",rate_per_s,ok\n")
    #expect(rendering(.json, empty) == "[]\n")
    #expect(
      rendering(.markdown, empty) == "| name | size, \"q\" | rate_per_s | ok |\n| --- | ---: | ---: | --- |\n"
    )
    #expect(rendering(.table, empty) == "name  size, \"q\"  rate_per_s  ok\n")
  }

  @Test func `a command takes the formats by these names`() {
    #expect(OutputFormat.allCases.map(\.rawValue) == ["table", "csv", "json", "markdown"])
  }
}
