// SPDX-License-Identifier: Apache-2.0

/// Counts the bits of DEFLATE blocks: literals and repeats go in, and every 16,383 of them close a
/// block that is stored, coded with the fixed code or with its own, whichever is smallest.
///
/// Port of zlib 1.2.13 `_tr_tally` and `_tr_flush_block`.
struct DeflateBlocks {
    private static let symbolsInBlock = 16_383
    private static let endOfBlock = 256
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceExtra = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13,
    ]
    private static let fixedLengths = (0..<286).map {
        $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8
    }

    private var bits = 0
    private var symbols = 0
    private var literals = [Int](repeating: 0, count: 286)
    private var distances = [Int](repeating: 0, count: 30)
    /// Bytes of the input that the open block stands for.
    private var inputBytes = 0

    init() { literals[Self.endOfBlock] = 1 }

    var byteCount: Int { (bits + 7) / 8 }

    mutating func add(literal: UInt8) {
        literals[Int(literal)] += 1
        inputBytes += 1
        count()
    }

    mutating func add(length: Int, distance: Int) {
        literals[257 + Self.lengthCode(length)] += 1
        distances[Self.distanceCode(distance)] += 1
        inputBytes += length
        count()
    }

    private mutating func count() {
        symbols += 1
        if symbols == Self.symbolsInBlock { flush() }
    }

    /// Closes the open block.
    mutating func flush() {
        let words = HuffmanLengths(literals, most: 15)
        let places = HuffmanLengths(distances, most: 15)
        let own =
            words.cost(base: 257, extra: Self.lengthExtra)
            + places.cost(base: 0, extra: Self.distanceExtra)
            + CodeLengthCode.cost(of: words, places)
        let fixed =
            words.cost(base: 257, extra: Self.lengthExtra, lengths: Self.fixedLengths)
            + places.cost(
                base: 0, extra: Self.distanceExtra, lengths: Array(repeating: 5, count: 30))
        let smallest = min((own + 10) / 8, (fixed + 10) / 8)
        if inputBytes + 4 <= smallest {
            bits = (bits + 3 + 7) / 8 * 8 + (4 + inputBytes) * 8
        } else {
            bits += 3 + ((fixed + 10) / 8 <= (own + 10) / 8 ? fixed : own)
        }
        self = DeflateBlocks(bits: bits)
    }

    private init(bits: Int) {
        self.init()
        self.bits = bits
    }

    /// Number of the length's code, from 0: 3 to 10 alone, then groups that double.
    private static func lengthCode(_ length: Int) -> Int {
        if length == 258 { return 28 }
        let rest = length - 3
        if rest < 8 { return rest }
        let high = Int.bitWidth - 1 - rest.leadingZeroBitCount
        return (high - 1) * 4 + (rest >> (high - 2)) - 4
    }

    /// Number of the distance's code: 1 to 4 alone, then groups that double.
    private static func distanceCode(_ distance: Int) -> Int {
        let rest = distance - 1
        if rest < 4 { return rest }
        let high = Int.bitWidth - 1 - rest.leadingZeroBitCount
        return high * 2 + (rest >> (high - 1)) - 2
    }
}
