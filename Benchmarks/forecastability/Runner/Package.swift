// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Runner",
  dependencies: [.package(name: "almanac", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Runner",
      dependencies: [.product(name: "Almanac", package: "almanac")],
    )
  ],
)
