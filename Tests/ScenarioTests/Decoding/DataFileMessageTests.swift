import Testing

@testable import Scenario

/// The messages of CSV files that a scenario names, word by word.
@Suite struct DataFileMessageTests {
  @Test(arguments: [
    ("time_s\n", "begins with \"time_s\"; its header is time_s,payload_bytes"),
    ("", "begins with \"\"; its header is time_s,payload_bytes"),
    ("time_s,payload_bytes\n", "has no lines after its header; add at least one"),
    ("time_s,payload_bytes\n1,2,3\n", "line 2 has 3 cells; a line has time_s,payload_bytes"),
    ("time_s,payload_bytes\n1,2\n0.5,2\n", "line 3 is earlier than the line before; sort it by time"),
  ])
  func `a trace that cannot be used is told with its line`(csv: String, message: String) {
    let reading = ScenarioReading(small(send: "trace: \"t.csv\""), files: ["t.csv": csv])
    #expect(reading.lines == ["s.json5:3:20: error: trace: \"t.csv\" \(message)"])
  }

  @Test(arguments: ["x,1", "-1,1", "1u,1", "1,1.5", "1,-1", "1,144001", "1e30,1", ",", "1000000001,1"])
  func `a line of a trace is a time in seconds and a payload`(line: String) {
    let reading = ScenarioReading(
      small(send: "trace: \"t.csv\""), files: ["t.csv": "time_s,payload_bytes\n\n\(line)\n"])
    #expect(
      reading.lines == [
        "s.json5:3:20: error: trace: \"t.csv\" line 3 is not a time in seconds and a payload of at most 144000 bytes;"
          + " write for example 0.005,100"
      ])
  }

  @Test(arguments: ["x", "-1", "1m", "1,0", "1,-1", "1,inf", "1,nan", "1,x"])
  func `a line of a table of durations is a time in seconds and perhaps a weight`(line: String) {
    let reading = ScenarioReading(
      small(member: "process: { empirical: \"t.csv\" },"), files: ["t.csv": "time_s,weight\n\(line)\n"])
    #expect(
      reading.lines == [
        "s.json5:2:48: error: process.empirical: \"t.csv\" line 2 is not a time in seconds and a positive weight;"
          + " write for example 0.005,1"
      ])
  }

  @Test func `a file that cannot be read says why`() {
    #expect(
      ScenarioReading(small(send: "trace: \"t.csv\"")).lines == [
        "s.json5:3:20: error: trace: there is no file \"t.csv\""
      ])
    #expect(
      ScenarioReading(small(member: "process: { empirical: 5 },")).lines == [
        "s.json5:2:48: error: process.empirical is a number; write the name of a CSV file with a column time_s"
      ])
  }

  @Test func `a file that every point of a sweep uses is told once`() {
    let reading = ScenarioReading(small(top: "sweep: { seed: [1, 2, 3] },", send: "trace: \"t.csv\""))
    #expect(reading.lines.count == 1)
  }
}
