// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Debug builds are what the tests run, and their races run three times as fast so.
    .unsafeFlags(["-O"], .when(configuration: .debug)),
]

let tests: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// `script/soak` names libFuzzer here: then there is a program `fuzz`, and the code of what it feeds tells it which ways it takes.
let fuzzer = Context.environment["TENANTRY_FUZZER"]
let fuzzed: [SwiftSetting] = fuzzer == nil ? strict : strict + [.unsafeFlags(["-sanitize=fuzzer"])]
let fuzzTargets: [Target.Dependency] = [
    "Domain", "HTTP",
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"),
]

let package = Package(
    name: "tenantry",
    products: [
        .executable(name: "tenantry", targets: ["tenantry"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // The layers, lowest first. A target names what it may import; the compiler holds the direction.
        .target(name: "Domain", swiftSettings: fuzzed, plugins: ["PackPasswords"]),
        .target(
            name: "Telemetry",
            dependencies: [
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Archives", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "Archives", "Domain", "Telemetry", "CSQLite", "CSodium",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Mail",
            dependencies: [
                "Domain", "Outbound",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "DNS",
            dependencies: [
                "Domain", "CResolv",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Outbound",
            dependencies: [
                "Domain",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "OpenID",
            dependencies: [
                "Domain", "Outbound",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "HTTP",
            dependencies: [
                "Assets", "Domain", "Telemetry", "Storage", "Mail", "OpenID", "Outbound", "WebAssets", "PublicFiles",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: fuzzed
        ),
        .executableTarget(
            name: "tenantry",
            dependencies: [
                "CMemory", "Domain", "Telemetry", "Storage", "Mail", "DNS", "HTTP", "Outbound",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // What a browser gets: the source folders themselves are the targets, so that a new file is noticed.
        .target(name: "Assets", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "WebAssets", dependencies: ["Assets"], path: "web",
            exclude: ["jsconfig.json", "types.d.ts"],
            sources: ["WebAssets.swift"], swiftSettings: strict, plugins: ["PackAssets"]
        ),
        .target(
            name: "PublicFiles", dependencies: ["Assets"], path: "Public",
            sources: ["PublicFiles.swift"], swiftSettings: strict, plugins: ["PackAssets"]
        ),
        .plugin(name: "PackAssets", capability: .buildTool(), dependencies: ["pack-assets"], path: "Sources/PackAssetsPlugin"),
        .executableTarget(name: "pack-assets", dependencies: ["Packing"], swiftSettings: strict),
        .target(name: "Packing", dependencies: ["Assets"], swiftSettings: strict),

        // What is guessed first, from a package of the system: python3-zxcvbn.
        .plugin(name: "PackPasswords", capability: .buildTool(), dependencies: ["pack-passwords"], path: "Sources/PackPasswordsPlugin"),
        .executableTarget(name: "pack-passwords", dependencies: ["Packing"], swiftSettings: strict),

        .target(name: "CMemory"),

        // C libraries, from the system's packages.
        .systemLibrary(name: "CResolv"),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: tests),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", .product(name: "CoreMetrics", package: "swift-metrics")], swiftSettings: tests
        ),
        .testTarget(name: "ArchivesTests", dependencies: ["Archives", "CZlib"], swiftSettings: tests),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Archives", "Domain", "Storage", "Telemetry", "CSQLite", "FaultyDisk", "StatementRecorder", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: tests
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: tests),
        // What a disk and a memory can do to SQLite.
        .target(name: "FaultyDisk", dependencies: ["CSQLite"], path: "Tests/FaultyDisk"),
        // Writes down which statements the tests of a process have run.
        .target(name: "StatementRecorder", dependencies: ["CSQLite"], path: "Tests/StatementRecorder"),
        .testTarget(
            name: "MailTests",
            dependencies: [
                "Domain", "Mail",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: tests
        ),
        .testTarget(name: "DNSTests", dependencies: ["Domain", "DNS"], swiftSettings: tests),
        .testTarget(
            name: "OutboundTests",
            dependencies: [
                "Domain", "Outbound", "ScriptedHTTPS",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "OpenIDTests",
            dependencies: [
                "Domain", "Outbound", "OpenID", "ScriptedHTTPS",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ],
            swiftSettings: tests
        ),
        // A web server for tests, with an authority that signs its certificates.
        .target(
            name: "ScriptedHTTPS",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            path: "Tests/ScriptedHTTPS", swiftSettings: tests
        ),
        .testTarget(name: "AssetsTests", dependencies: ["Assets"], swiftSettings: tests),
        .testTarget(name: "PackingTests", dependencies: ["Assets", "Packing"], swiftSettings: tests),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "Assets", "Packing", "Domain", "Telemetry", "Storage", "Mail", "HTTP", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: tests
        ),
        // The same inputs as a sample in the tests, and in a program that goes on for as long as one likes.
        fuzzer.map { fuzzer in
            .executableTarget(
                name: "fuzz", dependencies: fuzzTargets, path: "Tests/Fuzz", exclude: ["Tests"], sources: ["Targets", "Program"],
                swiftSettings: fuzzed,
                linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]
            )
        }
            ?? .testTarget(
                name: "FuzzTests", dependencies: fuzzTargets, path: "Tests/Fuzz", exclude: ["Program"], sources: ["Targets", "Tests"],
                swiftSettings: tests
            ),
    ]
)
