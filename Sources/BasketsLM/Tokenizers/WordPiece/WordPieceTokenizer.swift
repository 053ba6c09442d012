// SPDX-License-Identifier: Apache-2.0

/// WordPiece with BERT's normalizer and pre-tokenizer: the sentence encoders.
struct WordPieceTokenizer: Tokenizer {
    let specials: SpecialTokens
    var vocabularySize: Int { output.count }

    private let parts: Parts
    private let output: TokenBytes

    struct Parts: Sendable {
        var normalization: BertText.Options
        /// Pieces that begin a word.
        var first: PieceTable
        /// Pieces inside a word, without their prefix `##`.
        var inner: PieceTable
        var vocabulary: PieceTable
        var unknown: Int32
        /// Longer words are unknown; in scalars.
        var longestWord = 100
        /// The decoder joins punctuation to the word before.
        var joinsPunctuation = true
        /// Ids of `inner`.
        var innerTokens: Set<Int32> = []
    }

    init(parts: Parts, output: TokenBytes, specials: SpecialTokens) {
        self.parts = parts
        self.output = output
        self.specials = specials
    }

    func encode(_ text: String) -> [Int32] {
        var tokens: [Int32] = []
        var word = Word()
        for scalar in BertText.normalized(text, parts.normalization) {
            if BertText.isSpace(scalar) {
                finish(&word, into: &tokens)
            } else if BertText.isPunctuation(scalar) {
                finish(&word, into: &tokens)
                word.append(scalar)
                finish(&word, into: &tokens)
            } else {
                word.append(scalar)
            }
        }
        finish(&word, into: &tokens)
        return tokens
    }

    private struct Word {
        var bytes: [UInt8] = []
        var scalars = 0

        mutating func append(_ scalar: Unicode.Scalar) {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            scalars += 1
        }
    }

    private func finish(_ word: inout Word, into tokens: inout [Int32]) {
        guard word.scalars > 0 else { return }
        defer { word = Word() }
        if word.scalars > parts.longestWord {
            tokens.append(parts.unknown)
            return
        }
        let before = tokens.count
        let isKnown = word.bytes.withUnsafeBufferPointer { cut($0, into: &tokens) }
        if !isKnown {
            tokens.removeSubrange(before...)
            tokens.append(parts.unknown)
        }
    }

    /// The longest piece first; false if at some place none fits.
    private func cut(_ word: UnsafeBufferPointer<UInt8>, into tokens: inout [Int32]) -> Bool {
        var start = 0
        while start < word.count {
            let table = start == 0 ? parts.first : parts.inner
            var end = min(word.count, start + table.longest)
            while end < word.count, end > start, word[end] & 0xc0 == 0x80 { end -= 1 }
            while end > start {
                if let id = table.lookup(UnsafeBufferPointer(rebasing: word[start..<end])) {
                    tokens.append(id)
                    break
                }
                end -= 1
                while end > start, word[end] & 0xc0 == 0x80 { end -= 1 }
            }
            if end == start { return false }
            start = end
        }
        return true
    }

    func decode(_ tokens: [Int32]) -> String {
        var bytes: [UInt8] = []
        var isFirst = true
        for token in tokens where !specials.control.contains(token) {
            let piece = output[token]
            if !isFirst, !joins(token, piece) { bytes.append(UInt8(ascii: " ")) }
            bytes.append(contentsOf: piece)
            isFirst = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func bytes(of token: Int32) -> [UInt8] {
        guard !specials.control.contains(token), (0..<vocabularySize).contains(Int(token)) else {
            return []
        }
        let piece = output[token]
        return joins(token, piece) ? Array(piece) : [UInt8(ascii: " ")] + piece
    }

    /// Whether no space stands before the token.
    private func joins(_ token: Int32, _ piece: ArraySlice<UInt8>) -> Bool {
        if parts.innerTokens.contains(token) { return true }
        return parts.joinsPunctuation && Self.joined.contains { piece.starts(with: $0.utf8) }
    }

    private static let joined = [".", "?", "!", ",", "n't", "'m", "'s", "'ve", "'re"]

    func id(of token: String) -> Int32? { parts.vocabulary.id(of: token) }
}
