#if canImport(FoundationNetworking)
    import Foundation
    import FoundationNetworking

    /// The session for all requests, on Linux: Foundation crashes there when a session goes away that had a TLS
    /// connection ("_MultiHandle deallocated with non-zero retain count"), so this one stays. Requests close their
    /// connections instead.
    enum SharedSession {
        private static let delegates = Delegates()
        private static let session = URLSession(
            configuration: URLSessionTransport.configuration, delegate: delegates, delegateQueue: nil)

        /// A task with a delegate of its own. It is released when the task has ended.
        static func dataTask(with request: URLRequest, delegate: any URLSessionDataDelegate) -> URLSessionDataTask {
            let task = session.dataTask(with: request)
            delegates[task] = delegate
            return task
        }
    }

    /// Passes on what happens to a task to its own delegate. `URLSessionTask.delegate` does that on Apple's systems.
    private final class Delegates: NSObject, URLSessionDataDelegate, @unchecked Sendable {
        private let lock = NSLock()
        private var byTask: [Int: any URLSessionDataDelegate] = [:]

        subscript(task: URLSessionTask) -> (any URLSessionDataDelegate)? {
            get { lock.withLock { byTask[task.taskIdentifier] } }
            set { lock.withLock { byTask[task.taskIdentifier] = newValue } }
        }

        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            guard let delegate = self[task] else { return completionHandler(nil) }
            delegate.urlSession(
                session, task: task, willPerformHTTPRedirection: response, newRequest: newRequest,
                completionHandler: completionHandler)
        }

        func urlSession(
            _ session: URLSession, dataTask task: URLSessionDataTask, didReceive response: URLResponse,
            completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
        ) {
            guard let delegate = self[task] else { return completionHandler(.cancel) }
            delegate.urlSession(session, dataTask: task, didReceive: response, completionHandler: completionHandler)
        }

        func urlSession(_ session: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
            self[task]?.urlSession(session, dataTask: task, didReceive: data)
        }

        func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: Error?) {
            let delegate = self[task]
            self[task] = nil
            delegate?.urlSession(session, task: task, didCompleteWithError: error)
        }
    }
#endif
