import MailwireGenerated

/// HubSpot as a service: sends single emails and follows them.
///
/// ```swift
/// let hubSpot = HubSpot(account: try .bearer(token: token))
/// let outcome = try await hubSpot.send(
///     HubSpotSingleSend(emailId: 4126643121, to: "jane@customer.example", sendId: "boiler-7-0042",
///                       custom: ["alert": "Boiler 7: 96 °C"]))
/// ```
public struct HubSpot: Sendable {
    private let access: Access
    private let sending: Sending

    private enum Access: Sendable {
        case account(HubSpotAccount)
        case grant(OauthGrant, host: String?, userAgent: String?)
    }

    /// With a private app token, a service key or another bearer token.
    ///
    /// - Parameters:
    ///   - schedule: how often and how far apart a send is tried. `scheduleInLine()` suits an app that waits for it.
    ///   - timeout: how long one attempt may take.
    public init(
        account: HubSpotAccount, schedule: Schedule = scheduleDefault(), timeout: Duration = .seconds(40),
        transport: any Transport = URLSessionTransport()
    ) {
        access = .account(account)
        sending = Sending(transport: transport, schedule: schedule, timeout: timeout)
    }

    /// With the tokens of an OAuth app: they are refreshed when it is time.
    ///
    /// - Parameters:
    ///   - host: another host than `api.hubapi.com`: `host` or `host:port`.
    ///   - userAgent: another User-Agent than `mailwire/` and the version.
    public init(
        grant: OauthGrant, host: String? = nil, userAgent: String? = nil, schedule: Schedule = scheduleDefault(),
        timeout: Duration = .seconds(40), transport: any Transport = URLSessionTransport()
    ) {
        access = .grant(grant, host: host, userAgent: userAgent)
        sending = Sending(transport: transport, schedule: schedule, timeout: timeout)
    }

    /// Sends one email: as often as the schedule allows, and never twice. An attempt that may have sent it is repeated
    /// only with a `sendId`, by which HubSpot knows the repeat.
    ///
    /// Accepted is not yet sent: ``follow(_:onProgress:)`` waits for the result.
    ///
    /// - Throws: `MailwireError` for a value that cannot be sent, before anything has left; `CancellationError`;
    ///   ``OauthError/noTokens`` with a grant that has none; what its store throws. An answer of HubSpot is an outcome.
    public func send(
        _ send: HubSpotSingleSend, onProgress: (@Sendable (SendProgress) -> Void)? = nil
    ) async throws -> SendOutcome {
        try await run(sending, onProgress) { try $0.prepareSingleSend(send: send) }
    }

    /// Asks once what became of a send, by the `statusId` of its outcome; the question is repeated if it is lost. The
    /// reason `pending` means: ask again.
    ///
    /// - Throws: as ``send(_:onProgress:)``.
    public func status(
        _ statusId: String, onProgress: (@Sendable (SendProgress) -> Void)? = nil
    ) async throws -> SendOutcome {
        try await run(sending, onProgress) { try $0.prepareSendStatus(statusId: statusId) }
    }

    /// Asks what became of an accepted send until it is known, for about five minutes; then the outcome is still
    /// `pending`. An outcome that is not `pending`, or without a `statusId`, is answered as it is.
    ///
    /// An answer that is not about the message, such as 429 or none at all, changes nothing.
    ///
    /// - Throws: as ``send(_:onProgress:)``.
    public func follow(
        _ outcome: SendOutcome, onProgress: (@Sendable (SendProgress) -> Void)? = nil
    ) async throws -> SendOutcome {
        guard outcome.reason == .pending, let statusId = outcome.statusId else { return outcome }
        // The polls are the repeats.
        var asking = sending
        asking.schedule.attempts = 1
        var poll: Int32 = 0
        while let afterMs = sendStatusPollAfterMs(poll: poll) {
            let pause = Duration.milliseconds(afterMs)
            onProgress?(.waiting(duration: pause, after: outcome))
            do { try await Task.sleep(for: pause) } catch { throw sending.cancelled(outcome, onProgress) }
            onProgress?(.attempt(number: Int(poll) + 1))
            let answer: SendOutcome
            do {
                answer = try await run(asking, nil) { try $0.prepareSendStatus(statusId: statusId) }
            } catch is CancellationError {
                throw sending.cancelled(outcome, onProgress)
            }
            let isAboutMessage = answer.statusId == statusId || (200..<300).contains(answer.httpStatus)
            if !isAboutMessage || !answer.isDecided {
                onProgress?(.unanswered(outcome: answer))
            } else if answer.reason != .pending {
                return answer
            }
            poll += 1
        }
        return outcome
    }

    /// Sends what `prepare` makes for an account; with a grant, for one that has its present token.
    private func run(
        _ sending: Sending, _ report: Sending.Report?, prepare: @escaping (HubSpotAccount) throws -> HttpRequest
    ) async throws -> SendOutcome {
        switch access {
        case let .account(account):
            return try await sending.send(prepare(account), report).outcome
        case let .grant(grant, host, userAgent):
            func request(_ token: String) throws -> HttpRequest {
                try prepare(HubSpotAccount.bearer(token: token, host: host, userAgent: userAgent))
            }
            // A value that cannot be sent is told before a token is asked for.
            let notSent = try request("not-sent").interpretLost(isRequestSent: false)
            let token: String
            do {
                token = try await grant.accessToken()
            } catch is CancellationError {
                throw sending.cancelled(notSent, report)
            } catch OauthError.refused(let outcome) {
                return outcome.kind == .unknown ? notSent : outcome
            }
            return try await sending.send(request(token), report) { outcome in
                // A 401 alone is no reason. What was refused was not processed.
                guard outcome.diagnosis == .tokenExpired else { return nil }
                do {
                    return .request(try request(try await grant.accessToken(insteadOf: token)))
                } catch is CancellationError {
                    return .failed(notSent)
                } catch OauthError.refused(let refusal) {
                    return .failed(refusal.kind == .unknown ? notSent : refusal)
                }
            }.outcome
        }
    }
}
