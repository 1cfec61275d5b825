// swift-tools-version: 6.0

import Foundation
import PackageDescription

// `make setup` puts libtorch, or links to it, into the project's own `.libtorch`. Programs and tests of this package find
// it there; no library product carries these flags, so that the package can be used as a versioned dependency. Packages
// that depend on this one are led to libtorch by pkg-config.
let libtorch = Context.packageDirectory + "/.libtorch"
let usesPkgConfig =
    Context.environment["PKG_CONFIG_PATH"] != nil || !FileManager.default.fileExists(atPath: libtorch + "/VERSION")
let findLibtorch: [LinkerSetting] = [
    .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"])
]

let package = Package(
    name: "segue",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Torch", targets: ["Torch"]),
        .library(name: "TorchNN", targets: ["TorchNN"]),
        .library(name: "SafeTensors", targets: ["SafeTensors"]),
        .library(name: "SegueCore", targets: ["SegueCore"]),
        .library(name: "SegueFiles", targets: ["SegueFiles"]),
        .library(name: "SegueData", targets: ["SegueData"]),
        .library(name: "SegueFormats", targets: ["SegueFormats"]),
        .library(name: "SegueText", targets: ["SegueText"]),
        .library(name: "SegueModels", targets: ["SegueModels"]),
        .library(name: "SegueBundle", targets: ["SegueBundle"]),
        .library(name: "SegueEvaluation", targets: ["SegueEvaluation"]),
        .library(name: "SegueTraining", targets: ["SegueTraining"]),
        .library(name: "SegueRunLog", targets: ["SegueRunLog"]),
        .library(name: "SegueExperiments", targets: ["SegueExperiments"]),
        .library(name: "SegueTesting", targets: ["SegueTesting"]),
        .executable(name: "segue", targets: ["segue"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibTorch", pkgConfig: usesPkgConfig ? "libtorch" : nil),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .yum(["zlib-devel"])]),
        .target(
            name: "CTorch",
            dependencies: ["CLibTorch"],
            cxxSettings: [
                .headerSearchPath("../../.libtorch/include"),
                .headerSearchPath("../../.libtorch/include/torch/csrc/api/include"),
            ],
            linkerSettings: [.linkedLibrary("torch_cpu"), .linkedLibrary("c10")]),
        .target(name: "Torch", dependencies: ["CTorch"]),
        .target(name: "TorchNN", dependencies: ["Torch"]),
        .target(name: "SafeTensors"),
        .target(name: "CDigest"),
        .target(name: "SegueCore"),
        .target(name: "SegueFiles", dependencies: ["CDigest", "SegueCore"]),
        .target(name: "SegueData", dependencies: ["SegueCore"]),
        .target(name: "SegueFormats", dependencies: ["CZlib", "SegueCore", "SegueFiles", "SegueData"]),
        .target(
            name: "SegueText", dependencies: ["Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueFiles"]),
        .target(
            name: "SegueModels", dependencies: ["Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueData"]),
        .target(
            name: "SegueBundle",
            dependencies: [
                "Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueFiles", "SegueData", "SegueText", "SegueModels",
            ]),
        .target(name: "SegueEvaluation", dependencies: ["SegueCore", "SegueData", "SegueModels"]),
        .target(
            name: "SegueTraining",
            dependencies: [
                "Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueFiles", "SegueData", "SegueModels",
            ]),
        .target(name: "SegueRunLog", dependencies: ["SegueCore", "SegueFiles"]),
        .target(
            name: "SegueExperiments",
            dependencies: [
                "Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueFiles", "SegueData", "SegueText", "SegueModels",
                "SegueBundle", "SegueEvaluation", "SegueTraining", "SegueRunLog", "Yams",
            ],
            plugins: ["EmbedRecipes"]),
        .plugin(name: "EmbedRecipes", capability: .buildTool()),
        .target(name: "SegueTesting", dependencies: ["Torch", "SegueData", "SegueModels"]),
        .executableTarget(
            name: "segue",
            dependencies: [
                "Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueFiles", "SegueData", "SegueFormats",
                "SegueText", "SegueModels", "SegueBundle", "SegueEvaluation", "SegueTraining", "SegueRunLog",
                "SegueExperiments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: findLibtorch),
        .executableTarget(
            name: "segue-bench",
            dependencies: [
                "Torch", "SafeTensors", "SegueCore", "SegueData", "SegueFormats", "SegueText", "SegueModels",
                "SegueBundle",
                "SegueEvaluation", "SegueTraining", "SegueExperiments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Sources/segue-bench", linkerSettings: findLibtorch),
        .target(name: "TestSupport", dependencies: ["Torch", "SafeTensors"], path: "Tests/TestSupport"),
        .testTarget(name: "TorchTests", dependencies: ["Torch"], linkerSettings: findLibtorch),
        .testTarget(
            name: "TorchNNTests", dependencies: ["Torch", "TorchNN", "TestSupport"], resources: [.copy("Fixtures")],
            linkerSettings: findLibtorch),
        .testTarget(name: "SegueFilesTests", dependencies: ["SegueFiles", "SegueCore", "CDigest"]),
        .testTarget(name: "SafeTensorsTests", dependencies: ["SafeTensors"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SegueDataTests", dependencies: ["SegueCore", "SegueFiles", "SegueData"], exclude: ["Fixtures"]),
        .testTarget(name: "SegueFormatsTests", dependencies: ["SegueFiles", "SegueData", "SegueFormats"]),
        .testTarget(
            name: "SegueTextTests",
            dependencies: ["Torch", "TorchNN", "SafeTensors", "SegueText", "TestSupport"],
            resources: [.copy("Fixtures")], linkerSettings: findLibtorch),
        .testTarget(
            name: "SegueModelsTests",
            dependencies: [
                "Torch", "TorchNN", "SafeTensors", "SegueCore", "SegueData", "SegueModels", "SegueTesting",
                "TestSupport",
            ],
            resources: [.copy("Fixtures")], linkerSettings: findLibtorch),
        .testTarget(
            name: "SegueBundleTests",
            dependencies: ["SafeTensors", "SegueBundle", "SegueFiles", "SegueData", "SegueFormats"],
            linkerSettings: findLibtorch),
        .testTarget(
            name: "SegueEvaluationTests",
            dependencies: ["SafeTensors", "SegueCore", "SegueData", "SegueFormats", "SegueModels", "SegueEvaluation"],
            exclude: ["Fixtures"],
            linkerSettings: findLibtorch),
        .testTarget(name: "SegueRunLogTests", dependencies: ["SegueFiles", "SegueRunLog"]),
        .testTarget(
            name: "SegueCommandTests", dependencies: ["SegueCore", "SegueFiles", "segue", "TestSupport"],
            exclude: ["Fixtures"], linkerSettings: findLibtorch),
        .testTarget(
            name: "SegueTrainingTests",
            dependencies: [
                "Torch", "TorchNN", "SegueData", "SegueModels", "SegueEvaluation", "SegueTraining", "SegueExperiments",
                "SegueTesting",
            ], linkerSettings: findLibtorch),
        .testTarget(
            name: "SegueExperimentsTests",
            dependencies: [
                "SegueCore", "SegueData", "SegueFormats", "SegueModels", "SegueBundle", "SegueEvaluation",
                "SegueTraining",
                "SegueExperiments",
            ],
            linkerSettings: findLibtorch),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
