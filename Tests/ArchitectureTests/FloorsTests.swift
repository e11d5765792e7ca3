import Foundation
import Testing

/// The floors of the house: who may import whom, and what no floor below the command line may do.
@Suite struct FloorsTests {
  /// What each module may import, apart from itself. The same as the dependencies in the package's manifest.
  static let floors: KeyValuePairs<String, Set<String>> = [
    "EventKernel": [],
    "FlowControl": ["EventKernel"],
    "SpreadModel": ["EventKernel", "FlowControl"],
    "Scenario": ["EventKernel", "FlowControl", "SpreadModel"],
    "Metrics": ["EventKernel", "FlowControl", "SpreadModel"],
    "Experiment": [
      "EventKernel", "FlowControl", "SpreadModel", "Scenario", "Metrics", "Dispatch", "Synchronization",
    ],
    "Reporting": ["EventKernel", "SpreadModel", "Metrics"],
    "SluiceCommand": [
      "EventKernel", "FlowControl", "SpreadModel", "Scenario", "Metrics", "Experiment", "Reporting",
      "Foundation",
      "Synchronization",
    ],
    "sluice": ["SluiceCommand", "Foundation"],
  ]

  /// One line of a source file.
  struct Line: CustomStringConvertible {
    let file: String
    let number: Int
    let text: Substring
    var description: String { "\(file):\(number): \(text)" }

    /// Without what follows `//`: rules about code say nothing about comments.
    var code: Substring { text.firstRange(of: "//").map { text[..<$0.lowerBound] } ?? text }
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func files(of module: String) throws -> [(path: String, lines: [Line])] {
    let folder = "Sources/\(module)"
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: Self.root.appendingPathComponent(folder).path)
    return try names.sorted().filter { $0.hasSuffix(".swift") }.map { name in
      let path = "\(folder)/\(name)"
      let text = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return (path, lines.enumerated().map { Line(file: path, number: $0 + 1, text: $1) })
    }
  }

  private func lines(of modules: [String]) throws -> [Line] {
    try modules.flatMap { try files(of: $0).flatMap(\.lines) }
  }

  private static let below = floors.map(\.key).filter { $0 != "SluiceCommand" && $0 != "sluice" }

  @Test func `every folder of sources has its floor`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Sources").path)
    #expect(folders.sorted() == Self.floors.map(\.key).sorted())
  }

  @Test(arguments: floors.map(\.key))
  func `a module imports only what stands below it`(module: String) throws {
    let allowed = try #require(Self.floors.first { $0.key == module }).value
    let imports = try lines(of: [module]).filter {
      $0.code.firstRange(of: #/^\s*(@\w+ +)*(public +|internal +)?import /#) != nil
    }
    for line in imports {
      let name = line.code.split(separator: " ").last.map(String.init) ?? ""
      #expect(allowed.contains(name), "\(line)")
    }
    #expect(try !files(of: module).isEmpty)
  }

  @Test(arguments: [
    "print(", "debugPrint(", "Date()", "ContinuousClock", "SuspendingClock", ".random(",
    "SystemRandomNumberGenerator",
    "hashValue", "Hasher()", "try!", "as!", "FileManager", "ProcessInfo",
  ])
  func `below the command line nothing prints, looks at the clock or the machine, or draws lots`(word: String)
    throws
  {
    let offenders = try lines(of: Self.below).filter { line in
      line.code.ranges(of: word).contains { range in
        let before = line.code[..<range.lowerBound].last
        return !(before?.isLetter ?? false)
      }
    }
    #expect(offenders.isEmpty)
  }

  @Test func `nothing that decides is computed by libm, whose last bit differs between machines`() throws {
    let calls =
      #/(^|[^\w.`])(log|log2|log10|log1p|exp|exp2|expm1|pow|sin|cos|tan|atan|atan2|cbrt|lgamma|tgamma)\(/#
    let offenders = try lines(of: Self.below).filter { line in
      line.code.firstMatch(of: calls) != nil && !line.code.contains("func ")
    }
    // The kernel's own functions are called by these names inside their own type.
    #expect(offenders.allSatisfy { $0.file == "Sources/EventKernel/ExactMath.swift" }, "\(offenders)")
    #expect(
      try lines(of: Self.below).filter { $0.code.contains("Foundation.") || $0.code.contains("Glibc") }
        .isEmpty)
  }

  @Test func `no source file has more than 400 lines`() throws {
    for (module, _) in Self.floors {
      for file in try files(of: module) { #expect(file.lines.count <= 401, "\(file.path)") }
    }
  }

  @Test func `no file names a path of the machine it was written on`() throws {
    let roots = ["Sources", "Tests", "Benchmarks", "scenarios", "docs"]
    for folder in roots {
      let names =
        (try? FileManager.default.subpathsOfDirectory(atPath: Self.root.appendingPathComponent(folder).path))
        ?? []
      for name in names.sorted()
      where name.hasSuffix(".swift") || name.hasSuffix(".json5") || name.hasSuffix(".md") {
        let text = try String(
          contentsOf: Self.root.appendingPathComponent("\(folder)/\(name)"), encoding: .utf8)
        // Spelt in two parts, so that this file does not name them.
        for path in ["/wo" + "rk/", "/tm" + "p/", "/ho" + "me/", "/Use" + "rs/", "../sha" + "red"] {
          #expect(!text.contains(path), "\(folder)/\(name) names \(path)")
        }
      }
    }
  }
}
