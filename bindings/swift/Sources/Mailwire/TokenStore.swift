/// Where the tokens of one account are kept: the keychain, for example.
///
/// An ``OauthGrant`` reads it once and then writes to it, never two at a time.
public protocol TokenStore: Sendable {
    /// The tokens that were saved last; `nil` before the first.
    func load() async throws -> KeptTokens?
    /// Keeps these in place of those before.
    func save(_ tokens: KeptTokens) async throws
}

/// Keeps tokens as long as the program runs.
public actor MemoryTokenStore: TokenStore {
    private var tokens: KeptTokens?

    public init(_ tokens: KeptTokens? = nil) {
        self.tokens = tokens
    }

    public func load() -> KeptTokens? { tokens }
    public func save(_ tokens: KeptTokens) { self.tokens = tokens }
}

extension MemoryTokenStore: CustomReflectable {
    public nonisolated var customMirror: Mirror { Mirror(self, children: [:]) }
}
