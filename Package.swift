// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// The floors, lowest first: a target imports only what stands above it in this list. A test keeps it so.
let package = Package(
  name: "sluice",
  products: [.executable(name: "sluice", targets: ["sluice"])],
  targets: [
    .target(name: "EventKernel", swiftSettings: strict),
    .target(name: "FlowControl", dependencies: ["EventKernel"], swiftSettings: strict),
    .target(name: "SpreadModel", dependencies: ["EventKernel", "FlowControl"], swiftSettings: strict),
    .target(
      name: "Scenario", dependencies: ["EventKernel", "FlowControl", "SpreadModel"], swiftSettings: strict),
    .target(
      name: "Metrics", dependencies: ["EventKernel", "FlowControl", "SpreadModel"], swiftSettings: strict),
    .target(
      name: "Experiment", dependencies: ["EventKernel", "SpreadModel", "Scenario", "Metrics"],
      swiftSettings: strict),
    .target(
      name: "Reporting", dependencies: ["EventKernel", "SpreadModel", "Metrics"], swiftSettings: strict),
    .target(
      name: "SluiceCommand",
      dependencies: [
        "EventKernel", "FlowControl", "SpreadModel", "Scenario", "Metrics", "Experiment", "Reporting",
      ],
      swiftSettings: strict),
    .executableTarget(name: "sluice", dependencies: ["SluiceCommand"], swiftSettings: strict),

    .target(
      name: "KernelBenchmark", dependencies: ["EventKernel"], path: "Benchmarks/KernelBenchmark",
      swiftSettings: strict),
    .target(
      name: "ModelBenchmark", dependencies: ["EventKernel", "FlowControl", "SpreadModel"],
      path: "Benchmarks/ModelBenchmark", swiftSettings: strict),
    .executableTarget(
      name: "sluice-benchmark", dependencies: ["KernelBenchmark", "ModelBenchmark"],
      path: "Benchmarks/sluice-benchmark", swiftSettings: strict),

    .testTarget(
      name: "EventKernelTests", dependencies: ["EventKernel", "KernelBenchmark"], swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests", dependencies: ["EventKernel", "FlowControl", "SpreadModel", "Scenario"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentTests",
      dependencies: ["EventKernel", "FlowControl", "SpreadModel", "Scenario", "Metrics", "Experiment"],
      swiftSettings: strict),
    .testTarget(
      name: "SluiceCommandTests",
      dependencies: ["EventKernel", "FlowControl", "SpreadModel", "Experiment", "SluiceCommand", "sluice"],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["EventKernel", "FlowControl", "SpreadModel", "Metrics", "Reporting"],
      swiftSettings: strict),
    .testTarget(name: "MetricsTests", dependencies: ["Metrics"], swiftSettings: strict),
    .testTarget(
      name: "SpreadModelTests", dependencies: ["EventKernel", "FlowControl", "SpreadModel", "Metrics"],
      swiftSettings: strict),
    .testTarget(
      name: "GoldenTests", dependencies: ["SluiceCommand", "sluice"], swiftSettings: strict),
    .testTarget(name: "ValidationTests", swiftSettings: strict),
    .testTarget(
      name: "BenchmarkTests", dependencies: ["KernelBenchmark", "ModelBenchmark"], swiftSettings: strict),
  ]
)
