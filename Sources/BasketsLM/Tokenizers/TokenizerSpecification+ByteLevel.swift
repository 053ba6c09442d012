// SPDX-License-Identifier: Apache-2.0

extension PreTokenizer {
    /// By `tokenizer.ggml.pre`, and whether text is composed first and whole words are looked up.
    static func named(
        _ name: String
    ) -> (preTokenizer: PreTokenizer, composes: Bool, wholeWords: Bool)? {
        switch name {
        case "gpt-2", "gpt2", "default": (.gpt2, false, false)
        case "smollm": (.smollm, false, false)
        case "llama-bpe", "llama3", "llama-v3", "falcon3": (.llama3, false, true)
        case "qwen2", "deepseek-r1-qwen": (.qwen2, true, false)
        default: nil
        }
    }
}

extension TokenizerSpecification {
    func byteLevelTokenizer() throws -> ByteLevelTokenizer {
        guard let (preTokenizer, composes, wholeWords) = PreTokenizer.named(preTokenizer) else {
            throw LMError(
                .unsupported, item: item,
                "tokenizer.ggml.pre is '\(self.preTokenizer)';"
                    + " gpt-2, smollm, llama-bpe, falcon3 and qwen2 are supported.",
                remedy: "Use a model with one of these tokenizers.")
        }
        let specials = specials(addsBeginningByDefault: false)
        var parts = ByteLevelTokenizer.Parts(
            preTokenizer: preTokenizer, composes: composes,
            vocabulary: PieceTable(capacity: tokens.count),
            byteTokens: [Int32](repeating: -1, count: 256),
            wholeWords: wholeWords ? PieceTable(capacity: tokens.count) : nil)
        var output = TokenBytes(capacity: tokens.count)
        for (index, token) in tokens.enumerated() {
            let id = Int32(truncatingIfNeeded: index)
            let kind = specials.control.contains(id) ? .control : kind(index)
            output.append(parts.add(token, id: id, kind: kind))
        }
        let pairs = try pairs(parts.vocabulary, control: specials.control)
        return ByteLevelTokenizer(parts: parts, merges: pairs, output: output, specials: specials)
    }
}

extension ByteLevelTokenizer.Parts {
    /// Enters a token in the tables it belongs to; returns the bytes it stands for.
    mutating func add(
        _ token: String, id: Int32, kind: TokenizerSpecification.TokenKind
    ) -> [UInt8] {
        vocabulary.insert(token.utf8, id: id)
        if kind == .userDefined {
            added.insert(token.utf8, id: id)
            return Array(token.utf8)
        }
        let bytes = ByteAlphabet.bytes(of: token) ?? Array(token.utf8)
        guard kind != .control, !bytes.isEmpty else { return bytes }
        if bytes.count == 1, byteTokens[Int(bytes[0])] < 0 { byteTokens[Int(bytes[0])] = id }
        wholeWords?.insert(bytes, id: id)
        return bytes
    }
}
