// SPDX-License-Identifier: Apache-2.0

/// Decides what two neighbouring symbols become.
protocol MergeRule: Sendable {
    /// The merge of two neighbours, or nil if they stay apart. `bytes` is the word they are in.
    func merge(
        _ left: Symbol, _ right: Symbol, in bytes: UnsafeBufferPointer<UInt8>
    ) -> (key: UInt64, id: Int32)?
}

/// A token in the making: `bytes[start..<start + length]` of the word.
struct Symbol {
    var id: Int32
    var start: Int32
    /// 0 once its left neighbour has swallowed it.
    var length: Int32
    var previous: Int32
    var next: Int32
}

/// Merges listed in the vocabulary, by rank.
struct ListedMerges: MergeRule {
    let pairs: PairTable

    @inline(__always)
    func merge(
        _ left: Symbol, _ right: Symbol, in bytes: UnsafeBufferPointer<UInt8>
    ) -> (key: UInt64, id: Int32)? {
        guard let merged = pairs.lookup(left.id, right.id) else { return nil }
        return (UInt64(UInt32(bitPattern: merged.rank)), merged.id)
    }
}

/// Merges that follow from the pieces of a SentencePiece vocabulary: two neighbours merge if their
/// text is a piece.
///
/// Order as in `generate_merges` of Hugging Face transformers: the better piece first, among equal
/// pieces the longer left side, then the longer right side (in scalars).
struct PieceMerges: MergeRule {
    let pieces: PieceTable
    /// By id: how many pieces are better. Equal scores share an order.
    let orders: [Int32]

    @inline(__always)
    func merge(
        _ left: Symbol, _ right: Symbol, in bytes: UnsafeBufferPointer<UInt8>
    ) -> (key: UInt64, id: Int32)? {
        let start = Int(left.start)
        let length = Int(left.length + right.length)
        guard left.id >= 0, right.id >= 0, length <= pieces.longest,
            let id = pieces.lookup(UnsafeBufferPointer(rebasing: bytes[start..<start + length]))
        else { return nil }
        let order = UInt64(UInt32(bitPattern: orders[Int(id)])) << 32
        return (order | Self.shortness(left, bytes) << 16 | Self.shortness(right, bytes), id)
    }

    /// Higher for fewer scalars.
    @inline(__always)
    private static func shortness(_ symbol: Symbol, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var scalars: UInt64 = 0
        for index in Int(symbol.start)..<Int(symbol.start + symbol.length)
        where bytes[index] & 0xc0 != 0x80 {
            scalars += 1
        }
        return 0xffff - min(scalars, 0xffff)
    }
}
