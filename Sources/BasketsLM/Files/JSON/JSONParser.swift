// SPDX-License-Identifier: Apache-2.0

/// Reads JSON from strangers: strictly after RFC 8259, with a limit on nesting, names only once in an
/// object, and the byte where it went wrong.
///
/// Foundation's decoder takes the last of two equal names, which lets two readers see two files.
package struct JSONParser {
    private let bytes: [UInt8]
    private let file: String
    /// Of the text in the file.
    private let start: Int
    private var place = 0

    static let deepest = 64

    private init(_ bytes: [UInt8], file: String, start: Int) {
        self.bytes = bytes
        self.file = file
        self.start = start
    }

    /// - Parameter start: where the text begins in the file, for errors.
    /// - Throws: `LMError.brokenFile` with the byte where something else was expected.
    package static func value(
        _ bytes: [UInt8], file: String, start: Int = 0
    ) throws -> JSONValue {
        var parser = JSONParser(bytes, file: file, start: start)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.place == bytes.count else { throw parser.broken("the end of the text") }
        return value
    }

    private func broken(_ expected: String, at place: Int? = nil) -> LMError {
        LMError(
            .brokenFile, item: file, offset: start + (place ?? self.place), "expected \(expected).",
            remedy: "Fetch the file again.")
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            place += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws -> JSONValue {
        guard depth < Self.deepest else {
            throw broken("no more than \(Self.deepest) levels of nesting")
        }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .list(try list(depth: depth))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw broken("'\(word)'") }
        place += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        place += 1
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            let nameStart = place
            guard next == UInt8(ascii: "\"") else { throw broken("a name in quotes") }
            let name = try text()
            skipSpace()
            guard take(":") else { throw broken("':' behind a name") }
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else {
                throw broken("the name '\(name.prefix(80))' only once", at: nameStart)
            }
            skipSpace()
        } while take(",")
        guard take("}") else { throw broken("',' or '}'") }
        return members
    }

    private mutating func list(depth: Int) throws -> [JSONValue] {
        var items: [JSONValue] = []
        place += 1
        skipSpace()
        if take("]") { return items }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw broken("',' or ']'") }
        return items
    }

    private mutating func text() throws -> String {
        let opening = place
        place += 1
        var collected: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw broken("no control character in a text") }
            place += 1
            if byte == UInt8(ascii: "\\") {
                collected.append(contentsOf: String(try escaped()).utf8)
            } else {
                collected.append(byte)
            }
        }
        guard take("\"") else { throw broken("the closing quote of a text") }
        guard let text = String(validating: collected, as: UTF8.self) else {
            throw broken("a text in UTF-8", at: opening)
        }
        return text
    }

    private mutating func escaped() throws -> Unicode.Scalar {
        guard let byte = next else { throw broken("a character behind '\\'") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default: throw broken("one of \"\\/bfnrtu behind '\\'", at: place - 1)
        }
    }

    /// The rest of \uXXXX, or of a pair of them.
    private mutating func codePoint() throws -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw broken("a pair of surrogates") }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw broken("a pair of surrogates") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard place + 4 <= bytes.count,
            bytes[place..<place + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw broken("four hexadecimal digits") }
        place += 4
        return value
    }

    private mutating func number() throws -> JSONValue {
        let first = place
        _ = take("-")
        let leadsWithZero = next == UInt8(ascii: "0")
        guard digits() > 0, !leadsWithZero || place == first + 1 || bytes[place - 2] == 0x2D else {
            throw broken("a value", at: first)
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() > 0 else { throw broken("digits behind the point") }
        }
        if take("e") || take("E") {
            isWhole = false
            _ = take("+") || take("-")
            guard digits() > 0 else { throw broken("digits of the exponent") }
        }
        let text = String(decoding: bytes[first..<place], as: UTF8.self)
        if isWhole, let number = Int(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else {
            throw broken("a number that a float64 holds", at: first)
        }
        return .real(number)
    }

    private mutating func digits() -> Int {
        let first = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        return place - first
    }
}
