// SPDX-License-Identifier: Apache-2.0

/// Values of a `config.json` or of GGUF metadata, each checked against the range it may have.
struct SettingsReader {
    /// The file that errors name.
    let file: String
    let values: [String: SettingValue]

    /// Sizes above this are a broken file's, not a model's; products of three still fit 64 bits.
    static let size = 1...(1 << 20)
    /// Tokens of a vocabulary or a context.
    static let tokens = 1...(1 << 24)
    static let layers = 1...1024

    func wrong(_ key: String, expected: String) -> LMError {
        let found = values[key].map { "is \($0.described)" } ?? "is missing"
        return LMError(
            .brokenFile, item: file, "'\(key)' \(found); expected \(expected).",
            remedy: "Fetch the file again, or take the model in another form.")
    }

    func unsupported(_ key: String, expected: String) -> LMError {
        let found = values[key].map(\.described) ?? "missing"
        return LMError(
            .unsupported, item: file, "has '\(key)' \(found); only \(expected) is supported.")
    }

    /// nil when the key is missing or null.
    func optionalInteger(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw wrong(
                key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard let number = try optionalInteger(key, in: range) else {
            throw wrong(
                key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// nil when the key is missing or null.
    func optionalReal(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let number = value.real, range.contains(number) else {
            throw wrong(key, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func real(_ key: String, in range: ClosedRange<Double>) throws -> Double {
        guard let number = try optionalReal(key, in: range) else {
            throw wrong(key, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func optionalFlag(_ key: String) throws -> Bool? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let flag = value.flag else { throw wrong(key, expected: "true or false") }
        return flag
    }

    func optionalText(_ key: String) throws -> String? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let text = value.text else { throw wrong(key, expected: "a text") }
        return text
    }

    /// The object under a key, for reading on; nil when the key is missing or null.
    func optionalPart(_ key: String) throws -> SettingsReader? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let object = value.object else { throw wrong(key, expected: "an object") }
        return SettingsReader(file: file, values: object)
    }

    // Ranges of what decoders have in common.
    static let epsilon = 1e-15...1e-1
    static let ropeBase = 1.0...1e12
    static let ropeFactor = 1.0...1e6
}
