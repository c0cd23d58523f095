// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in the Swift 6 language mode; a warning fails the build.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "almanac",
  products: [
    .library(
      name: "Almanac",
      targets: [
        "TimeSeries", "Forecasting", "Intensity", "Synthesis", "Reporting", "Tensors",
        "NeuralNetworks",
      ],
    ),
    .executable(name: "almanac", targets: ["AlmanacTool"]),
  ],
  targets: [
    // C libraries.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]
    ),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),

    // C of ours: what the system headers hide from Swift, and the inner loops.
    .target(name: "CSystem"),
    .target(name: "CKernels"),

    // What was learnt before the program was built, as files within it.
    .target(name: "CWeights", exclude: ["expected-errors.safetensors"]),

    // The ground floor: threads.
    .target(name: "Parallelism", dependencies: ["CSystem"], swiftSettings: house),

    // The two pillars: numbers and time.
    .target(
      name: "Tensors",
      dependencies: ["CFFTW", "CKernels", "COpenBLAS", "Parallelism"],
      swiftSettings: house,
    ),
    .target(
      name: "NeuralNetworks",
      dependencies: ["Parallelism", "Tensors"],
      swiftSettings: house,
    ),
    .target(name: "TimeSeries", dependencies: ["CZlib", "Parallelism"], swiftSettings: house),

    // Models.
    .target(
      name: "Forecasting",
      dependencies: ["CWeights", "NeuralNetworks", "Parallelism", "Tensors", "TimeSeries"],
      swiftSettings: house,
    ),

    .target(
      name: "Intensity",
      dependencies: ["NeuralNetworks", "Parallelism", "Tensors", "TimeSeries"],
      swiftSettings: house,
    ),
    .target(
      name: "Synthesis",
      dependencies: ["NeuralNetworks", "Parallelism", "Tensors", "TimeSeries"],
      swiftSettings: house,
    ),

    // Pages about results.
    .target(name: "Reporting", dependencies: ["TimeSeries"], swiftSettings: house),

    // The tool.
    .target(name: "CommandLineKit", swiftSettings: house),
    .target(
      name: "AlmanacCommands",
      dependencies: [
        "CommandLineKit", "Forecasting", "Intensity", "NeuralNetworks", "Parallelism", "Reporting",
        "Synthesis", "Tensors", "TimeSeries",
      ],
      swiftSettings: house,
    ),
    .executableTarget(name: "AlmanacTool", dependencies: ["AlmanacCommands"], swiftSettings: house),

    // Tests.
    .target(
      name: "AlmanacTesting",
      dependencies: ["Tensors"],
      path: "Tests/AlmanacTesting",
      swiftSettings: house,
    ),
    .testTarget(
      name: "ParallelismTests",
      dependencies: ["AlmanacTesting", "Parallelism"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "TensorsTests",
      dependencies: ["AlmanacTesting", "Parallelism", "Tensors"],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "NeuralNetworksTests",
      dependencies: ["AlmanacTesting", "NeuralNetworks", "Parallelism", "Tensors"],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "TimeSeriesTests",
      dependencies: ["AlmanacTesting", "TimeSeries"],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "ForecastingTests",
      dependencies: [
        "AlmanacTesting", "CWeights", "Forecasting", "NeuralNetworks", "Parallelism", "Tensors",
        "TimeSeries",
      ],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "IntensityTests",
      dependencies: [
        "AlmanacTesting", "Intensity", "NeuralNetworks", "Parallelism", "Tensors", "TimeSeries",
      ],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "SynthesisTests",
      dependencies: [
        "AlmanacTesting", "NeuralNetworks", "Parallelism", "Synthesis", "Tensors", "TimeSeries",
      ],
      exclude: ["Golden"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["AlmanacTesting", "Reporting", "TimeSeries"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "CommandLineKitTests",
      dependencies: ["AlmanacTesting", "CommandLineKit"],
      swiftSettings: house,
    ),
    .testTarget(
      name: "AlmanacCommandsTests",
      dependencies: ["AlmanacTesting", "AlmanacCommands"],
      swiftSettings: house,
    ),
  ],
)

// `ALMANAC_ROOMS=Tensors,NeuralNetworks` builds those rooms, what they stand on and their tests alone:
// faster while one room is worked on, and how `make sanitize` takes the rooms it runs.
if let asked = Context.environment["ALMANAC_ROOMS"] {
  let named = asked.split(separator: ",").map(String.init)
  var kept: Set<String> = []
  var open = named + named.map { $0 + "Tests" }
  while let name = open.popLast() {
    guard let target = package.targets.first(where: { $0.name == name }),
      kept.insert(name).inserted
    else { continue }
    for case .byNameItem(let below, _) in target.dependencies { open.append(below) }
  }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products = [.library(name: "Almanac", targets: named.filter { $0 != "AlmanacTool" })]
}
