import Foundation
import Mailwire
import Testing

/// Nothing that holds a secret prints it: not interpolated, not for debugging, not dumped, not in an error.
@Suite struct SecretTests {
    private static let secrets = [
        "EXAMPLE-ACCESS-TOKEN", "EXAMPLE-REFRESH-TOKEN", "example-client-secret", "EXAMPLE-API-KEY",
        "EXAMPLE-SHARED-SECRET", "EXAMPLE-CODE", "EXAMPLE-VERIFIER", "example-query-key",
    ]

    /// Everything Swift can make a text of `value` with.
    private static func texts(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var mirrored = ""
        func walk(_ value: Any, _ depth: Int) {
            mirrored += "\(value) "
            for child in Mirror(reflecting: value).children where depth < 8 { walk(child.value, depth + 1) }
        }
        walk(value, 0)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped, mirrored]
    }

    /// Keeps the exchange, as a transport of an app may.
    private final class Keeper: Transport, @unchecked Sendable {
        var kept: HttpExchange?
        func perform(_ exchange: HttpExchange) async throws {
            kept = exchange
            exchange.head(status: 200, headers: [])
            let tokens = #"{"access_token":"EXAMPLE-ACCESS-TOKEN","refresh_token":"EXAMPLE-REFRESH-TOKEN"}"#
            _ = exchange.body(Data(tokens.utf8))
        }
    }

    @Test func nothingPrintsASecret() async throws {
        let account = try HubSpotAccount.bearer(token: "EXAMPLE-ACCESS-TOKEN")
        let retired = try HubSpotAccount.retiredV1QueryKey(key: "example-query-key")
        let app = try HubSpotApp(clientId: "example-client", clientSecret: "example-client-secret")
        let user = try BlueHornetAccount(apiKey: "EXAMPLE-API-KEY", sharedSecret: "EXAMPLE-SHARED-SECRET")
        let send = HubSpotSingleSend(emailId: 1, to: "jane@customer.example", version: .v1)
        let requests = [
            try account.prepareSingleSend(send: send), try retired.prepareSingleSend(send: send),
            try app.prepareRefreshToken(refreshToken: "EXAMPLE-REFRESH-TOKEN"),
            try app.prepareAuthorizationCode(
                code: "EXAMPLE-CODE", redirectUri: "https://app.example.com/", codeVerifier: "EXAMPLE-VERIFIER"),
            try user.prepareBatch(calls: [.listTemplates()]),
        ]
        let kept = KeptTokens(accessToken: "EXAMPLE-ACCESS-TOKEN", refreshToken: "EXAMPLE-REFRESH-TOKEN", expiresAt: nil)
        let keeper = Keeper()
        let store = MemoryTokenStore(kept)
        let grant = OauthGrant(app: app, store: store, transport: keeper)
        try await grant.redeem(code: "EXAMPLE-CODE", redirectUri: "https://app.example.com/")
        let token = try await grant.accessToken()
        #expect(token == "EXAMPLE-ACCESS-TOKEN")

        let echo = #"{"message":"This oauth-token (EXAMPLE-ACCESS-TOKEN) does not have proper permissions!"}"#
        let echoed = requests[0].interpret(status: 403, headers: [], body: Data(echo.utf8), isComplete: true)
        let tokens = requests[2].tokens(status: 200, body: Data(#"{"access_token":"EXAMPLE-ACCESS-TOKEN"}"#.utf8))
        let exchange = try #require(keeper.kept)
        var values: [Any] = [
            account, retired, app, user, kept, store, grant, echoed, try #require(tokens), exchange,
            HubSpot(account: account), HubSpot(grant: grant), BlueHornet(account: user), [kept], ["tokens": kept],
            SendProgress.cancelled(outcome: echoed), OauthError.refused(outcome: echoed),
        ]
        values += requests
        for request in requests { values += request.headers() as [Any] }
        for bad in [
            { _ = try HubSpotAccount.bearer(token: "EXAMPLE-ACCESS-TOKEN EXAMPLE-ACCESS-TOKEN") },
            { _ = try BlueHornetAccount(apiKey: "EXAMPLE-API-KEY\n", sharedSecret: "EXAMPLE-SHARED-SECRET") },
            { _ = try app.prepareRefreshToken(refreshToken: "EXAMPLE-REFRESH-TOKEN\u{0}") },
        ] as [() throws -> Void] {
            do {
                try bad()
                Issue.record("a value that cannot be sent is taken")
            } catch {
                values += [error, error.localizedDescription]
            }
        }
        for value in values {
            for text in Self.texts(value) {
                for secret in Self.secrets where text.contains(secret) {
                    Issue.record("\(type(of: value)) prints \(secret.prefix(10))...")
                }
            }
        }
        // Without this the test would pass for texts that are empty.
        #expect(requests.allSatisfy { "\($0)".contains("https://") })
        #expect("\(kept)" == "KeptTokens(***)")
    }
}
