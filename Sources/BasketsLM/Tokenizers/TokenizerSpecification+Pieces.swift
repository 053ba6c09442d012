// SPDX-License-Identifier: Apache-2.0

extension TokenizerSpecification {
    func pieceTokenizer() throws -> PieceTokenizer {
        guard !merges.isEmpty || scores.count == tokens.count else {
            throw broken("tokenizer.ggml.scores has no value for \(tokens.count) tokens")
        }
        let specials = specials(addsBeginningByDefault: true)
        var builder = PieceBuilder(capacity: tokens.count)
        for (index, token) in tokens.enumerated() {
            let id = Int32(truncatingIfNeeded: index)
            let kind = specials.control.contains(id) ? .control : kind(index)
            builder.add(token, id: id, kind: kind)
        }
        let rule: PieceTokenizer.Merges
        if merges.isEmpty {
            rule = .pieces(PieceMerges(pieces: builder.pieces, orders: orders()))
        } else {
            let pairs = try pairs(builder.pieces, control: specials.control)
            rule = .listed(ListedMerges(pairs: pairs))
        }
        let hasPrefix = addsSpacePrefix ?? true
        let parts = PieceTokenizer.Parts(
            prefix: hasPrefix ? .text : .never, stripsFirstSpace: hasPrefix,
            pieces: builder.pieces, reserved: builder.reserved,
            byteTokens: builder.completeByteTokens, merges: rule, added: builder.added,
            words: builder.hasInnerSpace ? .none : .runs)
        return PieceTokenizer(parts: parts, output: builder.output, specials: specials)
    }

    /// By id, how many pieces are better.
    ///
    /// Training gives scores that fall with the id. Where they do, the id is the order, and it also
    /// ranks the pieces that were added by hand with a score outside the scale (runs of spaces of
    /// Gemma, -1000), as the reference has it.
    private func orders() -> [Int32] {
        let normal = tokens.indices.filter { kind($0) == .normal }
        let fall = zip(normal, normal.dropFirst()).allSatisfy { scores[$0] > scores[$1] }
        if fall { return tokens.indices.map { Int32(truncatingIfNeeded: $0) } }
        var orders = [Int32](repeating: 0, count: tokens.count)
        // A score that is no number comes last.
        let values = scores.map { $0.isNaN ? -Float.infinity : $0 }
        var order: Int32 = 0
        var last: Float?
        for index in tokens.indices.sorted(by: { values[$0] > values[$1] }) {
            if let last, values[index] < last { order += 1 }
            last = values[index]
            orders[index] = order
        }
        return orders
    }
}

/// Enters the tokens of a SentencePiece vocabulary in the tables that they belong to.
struct PieceBuilder {
    private(set) var pieces: PieceTable
    private(set) var reserved: PieceTable
    private(set) var added = AddedTokens()
    private(set) var output: TokenBytes
    /// Some piece has U+2581 after another character.
    private(set) var hasInnerSpace = false
    private var byteTokens = [Int32](repeating: -1, count: 256)

    init(capacity: Int) {
        pieces = PieceTable(capacity: capacity)
        reserved = PieceTable(capacity: 512)
        output = TokenBytes(capacity: capacity)
    }

    /// Byte fallback works only where the vocabulary has all 256 bytes.
    var completeByteTokens: [Int32] { byteTokens.contains(-1) ? [] : byteTokens }

    mutating func add(_ token: String, id: Int32, kind: TokenizerSpecification.TokenKind) {
        if kind == .byte, let byte = Self.byte(token) {
            byteTokens[Int(byte)] = id
            reserved.insert(token.utf8, id: id)
            output.append([byte])
            return
        }
        let piece = Self.withMarks(token)
        if kind == .control || kind == .unknown {
            reserved.insert(token.utf8, id: id)
        } else {
            if kind == .userDefined { added.insert(piece, id: id) }
            pieces.insert(piece, id: id)
            hasInnerSpace = hasInnerSpace || Self.hasInnerSpace(piece)
        }
        output.append(Self.withSpaces(piece))
    }

    /// A piece of nothing but spaces is written with U+2581, as all others are.
    private static func withMarks(_ token: String) -> [UInt8] {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) else {
            return Array(token.utf8)
        }
        return token.utf8.flatMap { _ in PieceTokenizer.space }
    }

    /// The text that a piece stands for: U+2581 is a space.
    private static func withSpaces(_ piece: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < piece.count {
            if piece[index...].starts(with: PieceTokenizer.space) {
                result.append(UInt8(ascii: " "))
                index += 3
            } else {
                result.append(piece[index])
                index += 1
            }
        }
        return result
    }

    private static func hasInnerSpace(_ piece: [UInt8]) -> Bool {
        var hasOther = false
        var index = 0
        while index < piece.count {
            if piece[index...].starts(with: PieceTokenizer.space) {
                if hasOther { return true }
                index += 3
            } else {
                hasOther = true
                index += 1
            }
        }
        return false
    }

    /// The byte of `<0x0A>`, or nil.
    static func byte(_ token: String) -> UInt8? {
        guard token.utf8.count == 6, token.hasPrefix("<0x"), token.hasSuffix(">") else {
            return nil
        }
        return UInt8(token.dropFirst(3).prefix(2), radix: 16)
    }
}
