import MailwireGenerated

/// How requests are sent: over what, how often, how long.
struct Sending: Sendable {
    let transport: any Transport
    var schedule: Schedule
    /// How long one attempt may take.
    let timeout: Duration
    var maxReplyBytes = 16 << 20

    typealias Report = @Sendable (SendProgress) -> Void

    /// What came of one attempt. The tokens are those of a reply to an OAuth request.
    struct Ended {
        var outcome: SendOutcome
        var tokens: Tokens?
    }

    /// What to go on with after a refusal that can be helped.
    enum Remedy {
        /// This request, at once.
        case request(HttpRequest)
        /// There was one, but it failed: this is the outcome of the attempt.
        case failed(SendOutcome)
    }

    /// One attempt. It ends when the transport does, which is soon after the time is up or the task is cancelled.
    func attempt(_ request: HttpRequest, _ report: Report?) async -> Ended {
        let exchange = HttpExchange(request, maxReplyBytes: maxReplyBytes)
        if Task.isCancelled {
            exchange.lastByteHeldBack()
            return Ended(outcome: exchange.outcome(isEnded: false))
        }
        let performing = Task { () -> Bool in
            do {
                try await transport.perform(exchange)
                return true
            } catch is CancellationError {
                return false
            } catch {
                report?(.connectionLost(cause: error.localizedDescription))
                return false
            }
        }
        let clock = Task { [timeout] in
            try await Task.sleep(for: timeout)
            performing.cancel()
        }
        defer { clock.cancel() }
        let isEnded = await withTaskCancellationHandler {
            await performing.value
        } onCancel: {
            performing.cancel()
        }
        let outcome = exchange.outcome(isEnded: isEnded)
        return Ended(outcome: outcome, tokens: outcome.reason == .tokenIssued ? exchange.tokens() : nil)
    }

    /// Attempts until one decides or the schedule ends, as the core decides between them.
    ///
    /// The outcome is that of the message: after an attempt that may have sent it, a later one that was not accepted
    /// says nothing about it.
    ///
    /// - Parameter remedy: asked after each attempt until it gives a request, which is part of the same attempt.
    /// - Throws: `CancellationError`, after ``SendProgress/cancelled(outcome:)``; what `remedy` throws.
    func send(
        _ first: HttpRequest, _ report: Report?, remedy: ((SendOutcome) async throws -> Remedy?)? = nil
    ) async throws -> Ended {
        var (request, remedy) = (first, remedy)
        var unknown: SendOutcome?
        // It differs from device to device and from message to message.
        let seed = Int32.random(in: .min ... .max)
        var number = 1
        while true {
            report?(.attempt(number: number))
            var ended = await attempt(request, report)
            switch try await remedy?(ended.outcome) {
            case let .request(another):
                (request, remedy) = (another, nil)
                ended = await attempt(request, report)
            case let .failed(outcome):
                ended.outcome = outcome
            case nil:
                break
            }
            if ended.outcome.kind == .unknown { unknown = ended.outcome }
            let whole = ended.outcome.kind == .accepted ? ended.outcome : unknown ?? ended.outcome
            if Task.isCancelled, !whole.isDecided { throw cancelled(whole, report) }
            let decision = request.decide(
                finding: ended.outcome.finding(), attempt: Int32(clamping: number), seed: seed, schedule: schedule)
            guard case let .after(afterMs) = decision else {
                return Ended(outcome: whole, tokens: ended.tokens)
            }
            let pause = Duration.milliseconds(afterMs)
            report?(.waiting(duration: pause, after: ended.outcome))
            do { try await Task.sleep(for: pause) } catch { throw cancelled(whole, report) }
            number += 1
        }
    }

    /// What to throw when the task was cancelled, after it was reported what that means.
    func cancelled(_ outcome: SendOutcome, _ report: Report?) -> CancellationError {
        report?(.cancelled(outcome: outcome))
        return CancellationError()
    }
}

extension SendOutcome {
    /// The service has answered, and no repeat would change it.
    var isDecided: Bool { kind == .accepted || kind == .rejected }

    /// One sentence for a person: the likely cause and what to do; `nil` where nothing is known.
    public var hint: String? { diagnosis?.hint() }
}
