import Foundation
import Mailwire
import Testing

/// Tokens: refreshed when it is time, once for all who wait, kept in the store.
@Suite struct OauthTests {
    private let app = try! HubSpotApp(clientId: "example-client", clientSecret: "example-client-secret")
    private let send = HubSpotSingleSend(emailId: 1, to: "jane@customer.example", sendId: "boiler-7-0042")
    private let old = KeptTokens(accessToken: "old", refreshToken: "refresh", expiresAt: Date(timeIntervalSinceNow: 60))
    private let fresh = KeptTokens(
        accessToken: "fresh", refreshToken: "refresh", expiresAt: Date(timeIntervalSinceNow: 900))

    private func issued(_ token: String) -> ScriptedTransport.Step {
        .reply(200, #"{"access_token":"\#(token)","refresh_token":"refresh-2","expires_in":1800}"#)
    }

    private func grant(_ tokens: KeptTokens?, _ transport: ScriptedTransport) -> (OauthGrant, MemoryTokenStore) {
        let store = MemoryTokenStore(tokens)
        return (OauthGrant(app: app, store: store, schedule: quick, transport: transport), store)
    }

    @Test("Fifty sends at once refresh once")
    func singleFlight() async throws {
        let tokens = ScriptedTransport([issued("new"), issued("never")], pause: .milliseconds(50))
        let mails = ScriptedTransport(Array(repeating: .reply(200, pending), count: 50))
        let (grant, store) = grant(old, tokens)
        let service = HubSpot(grant: grant, schedule: quick, transport: mails)
        try await withThrowingTaskGroup(of: SendOutcome.self) { group in
            for _ in 0..<50 { group.addTask { try await service.send(send) } }
            for try await outcome in group { #expect(outcome.kind == .accepted) }
        }
        #expect(tokens.sent.count == 1)
        #expect(tokens.sent[0].body.contains("grant_type=refresh_token") && tokens.sent[0].authorization == nil)
        #expect(mails.sent.count == 50 && mails.sent.allSatisfy { $0.authorization == "Bearer new" })
        let kept = try #require(await store.load())
        #expect(kept.accessToken == "new" && kept.refreshToken == "refresh-2")
        #expect(try #require(kept.expiresAt).timeIntervalSinceNow > 1700)
    }

    @Test("A token that works for two minutes more is used as it is")
    func isFresh() async throws {
        let (grant, _) = grant(fresh, ScriptedTransport([]))
        #expect(try await grant.accessToken() == "fresh")
    }

    @Test("A token that the service says has expired is refreshed, and the message sent again in the same attempt")
    func expired() async throws {
        let tokens = ScriptedTransport([issued("new")])
        let mails = ScriptedTransport([.reply(401, expiredToken), .reply(200, pending)])
        let reports = Reports()
        let service = HubSpot(grant: grant(fresh, tokens).0, schedule: quick, transport: mails)
        #expect(try await service.send(send, onProgress: reports.note).kind == .accepted)
        #expect(mails.sent.map(\.authorization) == ["Bearer fresh", "Bearer new"])
        #expect(reports.all == ["attempt 1"])
    }

    @Test("It is refreshed once; a second refusal is the outcome")
    func expiredTwice() async throws {
        let tokens = ScriptedTransport([issued("new"), issued("never")])
        let mails = ScriptedTransport([.reply(401, expiredToken), .reply(401, expiredToken)])
        let service = HubSpot(grant: grant(fresh, tokens).0, schedule: quick, transport: mails)
        #expect(try await service.send(send).diagnosis == .tokenExpired)
        #expect(tokens.sent.count == 1 && mails.sent.count == 2)
    }

    @Test("A 401 alone is no reason to refresh")
    func refused() async throws {
        let tokens = ScriptedTransport([])
        let mails = ScriptedTransport([.reply(401, #"{"category":"INVALID_AUTHENTICATION"}"#)])
        let service = HubSpot(grant: grant(fresh, tokens).0, schedule: quick, transport: mails)
        #expect(try await service.send(send).reason == .unauthorized)
        #expect(tokens.sent.isEmpty)
    }

    @Test("Where no token is issued the message surely was not sent")
    func notIssued() async throws {
        let bad = #"{"error":"invalid_grant","status":"BAD_REFRESH_TOKEN","message":"revoked"}"#
        for (step, words) in [
            (ScriptedTransport.Step.reply(400, bad), "rejected oauth-refresh-token"),
            (.reply(429, "{}"), "deferred rate-limit"),
            (.lost(isSent: true), "deferred "), (.lost(isSent: false), "deferred "),
        ] {
            let (mails, tokens) = (ScriptedTransport([]), ScriptedTransport(Array(repeating: step, count: 3)))
            let service = HubSpot(grant: grant(old, tokens).0, schedule: quick, transport: mails)
            let outcome = try await service.send(send)
            #expect("\(outcome.kind) \(outcome.diagnosis.map { "\($0)" } ?? "")" == words)
            #expect(mails.sent.isEmpty)
        }
    }

    @Test("Without tokens nothing is sent, and nothing asked; but a bad value is told first")
    func noTokens() async throws {
        let transport = ScriptedTransport([])
        let service = HubSpot(grant: grant(nil, transport).0, schedule: quick, transport: transport)
        await #expect(throws: OauthError.noTokens) { try await service.send(send) }
        await #expect(throws: MailwireError.Config(field: .to, item: 0, problem: .empty)) {
            try await service.send(HubSpotSingleSend(emailId: 1, to: ""))
        }
        #expect(transport.sent.isEmpty)
    }

    @Test("Who is cancelled stops waiting at once; the refresh goes on for the others")
    func cancelledWhileWaiting() async throws {
        let reports = Reports()
        let tokens = ScriptedTransport([issued("new")], pause: .seconds(2))
        let mails = ScriptedTransport([.reply(200, pending)])
        let service = HubSpot(grant: grant(old, tokens).0, schedule: quick, transport: mails)
        let patient = Task { try await service.send(send) }
        let hasty = Task { try await service.send(send, onProgress: reports.note) }
        try await until { tokens.sent.count == 1 }
        hasty.cancel()
        let began = ContinuousClock.now
        await #expect(throws: CancellationError.self) { try await hasty.value }
        #expect(ContinuousClock.now - began < .seconds(1))
        #expect(reports.all == ["cancelled: deferred not-sent"])
        #expect(try await patient.value.kind == .accepted)
        #expect(tokens.sent.count == 1)
    }

    @Test("A code is redeemed once, and the tokens are in the store")
    func redeem() async throws {
        let transport = ScriptedTransport([issued("first")])
        let (grant, store) = grant(nil, transport)
        try await grant.redeem(code: "EXAMPLE-CODE", redirectUri: "https://app.example.com/callback")
        #expect(await store.load()?.accessToken == "first")
        #expect(try await grant.accessToken() == "first")
        #expect(transport.sent.count == 1)

        let lost = ScriptedTransport([.lost(isSent: true), issued("never")])
        let again = self.grant(nil, lost).0
        do {
            try await again.redeem(code: "EXAMPLE-CODE", redirectUri: "https://app.example.com/callback")
            Issue.record("tokens out of nothing")
        } catch let OauthError.refused(outcome) {
            #expect(outcome.kind == .unknown)
        }
        #expect(lost.sent.count == 1)
    }

    @Test("What the store throws is thrown, and nothing was sent")
    func storeFails() async throws {
        struct Locked: Error {}
        struct LockedStore: TokenStore {
            func load() async throws -> KeptTokens? { throw Locked() }
            func save(_: KeptTokens) async throws { throw Locked() }
        }
        let transport = ScriptedTransport([])
        let grant = OauthGrant(app: app, store: LockedStore(), schedule: quick, transport: transport)
        await #expect(throws: Locked.self) {
            try await HubSpot(grant: grant, schedule: quick, transport: transport).send(send)
        }
        #expect(transport.sent.isEmpty)
    }
}
