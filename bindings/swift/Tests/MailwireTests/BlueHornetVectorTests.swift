import Foundation
import Mailwire
import Testing

/// BlueHornet's vectors through the interface that apps have: calls, batches, rows, the whitelist.
@Suite struct BlueHornetVectorTests {
    @Test("Each reply has the outcome, the calls and the rows of the document")
    func replies() throws {
        // Arguments enough for every method: which are required is another test's business.
        let arguments = [
            "email", "template_id", "file", "group_id", "group_name", "reply_email", "data_url", "category_id", "id",
            "name", "category_name", "groupname", "subject", "from_description", "from_email", "template_data",
            "im_schedule", "contact_id", "mes_cont_id",
        ].map { Argument(name: $0, value: "1") }
        let entries = try Vectors.entries("bluehornet", "replies.json", "replies")
        #expect(entries.count > 350)
        for entry in entries {
            let file = try #require(entry["file"].string)
            let name = "\(file) to \(entry["method"].written)"
            let account = try BlueHornetAccount(
                apiKey: "EXAMPLE-API-KEY", sharedSecret: "EXAMPLE-SHARED-SECRET",
                responseType: entry["response_type"].string == "php" ? .php : .xml, noHalt: entry["no_halt"].isTrue)
            let calls = try entry["method"].list.compactMap(\.string).map {
                try BlueHornetCall.custom(method: $0, arguments: arguments)
            }
            let outcome = try account.prepareBatch(calls: calls).interpret(
                status: Int32(try #require(entry["status"].int)), headers: [],
                body: try Vectors.bytes("bluehornet", file), isComplete: true)
            let expect = entry["expect"]
            #expect("\(outcome.kind)" == expect["outcome"].string, "\(name)")
            #expect("\(outcome.reason)" == expect["reason"].string, "\(name)")
            #expect(Int64(outcome.httpStatus) == expect["http_status"].int, "\(name)")
            #expect(Vectors.same(outcome.providerCode, expect["provider_code"].string), "\(name)")
            #expect(outcome.diagnosis.map { "\($0)" } ?? "" == expect["diagnosis"].string, "\(name)")
            #expect(sameText(outcome.text, expect["text"], 96), "\(name)")
            if expect["pass_through"].isTrue {
                // What was refused is an answer, not a file.
                let wanted = outcome.kind == .accepted ? try Vectors.bytes("bluehornet", file) : nil
                #expect(outcome.file == wanted, "\(name)")
                continue // a file is its own answer
            }
            #expect(outcome.calls.count == calls.count, "\(name)")
            for (call, wanted) in zip(outcome.calls, expect["calls"].list) {
                #expect(Int64(call.number) == wanted["number"].int, "\(name)")
                #expect("\(call.kind)" == wanted["outcome"].string && "\(call.reason)" == wanted["reason"].string, "\(name)")
                guard call.isAnswered else { continue }
                #expect(Vectors.same(call.code, wanted["code"].string), "\(name)")
                #expect(sameText(call.text, wanted["text"], 96), "\(name)")
                #expect(sameText(call.detail, wanted["detail"], 40), "\(name)")
            }
            if case let .list(rows) = expect["rows"] {
                let got = outcome.rows.map { row in
                    let value = row.value.trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\n"))
                    return Json.list([.number("\(row.item)"), .text(row.path), .text(value)]).written
                }
                #expect(got == rows.map(\.written), "\(name)")
            }
        }
    }

    private func sameText(_ got: String?, _ wanted: Json, _ size: Int) -> Bool {
        let blanks = CharacterSet(charactersIn: " ")
        func room(_ text: String) -> String { Vectors.cut(text, size).trimmingCharacters(in: blanks) }
        return Vectors.same(room(got ?? ""), room(wanted.string ?? ""))
    }

    @Test("Each broken reply has its fault, and claims nothing")
    func broken() throws {
        let entries = try Vectors.entries("bluehornet", "replies.json", "broken")
        #expect(entries.count > 150)
        for entry in entries {
            let file = try #require(entry["file"].string)
            let account = try BlueHornetAccount(
                apiKey: "EXAMPLE-API-KEY", sharedSecret: "EXAMPLE-SHARED-SECRET",
                responseType: entry["response_type"].string == "php" ? .php : .xml)
            let request = try account.prepareBatch(calls: [
                .custom(
                    method: "transactional.sendTransaction",
                    arguments: [Argument(name: "email", value: "1"), Argument(name: "template_id", value: 1)])
            ])
            let outcome = request.interpret(
                status: 200, headers: [], body: try Vectors.bytes("bluehornet", file), isComplete: true)
            #expect(outcome.kind == .unknown, "\(file)")
            #expect(outcome.fault.map { "\($0.fault)" } == entry["fault"].string, "\(file)")
        }
    }

    @Test("Each canonical request is written byte for byte")
    func requests() throws {
        var written = 0
        for entry in try Vectors.entries("bluehornet", "requests.json", "requests") where entry["bytes_equal"].isTrue {
            let file = try #require(entry["file"].string)
            let authentication = entry["authentication"]
            let account = try BlueHornetAccount(
                apiKey: try #require(authentication["api_key"].string),
                sharedSecret: try #require(authentication["shared_secret"].string),
                responseType: authentication["response_type"].string == "php" ? .php : .xml, carriage: .raw,
                noHalt: authentication["no_halt"].isTrue)
            let calls = try entry["calls"].list.map { call in
                try BlueHornetCall.custom(
                    method: try #require(call["method"].string), arguments: try call["arguments"].list.map(argument))
            }
            #expect(try account.prepareBatch(calls: calls).body() == Vectors.bytes("bluehornet", file), "\(file)")
            written += 1
        }
        #expect(written > 20)
    }

    private func argument(_ pair: Json) throws -> Argument {
        Argument(name: try #require(pair[0].string), value: try value(pair[1]))
    }

    private func value(_ json: Json) throws -> ArgumentValue {
        switch json {
        case let .text(text): return "\(text)"
        case let .number(text): return .number(number: try #require(Int64(text)))
        case let .boolean(boolean): return .boolean(boolean: boolean)
        case let .list(members): return .nested(arguments: try members.map(argument))
        case .object:
            return .listOf(values: try json["list"].list.map(value), itemName: json["child"].string ?? "item")
        case .null: throw Json.Malformed(at: 0)
        }
    }

    @Test("The table of methods, and what lacks a required argument says so")
    func methods() throws {
        let account = try BlueHornetAccount(apiKey: "k", sharedSecret: "s")
        let methods = blueHornetMethods()
        let rows = try Vectors.entries("bluehornet", "methods.json", "methods")
        #expect(methods.map(\.name).sorted() == rows.compactMap { $0["name"].string }.sorted())
        for method in methods {
            let row = try #require(rows.first { $0["name"].string == method.name })
            #expect(method.isAlone == row["alone"].isTrue, "\(method.name)")
            #expect(method.isXmlOnly == row["xml_only"].isTrue, "\(method.name)")
            guard let missing = method.required.first else { continue }
            let error = MailwireError.Config(
                field: .argumentName, item: 0, problem: .missingArgument(argument: missing))
            #expect(throws: error) { try account.prepareBatch(calls: [BlueHornetCall(method: method.name)]) }
        }
    }

    @Test("Each whitelist, what it covers, and where another is none")
    func whitelists() throws {
        for entry in try Vectors.entries("bluehornet", "whitelist.json", "good") {
            let list = try Whitelist(text: try #require(entry["text"].string))
            #expect(list.entries().count == entry["entries"].list.count, "\(entry.written)")
            for pair in entry["covers"].list {
                #expect(try list.covers(address: try #require(pair[0].string)) == pair[1].isTrue, "\(entry.written)")
            }
        }
        for entry in try Vectors.entries("bluehornet", "whitelist.json", "bad") {
            do {
                _ = try Whitelist(text: try #require(entry["text"].string))
                Issue.record("\(entry.written) is taken")
            } catch let MailwireError.Whitelist(fault, offset) {
                #expect("\(fault)" == entry["fault"].string && offset == entry["offset"].int, "\(entry.written)")
            }
        }
    }
}
