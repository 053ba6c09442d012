// SPDX-License-Identifier: Apache-2.0

extension TokenizerFile {
    static func wordPiece(
        _ root: JSONPlace, _ model: JSONPlace, _ vocabulary: VocabularyEntries,
        _ specials: SpecialTokens
    ) throws -> any Tokenizer {
        for step in try PreTokenizer.steps(root) where step.type != "BertPreTokenizer" {
            throw step.unsupported()
        }
        guard let unknown = specials.unknown else {
            throw model.fault("has no unk_token in its vocabulary")
        }
        let prefix = try model.member("continuing_subword_prefix")?.string() ?? "##"
        let entries = vocabulary.entries
        var parts = WordPieceTokenizer.Parts(
            normalization: try normalization(root), first: PieceTable(capacity: entries.count),
            inner: PieceTable(capacity: entries.count),
            vocabulary: PieceTable(capacity: entries.count), unknown: unknown)
        if let limit = try model.member("max_input_chars_per_word") {
            parts.longestWord = Int(try limit.id())
        }
        if let decoder = try root.member("decoder") {
            parts.joinsPunctuation = try decoder.flag("cleanup", default: true)
        }
        var output = TokenBytes(capacity: entries.count)
        for (index, entry) in entries.enumerated() {
            let id = Int32(truncatingIfNeeded: index)
            output.append(entry.map { parts.add($0, id: id, prefix: prefix) } ?? [])
        }
        return WordPieceTokenizer(parts: parts, output: output, specials: specials)
    }

    private static func normalization(_ root: JSONPlace) throws -> BertText.Options {
        let steps = try TokenizerStep.list(root, "normalizer", in: "normalizers")
        guard let step = steps.first, steps.count == 1, step.type == "BertNormalizer" else {
            throw root.fault("has no BertNormalizer alone as its normalizer", .unsupported)
        }
        let lowercases = try step.place.flag("lowercase", default: true)
        return BertText.Options(
            cleansText: try step.place.flag("clean_text", default: true),
            spacesChinese: try step.place.flag("handle_chinese_chars", default: true),
            stripsAccents: try step.place.flag("strip_accents", default: lowercases),
            lowercases: lowercases)
    }
}

extension WordPieceTokenizer.Parts {
    /// Enters a token in the tables it belongs to; returns its text without the prefix.
    fileprivate mutating func add(
        _ entry: VocabularyEntries.Entry, id: Int32, prefix: String
    ) -> [UInt8] {
        vocabulary.insert(entry.text.utf8, id: id)
        guard !entry.isSpecial else { return Array(entry.text.utf8) }
        guard !prefix.isEmpty, entry.text.utf8.starts(with: prefix.utf8) else {
            first.insert(entry.text.utf8, id: id)
            return Array(entry.text.utf8)
        }
        // A whole word that looks like an inner piece begins a word as it is written.
        first.insert(entry.text.utf8, id: id)
        let piece = Array(entry.text.utf8.dropFirst(prefix.utf8.count))
        inner.insert(piece, id: id)
        innerTokens.insert(id)
        return piece
    }
}
