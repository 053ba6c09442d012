// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func part(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
        swiftSettings: settings)
}

// Products of other packages.
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let network = [
    Target.Dependency.product(name: "NIOCore", package: "swift-nio"),
    Target.Dependency.product(name: "NIOPosix", package: "swift-nio"),
    Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio"),
    Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let server = [
    Target.Dependency.product(name: "Hummingbird", package: "hummingbird"),
    Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types"),
    Target.Dependency.product(name: "Logging", package: "swift-log"),
    Target.Dependency.product(name: "NIOCore", package: "swift-nio"),
]
let numerics = Target.Dependency.product(name: "Numerics", package: "swift-numerics")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")

// What judges are told, one file a rubric.
let rubrics = [
    "harmfulness", "pairwise", "pairwise-with-question", "quality", "recognition", "refusal",
    "usefulness",
]

let package = Package(
    name: "Baskets",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "baskets", targets: ["BasketsCommand"]),
        .library(name: "BasketsMetrics", targets: ["BasketsCore", "BasketsMetrics"]),
        .library(name: "BasketsLM", targets: ["BasketsTensor", "BasketsLM"]),
        .library(name: "Baskets", targets: ["Baskets", "BasketsCore", "BasketsMetrics"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // Pure parts: no HTTP, no SQLite, no C++.
        part("BasketsCore", [yaml]),
        part("BasketsMetrics", ["BasketsCore", collections, numerics]),
        part("BasketsReport", ["BasketsCore", "BasketsMetrics"]),

        // The store of a run.
        part("BasketsStore", ["BasketsCore", database, crypto]),

        // Pages on the machine's own address.
        part("BasketsView", ["BasketsCore", "BasketsReport", "BasketsStore"] + server),

        // Requests to writers elsewhere: the only product part with an HTTP client.
        part("BasketsChat", ["BasketsCore", http] + network),

        // The engine and the language models on it.
        .systemLibrary(name: "CNative", pkgConfig: "baskets-native"),
        .target(name: "CBasketsTensor", dependencies: ["CNative"]),
        part("BasketsTensor", ["CBasketsTensor"]),
        part("BasketsLM", ["BasketsTensor"]),

        // Stages, runner, command.
        .target(
            name: "Baskets",
            dependencies: [
                "BasketsChat", "BasketsCore", "BasketsMetrics", "BasketsReport", "BasketsStore",
                "BasketsTensor", "BasketsLM", crypto, subprocess, yaml,
            ],
            // In the code itself, so that the command needs no files beside it.
            resources: [
                .embedInCode("Assets/catalog.json"), .embedInCode("Assets/fetch.py"),
                .embedInCode("Assets/hub.py"), .embedInCode("Claims/Claims.yaml"),
                .embedInCode("Robustness/benign.tsv"), .embedInCode("Training/peft_trainer.py"),
            ] + rubrics.map { .embedInCode("Judging/Rubrics/\($0).txt") },
            swiftSettings: settings),
        .executableTarget(
            name: "BasketsCommand",
            dependencies: [
                "Baskets", "BasketsCore", "BasketsMetrics", "BasketsTensor", "BasketsLM",
                "BasketsView", argumentParser,
            ], swiftSettings: settings),
        part(
            "BasketsTesting",
            ["Baskets", "BasketsChat", "BasketsCore", "BasketsMetrics", "BasketsStore"] + network),

        tests(of: "BasketsCore"),
        tests(of: "BasketsMetrics", ["BasketsCore"]),
        tests(of: "BasketsReport", ["BasketsCore", "BasketsMetrics"]),
        tests(of: "BasketsStore", ["BasketsCore", database]),
        tests(of: "BasketsView", ["BasketsCore", "BasketsStore"]),
        tests(of: "BasketsChat", ["BasketsCore", "BasketsTesting"]),
        tests(of: "BasketsTensor"),
        tests(of: "BasketsLM", ["BasketsTensor"]),
        tests(
            of: "Baskets",
            [
                "BasketsChat", "BasketsCore", "BasketsLM", "BasketsMetrics", "BasketsReport",
                "BasketsStore", "BasketsTesting", "BasketsView",
                // The built command, which tests of sealing start, and what asks the viewer.
                "BasketsCommand", http,
            ] + network),
        // The built command itself, over the smoke study.
        .testTarget(
            name: "BasketsEndToEndTests",
            dependencies: [
                "BasketsCommand", "BasketsChat", "BasketsCore", "BasketsStore", "BasketsTesting",
            ],
            swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx20
)
