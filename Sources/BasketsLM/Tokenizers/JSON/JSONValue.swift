// SPDX-License-Identifier: Apache-2.0

/// A JSON text with the order of its keys and the exact bytes of its strings.
///
/// `Dictionary<String, ...>` takes canonically equivalent keys for one, and a vocabulary has such
/// keys; hence a reader of our own.
indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable {
        let key: [UInt8]
        let value: JSONValue
    }
}

/// Reads a whole JSON text (RFC 8259). Every fault is an error with the byte where it is.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let item: String
    private var index = 0
    private var depth = 0

    /// Deeper nesting is refused, so that no file exhausts the stack.
    static let deepest = 64

    private init(_ bytes: UnsafeBufferPointer<UInt8>, item: String) {
        self.bytes = bytes
        self.item = item
    }

    /// - Parameter item: the file's name for error messages.
    static func read(_ bytes: some Collection<UInt8>, item: String) throws -> JSONValue {
        try Array(bytes).withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer, item: item)
            let value = try reader.value()
            reader.skipSpace()
            guard reader.index == buffer.count else { throw reader.fault("the end of the text") }
            return value
        }
    }

    private func fault(_ expected: String) -> LMError {
        let found = index < bytes.count ? "byte \(bytes[index])" : "the end of the file"
        return LMError(
            .brokenFile, item: item, offset: index,
            "not JSON: expected \(expected), found \(found).", remedy: "Fetch the file again.")
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            index += 1
        }
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws -> JSONValue
    ) throws -> JSONValue {
        guard depth < Self.deepest else { throw fault("at most \(Self.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        index += 1
        skipSpace()
        return try body(&self)
    }

    private mutating func object() throws -> JSONValue {
        var members: [JSONValue.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a key in quotes") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon") }
            members.append(JSONValue.Member(key: key, value: try value()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("a comma or }") }
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        var items: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(items) }
        repeat {
            items.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("a comma or ]") }
        return .array(items)
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        for offset in 0..<text.utf8CodeUnitCount where !take(text.utf8Start[offset]) {
            throw fault(text.description)
        }
        return value
    }

    private mutating func number() throws -> Double {
        let start = index
        while let byte = next, Self.isOfNumber(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text), !text.hasPrefix("+"), !text.hasPrefix(".") else {
            index = start
            throw fault("a value")
        }
        return value
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        case UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func string() throws -> [UInt8] {
        index += 1
        var result: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault("a quote before a control character") }
            index += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &result) } else { result.append(byte) }
        }
        guard take(UInt8(ascii: "\"")) else { throw fault("a closing quote") }
        return result
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[index])
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            index += 1
            result += try escapedScalar().utf8
            return
        default: throw fault("an escape")
        }
        index += 1
    }

    private mutating func escapedScalar() throws -> String {
        let first = try unit()
        guard first & 0xfc00 == 0xd800 else {
            guard let scalar = Unicode.Scalar(first) else { throw fault("a high surrogate before") }
            return String(Character(scalar))
        }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw fault("a low surrogate")
        }
        let second = try unit()
        guard second & 0xfc00 == 0xdc00,
            let scalar = Unicode.Scalar(0x10000 + (first & 0x3ff) << 10 + (second & 0x3ff))
        else { throw fault("a low surrogate before") }
        return String(Character(scalar))
    }

    private mutating func unit() throws -> UInt32 {
        guard index + 4 <= bytes.count else { throw fault("four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
