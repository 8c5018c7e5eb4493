import Foundation
import XCTest

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The local stand-in of both services, over TLS: bindings/swift/run starts it and sees to it that it is trusted.
struct Sandbox {
    /// `host:port`.
    let host: String

    /// The one whose certificates this machine trusts.
    static func trusted() throws -> Sandbox {
        try Sandbox(host: variable("MAILWIRE_SANDBOX"))
    }

    /// One whose certificates nobody trusts.
    static func stranger() throws -> Sandbox {
        try Sandbox(host: variable("MAILWIRE_STRANGER"))
    }

    private static func variable(_ name: String) throws -> String {
        try XCTUnwrapOrSkip(ProcessInfo.processInfo.environment[name], "bindings/swift/run starts the sandbox")
    }

    /// What goes wrong with the next requests, one each. The list in `mailwire-sandbox --help` tells what may.
    func faults(_ faults: String...) async throws {
        for fault in faults { _ = try await ask("POST", "faults", fault) }
    }

    /// How many mails it took over for this dedupe key.
    func mails(_ sendId: String) async throws -> Int {
        try await count("messages") { $0["sendId"] as? String == sendId }
    }

    /// How many transactional mails BlueHornet has sent.
    func transactions() async throws -> Int {
        try await count("transactions") { _ in true }
    }

    /// How many requests came in whose path has this in it.
    func requests(_ part: String = "") async throws -> Int {
        try await count("requests") { part.isEmpty || "\($0)".contains(part) }
    }

    /// The request that came in last.
    func lastRequest() async throws -> (method: String?, headers: [(name: String, value: String)]) {
        let items = try JSONSerialization.jsonObject(with: await ask("GET", "requests")) as? [[String: Any]]
        let headers = items?.last?["headers"] as? [[String]] ?? []
        return (items?.last?["method"] as? String, headers.map { ($0[0], $0[1]) })
    }

    private func count(_ what: String, where isCounted: ([String: Any]) -> Bool) async throws -> Int {
        let items = try JSONSerialization.jsonObject(with: await ask("GET", what)) as? [[String: Any]]
        return (items ?? []).filter(isCounted).count
    }

    private static let session = URLSession(configuration: .ephemeral)

    private func ask(_ method: String, _ path: String, _ body: String? = nil) async throws -> Data {
        var request = URLRequest(url: URL(string: "https://\(host)/sandbox/\(path)")!)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        let (data, response) = try await Self.session.data(for: request)
        XCTAssertEqual((response as? HTTPURLResponse)?.statusCode, 200, "\(path) \(body ?? "")")
        return data
    }
}

/// For `swift test` by hand, where no sandbox runs; in `bindings/swift/run` a skipped test fails the run.
private func XCTUnwrapOrSkip<Value>(_ value: Value?, _ why: String) throws -> Value {
    guard let value else { throw XCTSkip(why) }
    return value
}
