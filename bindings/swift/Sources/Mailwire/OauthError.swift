import MailwireGenerated

/// There is no access token to be had.
public enum OauthError: Error, Sendable, Equatable {
    /// No tokens are kept, or none that can be refreshed: the user has to authorize the app, see
    /// ``OauthGrant/redeem(code:redirectUri:codeVerifier:)``.
    case noTokens
    /// The service gave none. The outcome is that of the request for it.
    case refused(outcome: SendOutcome)
}
