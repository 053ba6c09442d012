// SPDX-License-Identifier: Apache-2.0

extension TokenizerSpecification {
    /// The tokenizer that the metadata of a GGUF file describe (`Keys.Tokenizer` of gguf 0.19).
    ///
    /// - Throws: `LMError.brokenFile` when an entry is missing or of another type.
    init(_ file: GGUFFile) throws {
        let entries = GGUFTokenizerEntries(file: file)
        guard let model = try entries.text("model") else {
            throw LMError(
                .unsupported, item: file.path, "has no tokenizer (tokenizer.ggml.model).",
                remedy: "Take a file with the whole model.")
        }
        guard let tokens = try entries.texts("tokens") else {
            throw entries.wrong("tokens", expected: "an array of texts")
        }
        self.init(
            item: file.path, model: model, preTokenizer: try entries.text("pre") ?? "default",
            tokens: tokens, scores: try entries.floats("scores"),
            tokenTypes: try entries.numbers("token_type"), merges: try entries.texts("merges") ?? []
        )
        beginning = try entries.token("bos_token_id")
        end = try entries.token("eos_token_id")
        pad = try entries.token("padding_token_id")
        unknown = try entries.token("unknown_token_id")
        addsBeginning = try entries.flag("add_bos_token")
        addsEnd = try entries.flag("add_eos_token")
        addsSpacePrefix = try entries.flag("add_space_prefix")
    }
}

/// Entries under `tokenizer.ggml.`; nil or empty where there is none.
private struct GGUFTokenizerEntries {
    let file: GGUFFile

    private func value(_ name: String) -> GGUFValue? { file.metadata["tokenizer.ggml." + name] }

    func wrong(_ name: String, expected: String) -> LMError {
        LMError(
            .brokenFile, item: file.path,
            "'tokenizer.ggml.\(name)' is missing or of another type; expected \(expected).",
            remedy: "Fetch the file again.")
    }

    func text(_ name: String) throws -> String? {
        guard let value = value(name) else { return nil }
        guard case .text(let text) = value else { throw wrong(name, expected: "a text") }
        return text
    }

    func texts(_ name: String) throws -> [String]? {
        guard let value = value(name) else { return nil }
        guard case .texts(let texts) = value else {
            throw wrong(name, expected: "an array of texts")
        }
        return texts
    }

    func flag(_ name: String) throws -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .flag(let flag) = value else { throw wrong(name, expected: "a truth value") }
        return flag
    }

    func token(_ name: String) throws -> Int32? {
        guard let value = value(name) else { return nil }
        // 2^32 - 1 stands for none in llama.cpp.
        if case .integer(Int(UInt32.max)) = value { return nil }
        guard case .integer(let number) = value, let id = Int32(exactly: number) else {
            throw wrong(name, expected: "a whole number")
        }
        return id
    }

    func floats(_ name: String) throws -> [Float] {
        guard let value = value(name) else { return [] }
        guard case .reals(let numbers) = value else { throw wrong(name, expected: "numbers") }
        return numbers.map { Float($0) }
    }

    func numbers(_ name: String) throws -> [Int32] {
        guard let value = value(name) else { return [] }
        guard case .integers(let numbers) = value else {
            throw wrong(name, expected: "whole numbers")
        }
        return numbers.map { Int32(clamping: $0) }
    }
}
