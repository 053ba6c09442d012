// SPDX-License-Identifier: Apache-2.0

/// A value of a `config.json`, of GGUF metadata or of a safetensors header.
enum SettingValue: Sendable, Hashable {
    case null
    case flag(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case list([SettingValue])
    case object([String: SettingValue])

    var object: [String: SettingValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    var list: [SettingValue]? {
        if case .list(let items) = self { items } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    var real: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }

    var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    var isNull: Bool { self == .null }

    /// What it is, for an error that shows it: short, whatever it holds.
    var described: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): "'\(text.prefix(40))'"
        case .list(let items): "a list of \(items.count)"
        case .object(let members): "an object of \(members.count)"
        }
    }
}

extension SettingValue {
    /// JSON from strangers. A name stands once in an object: of two equal ones two readers may take
    /// different ones.
    ///
    /// - Parameter start: where the text begins in its file, for errors.
    /// - Throws: `LMError.brokenFile` with the byte where something else was expected.
    init(json bytes: some Collection<UInt8>, file: String, start: Int = 0) throws {
        do {
            try self.init(JSONReader.read(bytes, item: file), file: file)
        } catch let error as LMError {
            throw LMError(
                error.code, item: error.item, offset: start + (error.offset ?? 0),
                error.finding, remedy: error.remedy)
        }
    }

    private init(_ value: JSONValue, file: String) throws {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .flag(flag)
        case .number(let number): self = Int(exactly: number).map { .integer($0) } ?? .real(number)
        case .string(let bytes): self = .text(try Self.text(bytes, file))
        case .array(let items): self = .list(try items.map { try Self($0, file: file) })
        case .object(let members):
            var object: [String: SettingValue] = [:]
            for member in members {
                let name = try Self.text(member.key, file)
                let value = try Self(member.value, file: file)
                guard object.updateValue(value, forKey: name) == nil else {
                    throw LMError(
                        .brokenFile, item: file, "has the name '\(name.prefix(80))' twice.",
                        remedy: "Fetch the file again.")
                }
            }
            self = .object(object)
        }
    }

    private static func text(_ bytes: [UInt8], _ file: String) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LMError(
                .brokenFile, item: file, "has a text that is not UTF-8.",
                remedy: "Fetch the file again.")
        }
        return text
    }

    /// nil for what no setting is made of.
    init?(_ value: GGUFValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .real(number)
        case .flag(let flag): self = .flag(flag)
        case .text(let text): self = .text(text)
        case .integers(let numbers) where numbers.count <= 1024:
            self = .list(numbers.map { .integer($0) })
        case .flags(let flags) where flags.count <= 1024: self = .list(flags.map { .flag($0) })
        default: return nil
        }
    }
}
