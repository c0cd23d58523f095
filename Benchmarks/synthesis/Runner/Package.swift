// swift-tools-version: 6.2
import PackageDescription

let almanac = Target.Dependency.product(name: "Almanac", package: "almanac")

let package = Package(
  name: "Runner",
  dependencies: [.package(name: "almanac", path: "../../..")],
  targets: [
    .target(name: "Settings"),
    .executableTarget(name: "Runner", dependencies: [almanac, "Settings"]),
    .executableTarget(name: "Joint", dependencies: [almanac, "Settings"]),
  ],
)
