import Foundation
import MailwireGenerated

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// HTTPS by `URLSession`, with a session of its own for each request.
///
/// The session is ephemeral and ends with the request: nothing is stored, and no kept connection is used again. That
/// costs a handshake and saves a message from being sent twice, for stacks repeat a request by themselves where a kept
/// connection turns out to be dead. Certificates are checked by the system, against the host of the request.
public struct URLSessionTransport: Transport {
    /// How long it may take until the connection is there and asks for the first byte of the body. A request without one
    /// has the time of its attempt.
    public var connectTimeout: Duration

    public init(connectTimeout: Duration = .seconds(10)) {
        self.connectTimeout = connectTimeout
    }

    public func perform(_ exchange: HttpExchange) async throws {
        guard let url = URL(string: exchange.url), url.scheme == "https", url.host != nil else {
            exchange.lastByteHeldBack()
            throw URLError(.unsupportedURL)
        }
        let load = Load(exchange, url: url)
        let timeout = Task { [connectTimeout] in
            try await Task.sleep(for: connectTimeout)
            load.cancelUnlessConnected()
        }
        defer { timeout.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { load.start($0) }
        } onCancel: {
            load.cancel()
        }
    }

    static var configuration: URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.urlCache = nil
        // Or a 401 would look for a password in the keychain.
        configuration.urlCredentialStorage = nil
        #if !canImport(FoundationNetworking)
            configuration.tlsMinimumSupportedProtocolVersion = .TLSv12
            // An alert that cannot be sent now is decided by the schedule, not by waiting without a word.
            configuration.waitsForConnectivity = false
        #endif
        return configuration
    }
}

/// One task of one session, from its start to its end.
private final class Load: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let exchange: HttpExchange
    private let request: URLRequest

    private let lock = NSLock()
    private var continuation: CheckedContinuation<Void, Error>?
    private var task: URLSessionDataTask?
    private var isCancelled = false

    #if !canImport(FoundationNetworking)
        // Of the delegate queue alone.
        private var metrics: URLSessionTaskMetrics?
    #endif

    init(_ exchange: HttpExchange, url: URL) {
        self.exchange = exchange
        var request = URLRequest(url: url)
        request.httpMethod = exchange.method
        for header in exchange.headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
        request.httpBody = exchange.body
        #if canImport(FoundationNetworking)
            request.setValue("close", forHTTPHeaderField: "Connection")
        #endif
        // The time of an attempt is counted by whoever awaits it; this one only has to be longer.
        request.timeoutInterval = 24 * 60 * 60
        self.request = request
    }

    func start(_ continuation: CheckedContinuation<Void, Error>) {
        if lock.withLock({ isCancelled }) {
            exchange.lastByteHeldBack()
            return continuation.resume(throwing: CancellationError())
        }
        #if canImport(FoundationNetworking)
            let task = SharedSession.dataTask(with: request, delegate: self)
        #else
            // It keeps its delegate until it is invalid, which it is when the task has ended.
            let session = URLSession(configuration: URLSessionTransport.configuration, delegate: self, delegateQueue: nil)
            let task = session.dataTask(with: request)
            session.finishTasksAndInvalidate()
        #endif
        let isLate = lock.withLock {
            self.continuation = continuation
            self.task = task
            return isCancelled
        }
        task.resume()
        if isLate { task.cancel() }
    }

    func cancel() {
        let task = lock.withLock {
            isCancelled = true
            return self.task
        }
        task?.cancel()
    }

    /// A connection asks for the body, and where there is none nothing tells of it.
    func cancelUnlessConnected() {
        guard let task = lock.withLock({ task }), request.httpBody != nil else { return }
        if task.countOfBytesSent == 0, task.response == nil { cancel() }
    }

    // --- URLSessionDelegate, in the order things happen ---

    /// Never followed: the credential would leave for another host. The redirect itself is the reply.
    func urlSession(
        _: URLSession, task _: URLSessionTask, willPerformHTTPRedirection _: HTTPURLResponse, newRequest _: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _: URLSession, dataTask _: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        guard let response = response as? HTTPURLResponse else { return completionHandler(.cancel) }
        let headers = response.allHeaderFields.compactMap { field -> ReplyHeader? in
            guard let name = field.key as? String, let value = field.value as? String else { return nil }
            return ReplyHeader(name: name, value: value)
        }
        exchange.head(status: response.statusCode, headers: headers)
        completionHandler(.allow)
    }

    func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if !exchange.body(data) { dataTask.cancel() }
    }

    #if !canImport(FoundationNetworking)
        func urlSession(
            _: URLSession, task _: URLSessionTask, didFinishCollecting metrics: URLSessionTaskMetrics
        ) {
            self.metrics = metrics
        }
    #endif

    func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: Error?) {
        if isHeldBack(task) { exchange.lastByteHeldBack() }
        let continuation = lock.withLock {
            defer { self.continuation = nil }
            return self.continuation
        }
        if let error {
            continuation?.resume(throwing: error)
        } else {
            continuation?.resume()
        }
    }

    /// Whether the last byte of the body surely was not handed over.
    private func isHeldBack(_ task: URLSessionTask) -> Bool {
        let length = Int64(request.httpBody?.count ?? 0)
        #if canImport(FoundationNetworking)
            // The bytes are counted when libcurl asks for them, just before it writes them.
            return task.countOfBytesSent < length
        #else
            // The count may lag behind, so it is not enough that bytes are missing in it: no request may have begun.
            guard let metrics, task.countOfBytesSent < length else { return false }
            return metrics.transactionMetrics.allSatisfy { $0.requestStartDate == nil }
        #endif
    }
}
