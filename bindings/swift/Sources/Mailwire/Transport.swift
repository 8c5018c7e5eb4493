/// What does the HTTP. ``URLSessionTransport`` comes with the package; write another for a stack of your own.
///
/// A transport makes one request and no other: it follows no redirect, repeats nothing by itself, uses no connection
/// that was used before, sends no cookies and caches nothing. Certificates are checked against the host of the request.
public protocol Transport: Sendable {
    /// Makes the request of `exchange`, and tells it what happens as it happens.
    ///
    /// Returns when the reply is complete; throws where none comes to its end, whatever the error. What that means for
    /// the message is read from `exchange`. It must end soon after its task is cancelled: that is also how an attempt
    /// ends that takes too long.
    func perform(_ exchange: HttpExchange) async throws
}
