// swift-tools-version:5.9
import Foundation
import PackageDescription

// Where the Rust library comes from:
//
// - of a release: Mailwire.xcframework, at this address or beside this file. bindings/swift/xcframework makes both.
// - of a working copy: the library that bindings/swift/run or bindings/build has made for this machine, in
//   $MAILWIRE_LIBRARY or else target/bindings-swift/library.
let published: (url: String, checksum: String)? = nil

let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let framework = "Mailwire.xcframework"
let isRelease =
    published != nil || FileManager.default.fileExists(atPath: folder.appendingPathComponent(framework).path)
let library =
    ProcessInfo.processInfo.environment["MAILWIRE_LIBRARY"]
    ?? folder.appendingPathComponent("../../target/bindings-swift/library").standardized.path

// The interface of the library in C: its header, and the module that Swift sees.
let interface: Target =
    if let published {
        .binaryTarget(name: "MailwireFFI", url: published.url, checksum: published.checksum)
    } else if isRelease {
        .binaryTarget(name: "MailwireFFI", path: framework)
    } else {
        .systemLibrary(name: "MailwireFFI")
    }

var targets: [Target] = [
    interface,
    // The interface in Swift, generated: requests, outcomes, words. In language mode 5, which is what tools of 5.9 mean:
    // in mode 6 it does not compile.
    .target(
        name: "MailwireGenerated",
        dependencies: ["MailwireFFI"],
        linkerSettings: isRelease ? [] : [.unsafeFlags(["-L", library]), .linkedLibrary("mailwire_ffi")]
    ),
    // What apps import: sends them.
    .target(
        name: "Mailwire",
        dependencies: ["MailwireGenerated"],
        swiftSettings: [.enableExperimentalFeature("StrictConcurrency")]
    ),
]
if !isRelease {
    targets += [
        .executableTarget(name: "SendAlert", dependencies: ["Mailwire"], path: "Examples/SendAlert"),
        .testTarget(name: "MailwireTests", dependencies: ["Mailwire"]),
    ]
}

let package = Package(
    name: "Mailwire",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Mailwire", targets: ["Mailwire"])],
    targets: targets
)
