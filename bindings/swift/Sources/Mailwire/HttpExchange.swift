import Foundation
import MailwireGenerated

/// One request and what came of it, as a ``Transport`` tells it. However an attempt ends, this is where its outcome is
/// read: a request whose last byte was held back was surely not sent, for its length is told in its head.
///
/// It may be told from any thread.
public final class HttpExchange: @unchecked Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// `https://` and host and target. The certificate must be for this host.
    public let url: String
    /// The header fields, in order, credentials among them: never write them to a log. Host and Content-Length are the
    /// transport's.
    public let headers: [(name: String, value: String)]
    /// The body; `nil` where the request has none.
    public let body: Data?

    private let request: HttpRequest
    private let maxReplyBytes: Int
    private let lock = NSLock()
    private var isHeldBack = false
    private var isHandedOver = false
    private var isTooLong = false
    private var status: Int32?
    private var replyHeaders: [ReplyHeader] = []
    private var replyBody = Data()

    init(_ request: HttpRequest, maxReplyBytes: Int) {
        self.request = request
        self.maxReplyBytes = maxReplyBytes
        method = "\(request.method())"
        url = request.url()
        headers = request.headers().map { ($0.name(), $0.value()) }
        body = request.body()
    }

    /// The last byte of the request has not gone, and will not without ``lastByteHandedOver()`` being called before.
    ///
    /// A transport that cannot tell never calls this: a lost connection is an outcome `unknown` then, always.
    public func lastByteHeldBack() {
        lock.withLock { isHeldBack = true }
    }

    /// The last byte of the request goes to the connection. From here on a missing reply is an outcome `unknown`.
    public func lastByteHandedOver() {
        lock.withLock { isHandedOver = true }
    }

    /// Status and header fields of the final reply.
    public func head(status: Int, headers: [ReplyHeader]) {
        lock.withLock {
            isHandedOver = true
            self.status = Int32(clamping: status)
            replyHeaders = headers
        }
    }

    /// The next piece of the reply's body. `false`: it is longer than this program takes; read no more of it.
    public func body(_ piece: Data) -> Bool {
        lock.withLock {
            isTooLong = isTooLong || piece.count > maxReplyBytes - replyBody.count
            if !isTooLong { replyBody.append(piece) }
            return !isTooLong
        }
    }

    /// What it means that the transport has ended. `isEnded`: it says that this was all of the reply.
    func outcome(isEnded: Bool) -> SendOutcome {
        lock.withLock {
            guard let status else { return request.interpretLost(isRequestSent: isHandedOver || !isHeldBack) }
            return request.interpret(
                status: status, headers: replyHeaders, body: replyBody, isComplete: isEnded && !isTooLong)
        }
    }

    /// The tokens in the reply to an OAuth request.
    func tokens() -> Tokens? {
        lock.withLock { status.flatMap { request.tokens(status: $0, body: replyBody) } }
    }
}

/// Without anything that came or goes: both may be secret.
extension HttpExchange: CustomStringConvertible, CustomReflectable {
    public var description: String { String(describing: request) }
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
