import MailwireGenerated

/// The right of an app to act for one HubSpot account: its tokens, refreshed when it is time, once for all who wait.
///
/// Make one for each account, and share it. It prints without its secrets.
public actor OauthGrant {
    private let app: HubSpotApp
    private let store: any TokenStore
    private let sending: Sending
    private var tokens: KeptTokens?
    private var renewing: Task<String, Error>?

    /// - Parameters:
    ///   - store: where the tokens are kept.
    ///   - schedule: how often and how far apart a refresh is tried.
    ///   - timeout: how long one attempt may take.
    public init(
        app: HubSpotApp, store: any TokenStore, schedule: Schedule = scheduleInLine(),
        timeout: Duration = .seconds(40), transport: any Transport = URLSessionTransport()
    ) {
        self.app = app
        self.store = store
        sending = Sending(transport: transport, schedule: schedule, timeout: timeout)
    }

    /// The access token, refreshed if it works for less than two minutes more.
    ///
    /// Waiting ends at once when the task is cancelled; a refresh goes on for the others who wait for it.
    ///
    /// - Throws: ``OauthError``; `CancellationError`; what the store throws.
    public func accessToken() async throws -> String {
        try await accessToken(insteadOf: nil)
    }

    /// The same, and another token than the one that was `refused` because it has expired.
    func accessToken(insteadOf refused: String?) async throws -> String {
        if let tokens, tokens.isFresh, tokens.accessToken != refused { return tokens.accessToken }
        let token = try await renewed(refused)
        // Who joins somebody else's refresh may be given the very token that was refused to him since.
        return token == refused ? try await renewed(refused) : token
    }

    /// Gets the first tokens, for the code that the service gave to the user who authorized the app, and puts them into
    /// the store. A code works once, so the request is never repeated.
    ///
    /// - Parameters:
    ///   - redirectUri: the address that was used to get the code.
    ///   - codeVerifier: that of a proof key (RFC 7636).
    /// - Throws: `MailwireError` for a value that cannot be sent; ``OauthError/refused(outcome:)``, with an outcome
    ///   `unknown` where the code may be used up; `CancellationError`; what the store throws.
    public func redeem(code: String, redirectUri: String, codeVerifier: String? = nil) async throws {
        let request = try app.prepareAuthorizationCode(
            code: code, redirectUri: redirectUri, codeVerifier: codeVerifier)
        let ended = try await sending.send(request, nil)
        guard let issued = ended.tokens else { throw OauthError.refused(outcome: ended.outcome) }
        try await keep(KeptTokens(issued, before: nil))
    }

    /// Joins the refresh that is under way, or begins one. Nothing is awaited between the look and the beginning.
    private func renewed(_ refused: String?) async throws -> String {
        let task = renewing ?? Task { try await self.renew(refused) }
        renewing = task
        return try await value(of: task)
    }

    private func renew(_ refused: String?) async throws -> String {
        defer { renewing = nil }
        if tokens == nil { tokens = try await store.load() }
        if let tokens, tokens.isFresh, tokens.accessToken != refused { return tokens.accessToken }
        guard let refreshToken = tokens?.refreshToken else { throw OauthError.noTokens }
        let request = try app.prepareRefreshToken(refreshToken: refreshToken)
        let ended = try await sending.send(request, nil)
        guard let issued = ended.tokens else { throw OauthError.refused(outcome: ended.outcome) }
        let renewed = KeptTokens(issued, before: tokens)
        try await keep(renewed)
        return renewed.accessToken
    }

    private func keep(_ tokens: KeptTokens) async throws {
        self.tokens = tokens
        try await store.save(tokens)
    }
}

extension OauthGrant: CustomReflectable {
    public nonisolated var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The value of `task`, or `CancellationError` as soon as the task that waits is cancelled; `task` goes on.
private func value<Success: Sendable>(of task: Task<Success, Error>) async throws -> Success {
    let (results, continuation) = AsyncThrowingStream.makeStream(of: Success.self)
    Task {
        do {
            continuation.yield(try await task.value)
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
    for try await result in results { return result }
    // A stream ends without a value when the task that waits is cancelled.
    throw CancellationError()
}
