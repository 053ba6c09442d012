// SPDX-License-Identifier: Apache-2.0

/// One value of a GGUF file's metadata.
public enum GGUFValue: Sendable, Hashable {
    /// Any of the whole number types that fits.
    case integer(Int)
    /// A 64-bit number above `Int.max`.
    case unsigned(UInt64)
    /// A 32-bit or 64-bit floating-point number.
    case real(Double)
    case flag(Bool)
    case text(String)
    case integers([Int])
    case unsigneds([UInt64])
    case reals([Double])
    case flags([Bool])
    case texts([String])
}

/// GGUF's numbers for the types of values (gguf specification, `gguf_metadata_value_type`).
enum GGUFValueType: UInt32 {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array
    case uint64, int64, float64

    /// Bytes that one value takes at least.
    var leastSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .string, .uint64, .int64, .float64: 8
        case .array: 12
        }
    }
}

extension ByteCursor {
    /// A value behind its type.
    mutating func value(of key: String) throws -> GGUFValue {
        let type = try valueType("the type of '\(key)'")
        switch type {
        case .bool: return .flag(try flag(key))
        case .string: return .text(try text("the text of '\(key)'"))
        case .float32, .float64: return .real(try real(type, key))
        case .array: return try array(key)
        case .uint64:
            let value = try integer(UInt64.self, "'\(key)'")
            return Int(exactly: value).map { .integer($0) } ?? .unsigned(value)
        default: return .integer(try whole(type, key))
        }
    }

    private mutating func valueType(_ what: String) throws -> GGUFValueType {
        let place = offset
        let number = try integer(UInt32.self, what)
        guard let type = GGUFValueType(rawValue: number) else {
            throw broken(at: place, "expected \(what), from 0 to 12, and found \(number).")
        }
        return type
    }

    private mutating func array(_ key: String) throws -> GGUFValue {
        let place = offset
        let type = try valueType("the type of the items of '\(key)'")
        if type == .array {
            throw LMError(
                .unsupported, item: file, offset: place, "'\(key)' is an array of arrays.",
                remedy: "Write the file with the current llama.cpp converter.")
        }
        let count = try count(ofSize: type.leastSize, "items in '\(key)'")
        switch type {
        case .bool: return .flags(try (0..<count).map { _ in try flag(key) })
        case .string: return .texts(try (0..<count).map { _ in try text("an item of '\(key)'") })
        case .float32, .float64: return .reals(try (0..<count).map { _ in try real(type, key) })
        case .uint64:
            let values = try (0..<count).map { _ in try integer(UInt64.self, "'\(key)'") }
            let fitting = values.compactMap { Int(exactly: $0) }
            return fitting.count == count ? .integers(fitting) : .unsigneds(values)
        default: return .integers(try (0..<count).map { _ in try whole(type, key) })
        }
    }

    private mutating func flag(_ key: String) throws -> Bool {
        let place = offset
        let value = try integer(UInt8.self, "'\(key)'")
        guard value <= 1 else {
            throw broken(at: place, "expected 0 or 1 for '\(key)', and found \(value).")
        }
        return value == 1
    }

    private mutating func real(_ type: GGUFValueType, _ key: String) throws -> Double {
        type == .float32
            ? Double(Float(bitPattern: try integer(UInt32.self, "'\(key)'")))
            : Double(bitPattern: try integer(UInt64.self, "'\(key)'"))
    }

    private mutating func whole(_ type: GGUFValueType, _ key: String) throws -> Int {
        switch type {
        case .uint8: Int(try integer(UInt8.self, "'\(key)'"))
        case .int8: Int(try integer(Int8.self, "'\(key)'"))
        case .uint16: Int(try integer(UInt16.self, "'\(key)'"))
        case .int16: Int(try integer(Int16.self, "'\(key)'"))
        case .uint32: Int(try integer(UInt32.self, "'\(key)'"))
        case .int32: Int(try integer(Int32.self, "'\(key)'"))
        default: Int(try integer(Int64.self, "'\(key)'"))
        }
    }
}
