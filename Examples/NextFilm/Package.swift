// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "NextFilm",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Put the address you cloned Segue from here.
        .package(url: "https://example.com/segue.git", from: "0.1.0")
    ],
    targets: [
        .executableTarget(
            name: "NextFilm",
            dependencies: [
                .product(name: "Torch", package: "segue"), .product(name: "SegueData", package: "segue"),
                .product(name: "SegueModels", package: "segue"), .product(name: "SegueEvaluation", package: "segue"),
                .product(name: "SegueTraining", package: "segue"),
            ])
    ]
)
