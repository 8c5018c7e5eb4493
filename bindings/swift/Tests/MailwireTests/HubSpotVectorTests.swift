import Foundation
import Mailwire
import Testing

/// HubSpot's vectors through the interface that apps have: what is written, and what is read.
@Suite struct HubSpotVectorTests {
    private let account = try! HubSpotAccount.bearer(token: "EXAMPLE-ACCESS-TOKEN")
    private let app = try! HubSpotApp(clientId: "example-client", clientSecret: "example-client-secret")

    /// The operation that meets the reply, by its name in the document.
    private func request(_ operation: String?) throws -> HttpRequest {
        switch operation {
        case "single-send": return try account.prepareSingleSend(send: HubSpotSingleSend(emailId: 1, to: "a@b.example"))
        case "send-status": return try account.prepareSendStatus(statusId: "s-1")
        case "oauth": return try app.prepareRefreshToken(refreshToken: "EXAMPLE-REFRESH-TOKEN")
        default: throw Json.Malformed(at: 0)
        }
    }

    @Test("Each reply has the outcome of the document")
    func replies() throws {
        var read = 0
        for entry in try Vectors.entries("hubspot", "replies.json", "replies") {
            let file = try #require(entry["file"].string)
            let bytes = try Vectors.bytes("hubspot", file)
            let request = try request(entry["operation"].string)
            let outcome: SendOutcome
            if let status = entry["status"].int {
                outcome = request.interpret(status: Int32(status), headers: [], body: bytes, isComplete: true)
            } else {
                let whole = try #require(WholeResponse(bytes), "\(file)")
                outcome = request.interpret(
                    status: whole.status, headers: whole.headers, body: whole.body, isComplete: whole.isComplete)
            }
            let expect = entry["expect"]
            #expect("\(outcome.kind)" == expect["outcome"].string, "\(file)")
            #expect("\(outcome.reason)" == expect["reason"].string, "\(file)")
            #expect(Int64(outcome.httpStatus) == expect["http_status"].int, "\(file)")
            #expect(outcome.diagnosis.map { "\($0)" } ?? "" == expect["diagnosis"].string, "\(file)")
            for (text, name, size) in [
                (outcome.providerCode, "provider_code", 40), (outcome.text, "text", 128),
                (outcome.correlationId, "correlation_id", 36), (outcome.statusId, "status_id", 64),
                (outcome.eventId, "event_id", 36),
            ] {
                let wanted = Vectors.cut(expect[name].string ?? "", size)
                #expect(Vectors.same(text, wanted), "\(file): \(name) is \(text ?? "nothing"), not \(wanted)")
            }
            var seconds: Int64?
            if case let .seconds(asked) = outcome.retryAfter { seconds = asked }
            #expect(seconds == expect["retry_after_s"].int, "\(file)")
            read += 1
        }
        #expect(read > 350)
    }

    @Test("Each canonical request is written byte for byte")
    func requests() throws {
        var written = 0
        for entry in try Vectors.entries("hubspot", "requests.json", "requests") where entry["bytes_equal"].isTrue {
            let (file, fields) = (try #require(entry["file"].string), entry["fields"])
            // An id above 2^63 is no number of Swift's.
            guard let emailId = fields["email_id"].int else { continue }
            let version = HubSpotVersion.allCases.first { "\($0)" == entry["version"].string }
            let send = HubSpotSingleSend(
                emailId: emailId, to: try #require(fields["to"].string),
                sendId: fields["send_id"].string, custom: properties(fields["custom"]),
                contact: properties(fields["contact"]), from: fields["from"].string,
                replyTo: fields["reply_to"].list.compactMap(\.string), cc: fields["cc"].list.compactMap(\.string),
                bcc: fields["bcc"].list.compactMap(\.string), version: try #require(version, "\(file)"))
            let body = try account.prepareSingleSend(send: send).body()
            #expect(try body == Vectors.bytes("hubspot", file), "\(file)")
            written += 1
        }
        #expect(written > 15)
    }

    private func properties(_ pairs: Json) -> Properties {
        .items(items: pairs.list.map { pair in
            let value: PropertyValue
            switch pair[1] {
            case let .text(text): value = "\(text)"
            case let .boolean(boolean): value = .boolean(boolean: boolean)
            case .null: value = nil
            case let .number(text) where Int64(text) != nil: value = .integer(number: Int64(text)!)
            case let other: value = .json(json: other.written)
            }
            return Property(name: pair[0].string ?? "", value: value)
        })
    }

    @Test("Method, address and header fields are those of the whole messages")
    func heads() throws {
        var send = HubSpotSingleSend(emailId: 4126643121, to: "jdoe@hubspot.com", sendId: "6", version: .v3)
        let bearer = try account.prepareSingleSend(send: send)
        #expect("\(bearer.method())" == "POST")
        #expect(bearer.url() == "https://api.hubapi.com/marketing/v3/transactional/single-email/send")
        #expect(bearer.headers().map { "\($0.name()): \($0.value())" } == [
            "Authorization: Bearer EXAMPLE-ACCESS-TOKEN", "Content-Type: application/json", "Accept: application/json",
            "User-Agent: mailwire/\(mailwireVersion())",
        ])
        (send.sendId, send.version) = (nil, .v1)
        let key = try HubSpotAccount.retiredV1QueryKey(key: "demo").prepareSingleSend(send: send)
        #expect(key.url() == "https://api.hubapi.com/email/public/v1/singleEmail/send?hapikey=demo")
        #expect(!key.headers().map { $0.name() }.contains("Authorization"))
        let status = try account.prepareSendStatus(statusId: "STATUSID")
        #expect("\(status.method())" == "GET")
        #expect(status.url() == "https://api.hubapi.com/marketing/v3/email/send-statuses/STATUSID")
        #expect(status.body() == nil)
    }

    @Test("OAuth requests are the forms of the document, and tokens come out of their replies alone")
    func oauth() throws {
        let (id, secret) = ("00000000-0000-4000-8000-000000000000", "11111111-1111-4111-8111-111111111111")
        let app = try HubSpotApp(clientId: id, clientSecret: secret)
        let refresh = try app.prepareRefreshToken(refreshToken: "na1-EXAMPLE-REFRESH")
        #expect(try refresh.body() == Vectors.bytes("hubspot", "req-oauth-refresh.form"))
        let reply = Data(#"{"access_token":"a-1","refresh_token":"r-1","expires_in":1800}"#.utf8)
        let tokens = try #require(refresh.tokens(status: 200, body: reply))
        #expect([tokens.accessToken(), tokens.refreshToken(), "\(tokens.expiresInS() ?? 0)"] == ["a-1", "r-1", "1800"])
        #expect(refresh.tokens(status: 400, body: reply) == nil)
        #expect(try account.prepareSendStatus(statusId: "s").tokens(status: 200, body: reply) == nil)
    }

    @Test("What is known of the results of a send")
    func results() throws {
        let rows = try Vectors.entries("hubspot", "sendresults.json", "results")
        #expect(rows.count == 51)
        for row in rows {
            let known = try #require(hubSpotSendResult(value: row["value"].string ?? ""), "\(row.written)")
            #expect("\(known.class)" == row["class"].string, "\(known.value)")
            #expect(known.isDocumented == row["documented"].isTrue, "\(known.value)")
            #expect(!known.meaning.isEmpty)
        }
        #expect(hubSpotSendResult(value: "SENT_BY_PIGEON") == nil)
    }
}
