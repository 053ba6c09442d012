// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Whether two measurements put the same cells in the same order.
struct OrderAgreement: Equatable {
    /// Pairs of cells that differ in both.
    let pairs: Int
    /// Pairs that stand in the same order in both.
    let kept: Int
    /// Of the pairs that differ by at least the smallest difference that the first can show, as many.
    let clearPairs: Int
    let clearKept: Int

    /// Kendall's tau over pairs that differ in both (Goodman and Kruskal's gamma): 1 for the same
    /// order, -1 for the opposite one; nil for fewer than two cells.
    var tau: Double? {
        pairs == 0 ? nil : Double(2 * kept - pairs) / Double(pairs)
    }

    /// - Parameters:
    ///   - first: scores of cells under the plain prompt, one a cell.
    ///   - second: the same cells under another prompt; a cell without a value in either is left out.
    init(_ first: [Score], _ second: [Score]) {
        var counts = (pairs: 0, kept: 0, clearPairs: 0, clearKept: 0)
        let both = first.compactMap { score -> (Double, Double, Double?)? in
            let other = second.first { $0.cell == score.cell }?.value
            guard let value = score.value, let other, value.isFinite, other.isFinite else {
                return nil
            }
            return (value, other, score.smallestDifference)
        }
        for (index, one) in both.enumerated() {
            for two in both[..<index] where one.0 != two.0 && one.1 != two.1 {
                let isKept = (one.0 < two.0) == (one.1 < two.1)
                let limit = [one.2, two.2].compactMap { $0 }.max()
                let isClear = limit.map { abs(one.0 - two.0) >= $0 } ?? false
                counts.pairs += 1
                counts.kept += isKept ? 1 : 0
                counts.clearPairs += isClear ? 1 : 0
                counts.clearKept += isClear && isKept ? 1 : 0
            }
        }
        (pairs, kept, clearPairs, clearKept) = counts
    }

    /// Both together, of pairs of cells that have nothing to do with each other.
    static func + (one: OrderAgreement, other: OrderAgreement) -> OrderAgreement {
        OrderAgreement(
            pairs: one.pairs + other.pairs, kept: one.kept + other.kept,
            clearPairs: one.clearPairs + other.clearPairs,
            clearKept: one.clearKept + other.clearKept)
    }

    private init(pairs: Int, kept: Int, clearPairs: Int, clearKept: Int) {
        (self.pairs, self.kept) = (pairs, kept)
        (self.clearPairs, self.clearKept) = (clearPairs, clearKept)
    }

    /// "the order is kept: 10 of 10 pairs of cells, and 3 of the 3 that differ clearly".
    var words: String {
        guard pairs > 0 else { return "no two cells to put in order" }
        let clear =
            clearPairs == 0
            ? "no pair differs by what so few rows can show"
            : "of the \(Words.number(clearPairs)) that differ clearly, \(Words.number(clearKept))"
        let verdict =
            kept == pairs
            ? "the order is kept"
            : clearPairs > 0 && clearKept == clearPairs
                ? "what differs clearly keeps its order" : "the order changes"
        return
            "\(verdict): \(kept) of \(Words.counted(pairs, "pairs")) of cells stand alike; \(clear)"
    }
}
