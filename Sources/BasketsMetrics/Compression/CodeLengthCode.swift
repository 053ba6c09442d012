// SPDX-License-Identifier: Apache-2.0

/// What it costs to send the code lengths of a block: they are run-length coded, and the runs have a
/// Huffman code of their own.
///
/// Port of zlib 1.2.13 `scan_tree` and `build_bl_tree`.
enum CodeLengthCode {
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let extra = [2, 3, 7]  // of the symbols 16, 17, 18

    /// Bits of both codes' lengths, and of the three counts before them.
    static func cost(of words: HuffmanLengths, _ places: HuffmanLengths) -> Int {
        var counts = [Int](repeating: 0, count: 19)
        countRuns(in: words, &counts)
        countRuns(in: places, &counts)
        let code = HuffmanLengths(counts, most: 7)
        let last = order.lastIndex { code.lengths[$0] != 0 } ?? 3
        return code.cost(base: 16, extra: extra) + 3 * (max(3, last) + 1) + 5 + 5 + 4
    }

    private static func countRuns(in code: HuffmanLengths, _ counts: inout [Int]) {
        var run = 0
        var last = -1
        for symbol in 0...code.lastSymbol {
            let length = code.lengths[symbol]
            let next = symbol < code.lastSymbol ? code.lengths[symbol + 1] : -1
            run += 1
            // The longest and shortest run that is worth a symbol of its own.
            let most = length == 0 ? 138 : length == last ? 6 : 7
            let least = length == 0 || length == last ? 3 : 4
            if run < most, length == next { continue }
            if run < least {
                counts[length] += run
            } else if length != 0 {
                if length != last { counts[length] += 1 }
                counts[16] += 1
            } else {
                counts[run <= 10 ? 17 : 18] += 1
            }
            run = 0
            last = length
        }
    }
}
