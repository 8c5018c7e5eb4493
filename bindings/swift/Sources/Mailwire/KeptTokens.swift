import Foundation
import MailwireGenerated

/// The tokens of one account, as a ``TokenStore`` keeps them. They print masked; `Codable` shows them, for a keychain.
public struct KeptTokens: Sendable, Equatable, Codable {
    /// What requests carry.
    public var accessToken: String
    /// What gets the next access token; without it there is none.
    public var refreshToken: String?
    /// When the access token stops working; `nil`: the service did not say.
    public var expiresAt: Date?

    public init(accessToken: String, refreshToken: String?, expiresAt: Date?) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresAt = expiresAt
    }

    /// Of a reply that has just come. The refresh token stays the one before where the reply has none.
    init(_ tokens: Tokens, before: KeptTokens?) {
        self.init(
            accessToken: tokens.accessToken(), refreshToken: tokens.refreshToken() ?? before?.refreshToken,
            expiresAt: tokens.expiresInS().map { Date(timeIntervalSinceNow: TimeInterval($0)) })
    }

    /// It works for two minutes more, time enough for a message to be sent.
    var isFresh: Bool {
        expiresAt.map { $0.timeIntervalSinceNow > 120 } ?? true
    }
}

extension KeptTokens: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "KeptTokens(***)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
