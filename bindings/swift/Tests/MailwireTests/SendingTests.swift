import Foundation
import Mailwire
import Testing

/// What is repeated and what is not, what that means for the message, and how it ends early.
@Suite struct SendingTests {
    private let account = try! HubSpotAccount.bearer(token: "EXAMPLE-ACCESS-TOKEN")
    private let keyed = HubSpotSingleSend(emailId: 1, to: "jane@customer.example", sendId: "boiler-7-0042")
    private let unkeyed = HubSpotSingleSend(emailId: 1, to: "jane@customer.example")

    private func hubSpot(_ transport: any Transport, timeout: Duration = .seconds(10)) -> HubSpot {
        HubSpot(account: account, schedule: quick, timeout: timeout, transport: transport)
    }

    @Test(
        "An answer decides: one attempt",
        arguments: [(200, pending, "accepted pending"), (404, "", "rejected not-found")])
    func decided(status: Int, body: String, words: String) async throws {
        let transport = ScriptedTransport([.reply(status, body)])
        let outcome = try await hubSpot(transport).send(keyed)
        #expect("\(outcome.kind) \(outcome.reason)" == words)
        #expect(transport.sent.count == 1)
        #expect(transport.sent[0].authorization == "Bearer EXAMPLE-ACCESS-TOKEN")
    }

    @Test("Deferred is repeated, with the same bytes, until the schedule ends")
    func deferred() async throws {
        let reports = Reports()
        let transport = ScriptedTransport([.reply(429, "{}"), .lost(isSent: false), .reply(423, "{}")])
        let outcome = try await hubSpot(transport).send(unkeyed, onProgress: reports.note)
        #expect(outcome.kind == .deferred && outcome.reason == .locked)
        #expect(transport.sent.count == 3 && transport.sent[0] == transport.sent[2])
        #expect(reports.all == [
            "attempt 1", "waiting after rate-limited", "attempt 2", "lost", "waiting after not-sent", "attempt 3",
        ])
    }

    @Test("Retry-After is waited for, unless it is longer than the schedule allows")
    func retryAfter() async throws {
        let soon = ScriptedTransport([.reply(429, "{}", ["Retry-After": "1"]), .reply(200, pending)])
        let began = ContinuousClock.now
        #expect(try await hubSpot(soon).send(unkeyed).kind == .accepted)
        #expect(ContinuousClock.now - began >= .seconds(1))
        let late = ScriptedTransport([.reply(429, "{}", ["retry-after": "3"])])
        let outcome = try await hubSpot(late).send(unkeyed)
        #expect(outcome.retryAfter == .seconds(seconds: 3) && late.sent.count == 1)
    }

    @Test("What may have been sent is repeated only under a sendId", arguments: [true, false])
    func unknown(isKeyed: Bool) async throws {
        let transport = ScriptedTransport([.lost(isSent: true), .reply(200, pending)])
        let outcome = try await hubSpot(transport).send(isKeyed ? keyed : unkeyed)
        #expect(outcome.kind == (isKeyed ? .accepted : .unknown))
        #expect(transport.sent.count == (isKeyed ? 2 : 1))
    }

    @Test("BlueHornet knows no repeat: what may have been processed is never posted again")
    func blueHornet() async throws {
        let user = try BlueHornetAccount(apiKey: "EXAMPLE-API-KEY", sharedSecret: "EXAMPLE-SHARED-SECRET")
        let call = try BlueHornetCall.sendTransaction(email: "jane@customer.example", templateId: 7)
        for step in [ScriptedTransport.Step.lost(isSent: true), .cut(200, "<methodResponse>"), .reply(503, "")] {
            let transport = ScriptedTransport([step, .reply(200, "")])
            let outcome = try await BlueHornet(account: user, schedule: quick, transport: transport).send([call])
            #expect(outcome.kind == .unknown && transport.sent.count == 1)
        }
        let transport = ScriptedTransport([.lost(isSent: false), .reply(429, ""), .lost(isSent: true)])
        #expect(try await BlueHornet(account: user, schedule: quick, transport: transport).send([call]).kind == .unknown)
        #expect(transport.sent.count == 3)
    }

    @Test("A refusal of a repeat says nothing about an earlier attempt that may have sent it")
    func unknownStays() async throws {
        let transport = ScriptedTransport([.reply(503, ""), .reply(404, "")])
        let outcome = try await hubSpot(transport).send(keyed)
        #expect(outcome.kind == .unknown && outcome.reason == .serverError && transport.sent.count == 2)
    }

    @Test("A reply that is cut is incomplete, but a status that decides has decided")
    func cut() async throws {
        #expect(try await hubSpot(ScriptedTransport([.cut(200, pending)])).send(unkeyed).reason == .incompleteReply)
        #expect(try await hubSpot(ScriptedTransport([.cut(401, "{")])).send(unkeyed).reason == .unauthorized)
    }

    @Test("A reply longer than is kept is incomplete")
    func tooLong() async throws {
        let user = try BlueHornetAccount(apiKey: "EXAMPLE-API-KEY", sharedSecret: "EXAMPLE-SHARED-SECRET")
        let transport = ScriptedTransport([.reply(200, String(repeating: " ", count: 11))])
        let short = BlueHornet(account: user, schedule: quick, maxReplyBytes: 10, transport: transport)
        let outcome = try await short.send([.listTemplates()])
        #expect(outcome.reason == .incompleteReply)
    }

    @Test("An attempt that takes too long is over, and may have been sent")
    func timeout() async throws {
        let transport = ScriptedTransport([.silence])
        let outcome = try await hubSpot(transport, timeout: .milliseconds(50)).send(unkeyed)
        #expect(outcome.kind == .unknown && outcome.reason == .noReply)
    }

    @Test("Cancelled while an answer is awaited: may have been sent")
    func cancelledAfter() async throws {
        let reports = Reports()
        let transport = ScriptedTransport([.silence])
        let task = Task { try await hubSpot(transport).send(keyed, onProgress: reports.note) }
        try await until { transport.sentWholly == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(reports.all == ["attempt 1", "cancelled: unknown no-reply"])
    }

    @Test("Cancelled before it went: surely not sent")
    func cancelledBefore() async throws {
        let reports = Reports()
        let transport = ScriptedTransport([.reply(200, pending)], pause: .seconds(3600))
        let task = Task { try await hubSpot(transport).send(keyed, onProgress: reports.note) }
        try await until { transport.sent.count == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(reports.all == ["attempt 1", "cancelled: deferred not-sent"])
    }

    @Test("Cancelled between attempts: what the attempts before mean")
    func cancelledBetween() async throws {
        let reports = Reports()
        let transport = ScriptedTransport([.lost(isSent: true), .reply(429, "{}", ["Retry-After": "2"])])
        let task = Task { try await hubSpot(transport).send(keyed, onProgress: reports.note) }
        try await until { reports.all.last == "waiting after rate-limited" }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(reports.all.suffix(2) == ["waiting after rate-limited", "cancelled: unknown no-reply"])
    }

    @Test("A send is followed until its result is known; a lost question changes nothing")
    func follow() async throws {
        let reports = Reports()
        let transport = ScriptedTransport([
            .reply(200, pending), .lost(isSent: true), .reply(200, pending), .reply(200, sentStatus),
        ])
        let service = hubSpot(transport)
        let outcome = try await service.follow(service.send(keyed), onProgress: reports.note)
        #expect(outcome.reason == .sent && outcome.statusId == "s-1")
        #expect(transport.sent.last?.url.hasSuffix("/marketing/v3/email/send-statuses/s-1") == true)
        #expect(reports.all.filter { !$0.hasPrefix("waiting") } == [
            "attempt 1", "unanswered: no-reply", "attempt 2", "attempt 3",
        ])
        let rejected = try await hubSpot(ScriptedTransport([.reply(404, "")])).send(keyed)
        #expect(try await service.follow(rejected) == rejected)
    }

    @Test("A question for a status is repeated where it is lost")
    func status() async throws {
        let transport = ScriptedTransport([.lost(isSent: true), .reply(200, sentStatus)])
        #expect(try await hubSpot(transport).status("s-1").reason == .sent)
    }

    @Test("Values that cannot be sent are named, and nothing has left")
    func badValues() async throws {
        let transport = ScriptedTransport([])
        let service = hubSpot(transport)
        func config(_ field: Field, _ problem: Problem, item: Int32 = 0) -> MailwireError {
            .Config(field: field, item: item, problem: problem)
        }
        for (bad, error) in [
            (HubSpotSingleSend(emailId: 0, to: "a@b.example"), config(.emailId, .outOfRange)),
            (HubSpotSingleSend(emailId: 1, to: ""), config(.to, .empty)),
            (HubSpotSingleSend(emailId: 1, to: "nobody"), config(.to, .notAnAddress)),
            (HubSpotSingleSend(emailId: 1, to: "a@b.example\r\nBcc: c@d.example"), config(.to, .forbidden(offset: 11))),
            (HubSpotSingleSend(emailId: 1, to: "a@b.example", sendId: "a b"), config(.sendId, .forbidden(offset: 1))),
            (
                HubSpotSingleSend(emailId: 1, to: "a@b.example", cc: ["x@y.example", "z"]),
                config(.cc, .notAnAddress, item: 1)
            ),
            (
                HubSpotSingleSend(emailId: 1, to: "a@b.example", contact: ["age": 7]),
                config(.contactPropertyValue, .notText)
            ),
            (
                HubSpotSingleSend(emailId: 1, to: "a@b.example", custom: ["a": 1, "a": 2]),
                config(.customPropertyName, .duplicate, item: 1)
            ),
        ] {
            await #expect(throws: error, "\(error)") { try await service.send(bad) }
        }
        await #expect(throws: config(.statusId, .empty)) { try await service.status("") }
        #expect(throws: config(.token, .empty)) { try HubSpotAccount.bearer(token: " ") }
        #expect(throws: config(.host, .notAHost)) {
            try HubSpotAccount.bearer(token: "EXAMPLE-ACCESS-TOKEN", host: "http://api.hubapi.com")
        }
        #expect(transport.sent.isEmpty)
        #expect(config(.to, .notAnAddress).localizedDescription == "to: not an email address")
    }
}
