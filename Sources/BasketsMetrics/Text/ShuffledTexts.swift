// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Seeded orders of texts, in which the vocabulary grows.
///
/// A text's place in an order comes from its content (and from which repeat of that content it is),
/// so the order of the input has no say, and a subset keeps the order of the full set.
struct ShuffledTexts: Sendable {
    /// Texts with words.
    let rows: [Int]
    let texts: TokenizedTexts
    private let orders: [[Int]]
    private let firstWords: FirstWords

    init(_ answers: AnswerSet, orders: Int, seed: UInt64) {
        let rows = answers.tokens.rows(withWords: 1)
        var draws = contentDraws(of: answers.texts, rows: rows, seed: seed, for: "vocabulary")
        self.orders = (0..<orders).map { _ in
            let keys = draws.indices.map { draws[$0].next() }
            return rows.indices.sorted { keys[$0] < keys[$1] }.map { rows[$0] }
        }
        self.rows = rows
        texts = answers.tokens
        firstWords = FirstWords(texts)
    }

    var wordCount: Int { rows.reduce(0) { $0 + texts.length(of: $1) } }

    /// Different words among the first N, mean over the orders; nil where the rows have fewer.
    ///
    /// - Parameters:
    ///   - subset: some of `rows`.
    ///   - sizes: the Ns, ascending.
    func vocabulary(of subset: [Int], at sizes: [Int]) -> [Double]? {
        guard let largest = sizes.last,
            subset.reduce(0, { $0 + texts.length(of: $1) }) >= largest
        else { return nil }
        var wanted = [Bool](repeating: false, count: texts.count)
        for row in subset { wanted[row] = true }
        var totals = [Int](repeating: 0, count: sizes.count)
        // The last order that had the word.
        var seen = [Int](repeating: -1, count: texts.vocabularySize)
        seen.withUnsafeMutableBufferPointer { seen in
            for (number, order) in orders.enumerated() {
                count(order, wanted, at: sizes, into: &totals, number, seen)
            }
        }
        return totals.map { Double($0) / Double(orders.count) }
    }

    private func count(
        _ order: [Int], _ wanted: [Bool], at sizes: [Int], into totals: inout [Int],
        _ number: Int, _ seen: UnsafeMutableBufferPointer<Int>
    ) {
        var words = 0
        var different = 0
        var next = 0
        for row in order where wanted[row] {
            for entry in firstWords.offsets[row]..<firstWords.offsets[row + 1] {
                let word = Int(firstWords.words[entry])
                if seen[word] == number { continue }
                seen[word] = number
                let place = words + Int(firstWords.places[entry])
                while next < sizes.count, sizes[next] <= place {
                    totals[next] += different
                    next += 1
                }
                if next == sizes.count { return }
                different += 1
            }
            words += texts.length(of: row)
        }
        for size in next..<sizes.count { totals[size] += different }
    }
}
