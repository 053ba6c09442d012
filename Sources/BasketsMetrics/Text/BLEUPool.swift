// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Texts of which each is scored by BLEU against all others, exactly, in time linear in their words.
///
/// BLEU clips the count of an n-gram in a text by the largest count in any other text. With the
/// largest and the second largest count of each n-gram, that is one look-up instead of a search
/// through all texts. The closest reference length is a neighbour in the sorted lengths.
struct BLEUPool: Sendable {
    let texts: TokenizedTexts
    /// n-grams of one text alone match none.
    private let orders: [GramCounts]

    init(_ texts: TokenizedTexts, highestOrder: Int) {
        self.texts = texts
        orders = GramCounts.orders(highestOrder, of: texts).map(\.shared)
    }

    /// BLEU of each of `rows` against all other of `rows`; none of them is empty.
    func scores(of rows: [Int], by rule: BLEURule = .method1) -> [Double] {
        let matched = orders.map { matches(of: $0, in: rows) }
        let closest = closestLengths(of: rows)
        return rows.enumerated().map { place, row in
            guard matched[0][place] > 0 else { return 0 }
            let length = Double(texts.length(of: row))
            let penalty = length > closest[place] ? 1 : exp(1 - closest[place] / length)
            return penalty
                * rule.precision(
                    orders: orders.count, matched: { matched[$0 - 1][place] },
                    total: { Int32(max(0, texts.length(of: row) - $0 + 1)) })
        }
    }

    /// n-grams of each row that some other row has too, counts clipped.
    private func matches(of grams: GramCounts, in rows: [Int]) -> [Int32] {
        var tops = [TopCounts](repeating: TopCounts(), count: grams.gramCount)
        for (place, row) in rows.enumerated() {
            for entry in grams.offsets[row]..<grams.offsets[row + 1] {
                tops[Int(grams.grams[entry])].add(grams.counts[entry], of: Int32(place))
            }
        }
        return rows.enumerated().map { place, row in
            var matched: Int32 = 0
            for entry in grams.offsets[row]..<grams.offsets[row + 1] {
                let top = tops[Int(grams.grams[entry])].largest(without: Int32(place))
                matched += min(grams.counts[entry], top)
            }
            return matched
        }
    }

    /// Length of the other row that is closest in length; the shorter one of two equally close.
    private func closestLengths(of rows: [Int]) -> [Double] {
        let lengths = rows.map { texts.length(of: $0) }
        let sorted = lengths.indices.sorted { lengths[$0] < lengths[$1] }
        var closest = [Double](repeating: 0, count: rows.count)
        for (rank, place) in sorted.enumerated() {
            let below = rank > 0 ? lengths[sorted[rank - 1]] : nil
            let above = rank + 1 < sorted.count ? lengths[sorted[rank + 1]] : nil
            let length = lengths[place]
            switch (below, above) {
            case (let below?, let above?):
                closest[place] = Double(length - below <= above - length ? below : above)
            default:
                closest[place] = Double(below ?? above ?? 0)
            }
        }
        return closest
    }
}
