// SPDX-License-Identifier: Apache-2.0

/// SentencePiece-style BPE: spaces are written U+2581, what is not in the vocabulary falls back to
/// byte tokens. Gemma, Mistral, Llama 2.
struct PieceTokenizer: Tokenizer {
    let specials: SpecialTokens
    var vocabularySize: Int { output.count }

    private let parts: Parts
    private let output: TokenBytes

    /// Where U+2581 is put before a text.
    enum Prefix: Sendable, Hashable {
        case never
        /// As SentencePiece does: before the text; after a special token unless a space follows.
        case text
        /// Before the text and after each added token.
        case everySegment
        /// The same, unless the segment begins with a space.
        case everySegmentWithoutSpace
        /// Before the text alone, unless it begins with a space.
        case firstSegmentWithoutSpace
    }

    /// Inside what merges happen.
    enum Words: Sendable, Hashable {
        /// The whole text.
        case none
        /// A run of spaces and what follows it. The same as `none` where no piece has U+2581 after
        /// another character, and faster.
        case runs
        /// Each space and what follows it.
        case eachSpace
    }

    enum Merges: Sendable {
        case listed(ListedMerges)
        case pieces(PieceMerges)
    }

    struct Parts: Sendable {
        var prefix: Prefix
        /// The decoder takes the first space away.
        var stripsFirstSpace: Bool
        /// Pieces that text can become.
        var pieces: PieceTable
        /// The rest of the vocabulary: special and byte tokens.
        var reserved: PieceTable
        /// Id of each byte token; empty without byte fallback.
        var byteTokens: [Int32]
        var merges: Merges
        /// Neighbouring unknown characters become one token.
        var fusesUnknown = true
        var added = AddedTokens()
        var words: Words
    }

    static let space: [UInt8] = [0xe2, 0x96, 0x81]

    init(parts: Parts, output: TokenBytes, specials: SpecialTokens) {
        self.parts = parts
        self.output = output
        self.specials = specials
    }

    func encode(_ text: String) -> [Int32] { encode(text, at: .start) }

    func encode(_ text: String, at place: TextPlace) -> [Int32] {
        var tokens: [Int32] = []
        var merger = WordMerger()
        var text = text
        text.withUTF8 { bytes in
            precondition(bytes.count < Int(Int32.max) / 3, "a text is shorter than 700 MB")
            parts.added.split(bytes) { part in
                switch part {
                case .token(let id): tokens.append(id)
                case .text(let range):
                    let segment = normalized(bytes[range], range.lowerBound == 0 ? place : nil)
                    segment.withUnsafeBufferPointer { encodeSegment($0, &merger, into: &tokens) }
                }
            }
        }
        return tokens
    }

    /// Spaces replaced and the prefix put on.
    /// - Parameter place: nil after an added token.
    private func normalized(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ place: TextPlace?
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 2 + 3)
        let beginsWithSpace =
            bytes.first == UInt8(ascii: " ") || bytes.prefix(3).elementsEqual(Self.space)
        if hasPrefix(at: place, beginsWithSpace) { result += Self.space }
        for byte in bytes {
            if byte == UInt8(ascii: " ") { result += Self.space } else { result.append(byte) }
        }
        return result
    }

    private func hasPrefix(at place: TextPlace?, _ beginsWithSpace: Bool) -> Bool {
        switch parts.prefix {
        case _ where place == .inside: false
        case .never: false
        case .text: place == .start || (place == .afterSpecial && !beginsWithSpace)
        case .everySegment: true
        case .everySegmentWithoutSpace: !beginsWithSpace
        case .firstSegmentWithoutSpace: place == .start && !beginsWithSpace
        }
    }

    private func encodeSegment(
        _ bytes: UnsafeBufferPointer<UInt8>, _ merger: inout WordMerger, into tokens: inout [Int32]
    ) {
        guard parts.words != .none else { return encodeWord(bytes, &merger, into: &tokens) }
        var start = 0
        while start < bytes.count {
            let end = wordEnd(bytes, start)
            let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
            encodeWord(word, &merger, into: &tokens)
            start = end
        }
    }

    private func wordEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        if parts.words == .runs {
            while isSpace(bytes, index) { index += 3 }
        } else if isSpace(bytes, index) {
            index += 3
        }
        while index < bytes.count, !isSpace(bytes, index) { index += 1 }
        return index
    }

    @inline(__always)
    private func isSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index + 2 < bytes.count && bytes[index] == 0xe2 && bytes[index + 1] == 0x96
            && bytes[index + 2] == 0x81
    }

    private func encodeWord(
        _ word: UnsafeBufferPointer<UInt8>, _ merger: inout WordMerger, into tokens: inout [Int32]
    ) {
        merger.begin()
        appendCharacters(word, &merger)
        switch parts.merges {
        case .listed(let rule): merger.finish(rule, in: word, into: &tokens)
        case .pieces(let rule): merger.finish(rule, in: word, into: &tokens)
        }
    }

    private func appendCharacters(_ word: UnsafeBufferPointer<UInt8>, _ merger: inout WordMerger) {
        let text = UTF8Text(word)
        var index = 0
        var unknownStart = -1
        while index < word.count {
            let length = text.scalar(at: index).length
            let range = index..<(index + length)
            if let id = parts.pieces.lookup(UnsafeBufferPointer(rebasing: word[range])) {
                merger.append(id, start: index, length: length)
                unknownStart = -1
            } else if !parts.byteTokens.isEmpty {
                for place in range {
                    merger.append(-parts.byteTokens[Int(word[place])] - 1, start: place, length: 1)
                }
            } else if let unknown = specials.unknown {
                if unknownStart < 0 || !parts.fusesUnknown {
                    merger.append(-unknown - 1, start: index, length: length)
                }
                unknownStart = index
            }
            index += length
        }
    }

    func decode(_ tokens: [Int32]) -> String {
        var bytes = output.join(tokens, without: specials.control)
        if parts.stripsFirstSpace, bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    func bytes(of token: Int32) -> [UInt8] {
        specials.control.contains(token) ? [] : Array(output[token])
    }

    func id(of token: String) -> Int32? {
        parts.pieces.id(of: token) ?? parts.reserved.id(of: token)
    }
}
