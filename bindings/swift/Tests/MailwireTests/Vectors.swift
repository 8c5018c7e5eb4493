import Foundation
import Mailwire

/// The files in tests/vectors, which tests in every language replay.
enum Vectors {
    private static let folder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../tests/vectors").standardized

    static func bytes(_ provider: String, _ file: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent("\(provider)/\(file)"))
    }

    /// The entries of a list of a document.
    static func entries(_ provider: String, _ document: String, _ list: String) throws -> [Json] {
        try Json(bytes(provider, document))[list].list
    }

    /// As much of a text as an outcome has room for: whole characters.
    static func cut(_ text: String, _ size: Int) -> String {
        var (cut, length) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            if length > size { break }
            cut.append(scalar)
        }
        return String(cut)
    }

    /// Byte for byte: for Swift two texts are equal that only look the same.
    static func same(_ one: String?, _ other: String?) -> Bool {
        Array((one ?? "").utf8) == Array((other ?? "").utf8)
    }
}

/// A whole response as a file, taken apart as an HTTP stack does it.
struct WholeResponse {
    var status: Int32 = 0
    var headers: [ReplyHeader] = []
    var body = Data()
    var isComplete = true

    init?(_ http: Data) {
        var rest = http
        repeat {
            guard let end = rest.range(of: Data("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            rest = Data(rest[end.upperBound...])
            guard let status = Int32(lines[0].split(separator: " ").dropFirst().first ?? "") else { return nil }
            self.status = status
            headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return ReplyHeader(name: String(parts[0]), value: parts[1].trimmingCharacters(in: .whitespaces))
            }
        } while status < 200
        if header("transfer-encoding")?.lowercased() == "chunked" {
            isComplete = false
            while let end = rest.range(of: Data("\r\n".utf8)) {
                let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0.isHexDigit }
                guard let size = Int(line, radix: 16), rest.distance(from: end.upperBound, to: rest.endIndex) >= size
                else { break }
                isComplete = size == 0
                body.append(rest[end.upperBound..<end.upperBound + size])
                if isComplete { break }
                rest = Data(rest[(end.upperBound + size)...].dropFirst(2))
            }
        } else if let length = header("content-length").flatMap({ Int($0) }) {
            body = rest.prefix(length)
            isComplete = body.count == length
        } else {
            body = rest
        }
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}
