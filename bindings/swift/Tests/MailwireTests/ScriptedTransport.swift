import Foundation
import Mailwire

/// A transport that does what a test says, attempt by attempt, and keeps what it was asked to send.
final class ScriptedTransport: Transport, @unchecked Sendable {
    enum Step: Sendable {
        /// A whole reply.
        case reply(Int, String, [String: String] = [:])
        /// The connection is lost, before the last byte of the request or after it.
        case lost(isSent: Bool)
        /// Nothing more comes after the request, until somebody gives up.
        case silence
        /// The head and a part of the body, and then the end of the connection.
        case cut(Int, String)
    }

    /// What was sent of one request.
    struct Sent: Equatable {
        var url: String
        var authorization: String?
        var body: String
    }

    private let lock = NSLock()
    private var steps: [Step]
    private var log: [Sent] = []
    private var wholly = 0
    private let pause: Duration

    /// `pause`: how long each reply takes.
    init(_ steps: [Step], pause: Duration = .zero) {
        self.steps = steps
        self.pause = pause
    }

    var sent: [Sent] { lock.withLock { log } }
    /// How many of them to the last byte.
    var sentWholly: Int { lock.withLock { wholly } }

    func perform(_ exchange: HttpExchange) async throws {
        let step: Step = lock.withLock {
            log.append(
                Sent(
                    url: exchange.url, authorization: exchange.headers.first { $0.name == "Authorization" }?.value,
                    body: String(decoding: exchange.body ?? Data(), as: UTF8.self)))
            return steps.isEmpty ? .lost(isSent: true) : steps.removeFirst()
        }
        exchange.lastByteHeldBack()
        try await Task.sleep(for: pause)
        if case .lost(isSent: false) = step { throw URLError(.cannotConnectToHost) }
        exchange.lastByteHandedOver()
        lock.withLock { wholly += 1 }
        switch step {
        case let .reply(status, body, headers):
            exchange.head(status: status, headers: headers.map { ReplyHeader(name: $0.key, value: $0.value) })
            _ = exchange.body(Data(body.utf8))
        case let .cut(status, body):
            exchange.head(status: status, headers: [])
            _ = exchange.body(Data(body.utf8))
            throw URLError(.networkConnectionLost)
        case .lost:
            throw URLError(.networkConnectionLost)
        case .silence:
            try await Task.sleep(for: .seconds(3600))
        }
    }
}

/// What was reported, in words.
final class Reports: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []

    var all: [String] { lock.withLock { lines } }

    @Sendable func note(_ progress: SendProgress) {
        let line: String
        switch progress {
        case let .attempt(number): line = "attempt \(number)"
        case .connectionLost: line = "lost"
        case let .waiting(_, after): line = "waiting after \(after.reason)"
        case let .unanswered(outcome): line = "unanswered: \(outcome.reason)"
        case let .cancelled(outcome): line = "cancelled: \(outcome.kind) \(outcome.reason)"
        }
        lock.withLock { lines.append(line) }
    }
}

/// Three attempts without a wait worth the name.
let quick = Schedule(attempts: 3, firstMs: 1, factor: 1, capMs: 1, rateLimitMs: 1, longestMs: 2000)
let pending = #"{"statusId":"s-1","status":"PENDING"}"#
let sentStatus = #"{"statusId":"s-1","status":"COMPLETE","sendResult":"SENT"}"#
let expiredToken = #"{"status":"error","category":"EXPIRED_AUTHENTICATION","message":"expired"}"#

/// Waits until it is so; five seconds are far more than anything here takes.
func until(_ isSo: @Sendable () -> Bool) async throws {
    for _ in 0..<500 where !isSo() { try await Task.sleep(for: .milliseconds(10)) }
}
