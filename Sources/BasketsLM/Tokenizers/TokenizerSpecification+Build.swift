// SPDX-License-Identifier: Apache-2.0

extension TokenizerSpecification {
    /// The tokenizer that this describes.
    /// - Throws: `LMError` `.brokenFile` if the parts do not fit together, `.unsupported` for a
    ///   model or pre-tokenizer that is not known.
    public func tokenizer() throws -> any Tokenizer {
        try check()
        switch model {
        case "gpt2": return try byteLevelTokenizer()
        case "llama": return try pieceTokenizer()
        default:
            throw LMError(
                .unsupported, item: item,
                "tokenizer.ggml.model is '\(model)'; 'gpt2' and 'llama' are supported.",
                remedy: "Use a model with one of these tokenizers.")
        }
    }

    private func check() throws {
        guard !tokens.isEmpty, tokens.count <= TokenizerLimits.tokens else {
            throw broken("tokenizer.ggml.tokens has \(tokens.count) tokens")
        }
        for (name, count) in [("token_type", tokenTypes.count), ("scores", scores.count)]
        where count != 0 && count != tokens.count {
            throw broken("tokenizer.ggml.\(name) has \(count) values for \(tokens.count) tokens")
        }
        if let index = tokenTypes.firstIndex(where: { TokenKind(rawValue: $0) == nil }) {
            throw broken(
                "tokenizer.ggml.token_type[\(index)] is \(tokenTypes[index]), expected 1 to 6")
        }
        let named = [("bos", beginning), ("eos", end), ("padding", pad), ("unknown", unknown)]
        for case (let name, let id?) in named where !tokens.indices.contains(Int(id)) {
            throw broken(
                "tokenizer.ggml.\(name)_token_id is \(id), outside the \(tokens.count) tokens")
        }
    }

    func broken(_ finding: String) -> LMError {
        LMError(.brokenFile, item: item, finding + ".", remedy: "Fetch the file again.")
    }

    func kind(_ index: Int) -> TokenKind {
        tokenTypes.isEmpty ? .normal : TokenKind(rawValue: tokenTypes[index]) ?? .normal
    }

    /// The ids of control tokens and the four named ones.
    func specials(addsBeginningByDefault: Bool) -> SpecialTokens {
        var control = Set(
            tokens.indices.filter { kind($0) == .control || kind($0) == .unknown }.map(Int32.init))
        control.formUnion([beginning, end, pad, unknown].compactMap(\.self))
        return SpecialTokens(
            beginning: beginning, end: end, pad: pad, unknown: unknown, control: control,
            addsBeginning: addsBeginning ?? addsBeginningByDefault, addsEnd: addsEnd ?? false)
    }

    /// Merges of two tokens of `vocabulary`, in rank order; none has a special token as its result.
    func pairs(_ vocabulary: PieceTable, control: Set<Int32>) throws -> PairTable {
        var pairs = PairTable(capacity: merges.count)
        for (rank, line) in merges.enumerated() {
            var line = line
            let sides = line.withUTF8 { Self.sides($0, vocabulary) }
            guard let sides else {
                throw broken(
                    "tokenizer.ggml.merges[\(rank)] is not two tokens of the vocabulary whose union"
                        + " is one")
            }
            guard !control.contains(sides.merged) else { continue }
            let merged = PairTable.Merged(
                rank: Int32(truncatingIfNeeded: rank), id: sides.merged)
            pairs.insert(sides.left, sides.right, merged)
        }
        return pairs
    }

    private static func sides(
        _ line: UnsafeBufferPointer<UInt8>, _ vocabulary: PieceTable
    ) -> (left: Int32, right: Int32, merged: Int32)? {
        // A side is never empty, so a space in front belongs to the left side.
        guard line.count >= 3, let space = line.dropFirst().firstIndex(of: UInt8(ascii: " ")),
            let left = vocabulary.lookup(UnsafeBufferPointer(rebasing: line[..<space])),
            let right = vocabulary.lookup(UnsafeBufferPointer(rebasing: line[(space + 1)...]))
        else { return nil }
        let union = Array(line[..<space]) + line[(space + 1)...]
        guard let merged = union.withUnsafeBufferPointer({ vocabulary.lookup($0) }) else {
            return nil
        }
        return (left, right, merged)
    }
}

enum TokenizerLimits {
    /// No published vocabulary has a tenth of this.
    static let tokens = 1 << 22
}
