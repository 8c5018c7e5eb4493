import Foundation

/// A JSON document as it stands: members in their order, numbers in their spelling. Foundation keeps neither, and the
/// vectors are compared byte for byte.
indirect enum Json: Equatable {
    case null
    case boolean(Bool)
    case number(String)
    case text(String)
    case list([Json])
    case object([Member])

    struct Member: Equatable {
        var name: String
        var value: Json
    }

    subscript(name: String) -> Json {
        guard case let .object(members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    subscript(index: Int) -> Json { list[index] }

    var list: [Json] {
        if case let .list(items) = self { return items }
        return []
    }

    var string: String? {
        if case let .text(text) = self { return text }
        return nil
    }

    var int: Int64? {
        if case let .number(text) = self { return Int64(text) }
        return nil
    }

    var isTrue: Bool { self == .boolean(true) }

    /// As JSON without blanks.
    var written: String {
        switch self {
        case .null: return "null"
        case let .boolean(boolean): return "\(boolean)"
        case let .number(text): return text
        case let .text(text): return Json.quoted(text)
        case let .list(items): return "[" + items.map(\.written).joined(separator: ",") + "]"
        case let .object(members):
            return "{" + members.map { Json.quoted($0.name) + ":" + $0.value.written }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case _ where scalar.value < 0x20: out += String(format: "\\u%04x", scalar.value)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    init(_ data: Data) throws {
        var reader = Reader(bytes: Array(data))
        self = try reader.value()
        reader.blanks()
        guard reader.at == reader.bytes.count else { throw Malformed(at: reader.at) }
    }

    struct Malformed: Error { var at: Int }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        var next: UInt8? { at < bytes.count ? bytes[at] : nil }

        mutating func blanks() {
            while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { at += 1 }
        }

        mutating func take(_ byte: Unicode.Scalar) -> Bool {
            blanks()
            guard next == UInt8(ascii: byte) else { return false }
            at += 1
            return true
        }

        mutating func take(word: String, as value: Json) throws -> Json {
            guard bytes[at...].starts(with: word.utf8) else { throw Malformed(at: at) }
            at += word.utf8.count
            return value
        }

        mutating func value() throws -> Json {
            blanks()
            switch next {
            case UInt8(ascii: "{"):
                at += 1
                var members: [Member] = []
                if take("}") { return .object([]) }
                repeat {
                    blanks()
                    let name = try text()
                    guard take(":") else { throw Malformed(at: at) }
                    members.append(Member(name: name, value: try value()))
                } while take(",")
                guard take("}") else { throw Malformed(at: at) }
                return .object(members)
            case UInt8(ascii: "["):
                at += 1
                var items: [Json] = []
                if take("]") { return .list([]) }
                repeat { items.append(try value()) } while take(",")
                guard take("]") else { throw Malformed(at: at) }
                return .list(items)
            case UInt8(ascii: "\""): return .text(try text())
            case UInt8(ascii: "t"): return try take(word: "true", as: .boolean(true))
            case UInt8(ascii: "f"): return try take(word: "false", as: .boolean(false))
            case UInt8(ascii: "n"): return try take(word: "null", as: .null)
            default:
                let start = at
                while let byte = next, "+-.0123456789eE".utf8.contains(byte) { at += 1 }
                guard at > start else { throw Malformed(at: at) }
                return .number(String(decoding: bytes[start..<at], as: UTF8.self))
            }
        }

        /// Foundation knows the escapes.
        mutating func text() throws -> String {
            let start = at
            guard next == UInt8(ascii: "\"") else { throw Malformed(at: at) }
            repeat {
                at += next == UInt8(ascii: "\\") ? 2 : 1
            } while next != nil && next != UInt8(ascii: "\"")
            at += 1
            guard at <= bytes.count else { throw Malformed(at: at) }
            let literal = Data(bytes[start..<at])
            guard let text = try JSONSerialization.jsonObject(with: literal, options: .fragmentsAllowed) as? String
            else { throw Malformed(at: start) }
            return text
        }
    }
}
