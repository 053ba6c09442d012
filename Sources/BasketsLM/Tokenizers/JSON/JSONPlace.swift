// SPDX-License-Identifier: Apache-2.0

/// A value of a JSON file and where it stands, so that every complaint names its place.
struct JSONPlace {
    let value: JSONValue
    /// `model.merges[12]`; empty for the whole file.
    let path: String
    let item: String

    func fault(_ finding: String, _ code: LMError.Code = .brokenFile) -> LMError {
        let place = path.isEmpty ? "the file" : path
        return LMError(
            code, item: item, "\(place) \(finding).",
            remedy: code == .brokenFile
                ? "Fetch the file again." : "Use a model with another tokenizer.")
    }

    /// nil where the member is missing or null.
    func member(_ name: String) throws -> JSONPlace? {
        guard case .object(let members) = value else { throw fault("is not an object") }
        guard let found = members.last(where: { $0.key.elementsEqual(name.utf8) }) else {
            return nil
        }
        if case .null = found.value { return nil }
        return JSONPlace(
            value: found.value, path: path.isEmpty ? name : "\(path).\(name)", item: item)
    }

    func required(_ name: String) throws -> JSONPlace {
        guard let found = try member(name) else { throw fault("has no '\(name)'") }
        return found
    }

    func items() throws -> [JSONPlace] {
        guard case .array(let values) = value else { throw fault("is not an array") }
        return values.enumerated().map { index, value in
            JSONPlace(value: value, path: "\(path)[\(index)]", item: item)
        }
    }

    func string() throws -> String {
        guard case .string(let bytes) = value else { throw fault("is not a string") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault("is not UTF-8")
        }
        return text
    }

    func bool() throws -> Bool {
        guard case .bool(let value) = value else { throw fault("is not true or false") }
        return value
    }

    /// A token id.
    func id() throws -> Int32 {
        guard case .number(let number) = value else { throw fault("is not a number") }
        guard let id = Int32(exactly: number), (0..<Int32(TokenizerLimits.tokens)).contains(id)
        else { throw fault("is \(number), not an id from 0 to \(TokenizerLimits.tokens - 1)") }
        return id
    }

    func flag(_ name: String, default standard: Bool) throws -> Bool {
        try member(name)?.bool() ?? standard
    }
}
