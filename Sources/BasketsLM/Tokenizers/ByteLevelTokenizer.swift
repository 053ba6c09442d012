// SPDX-License-Identifier: Apache-2.0

/// Byte-level BPE: GPT-2, SmolLM, Llama 3, Qwen 2 and their kin.
struct ByteLevelTokenizer: Tokenizer {
    let specials: SpecialTokens
    var vocabularySize: Int { output.count }

    private let parts: Parts
    private let output: TokenBytes
    private let merges: ListedMerges

    /// What a constructor has to work out.
    struct Parts: Sendable {
        var preTokenizer: PreTokenizer
        /// Text is brought into Unicode's composed form first (Qwen).
        var composes = false
        /// All texts of the vocabulary as they are written in it.
        var vocabulary: PieceTable
        /// Id of each byte; -1 where the vocabulary has none (SmolLM2 lacks 8 bytes).
        var byteTokens: [Int32]
        /// What a byte without a token becomes. Without it the byte is dropped, as in the reference.
        var unknown: Int32?
        /// A word that is a token is not merged (Llama 3). By bytes, special tokens left out.
        var wholeWords: PieceTable?
        var added = AddedTokens()
    }

    init(parts: Parts, merges: PairTable, output: TokenBytes, specials: SpecialTokens) {
        self.parts = parts
        self.merges = ListedMerges(pairs: merges)
        self.output = output
        self.specials = specials
    }

    func encode(_ text: String) -> [Int32] {
        var tokens: [Int32] = []
        var merger = WordMerger()
        var text = text
        text.withUTF8 { bytes in
            parts.added.split(bytes) { part in
                switch part {
                case .token(let id): tokens.append(id)
                case .text(let range):
                    let segment = UnsafeBufferPointer(rebasing: bytes[range])
                    encodeSegment(segment, &merger, into: &tokens)
                }
            }
        }
        return tokens
    }

    private func encodeSegment(
        _ bytes: UnsafeBufferPointer<UInt8>, _ merger: inout WordMerger, into tokens: inout [Int32]
    ) {
        if parts.composes, let composed = CanonicalForms.shared.composed(bytes) {
            composed.withUnsafeBufferPointer { encodeWords($0, &merger, into: &tokens) }
        } else {
            encodeWords(bytes, &merger, into: &tokens)
        }
    }

    private func encodeWords(
        _ bytes: UnsafeBufferPointer<UInt8>, _ merger: inout WordMerger, into tokens: inout [Int32]
    ) {
        precondition(bytes.count < Int(Int32.max), "a text is shorter than 2 GiB")
        let text = UTF8Text(bytes)
        parts.preTokenizer.forEachWord(in: text, bytes.indices) { range in
            let word = UnsafeBufferPointer(rebasing: bytes[range])
            if let id = parts.wholeWords?.lookup(word) {
                tokens.append(id)
                return
            }
            merger.begin()
            for (index, byte) in word.enumerated() {
                let id = parts.byteTokens[Int(byte)]
                if id >= 0 {
                    merger.append(id, start: index, length: 1)
                } else if let unknown = parts.unknown {
                    merger.append(-unknown - 1, start: index, length: 1)
                }
            }
            merger.finish(merges, in: word, into: &tokens)
        }
    }

    func decode(_ tokens: [Int32]) -> String {
        String(decoding: output.join(tokens, without: specials.control), as: UTF8.self)
    }

    func bytes(of token: Int32) -> [UInt8] {
        specials.control.contains(token) ? [] : Array(output[token])
    }

    func id(of token: String) -> Int32? { parts.vocabulary.id(of: token) }
}
