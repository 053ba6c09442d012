// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Rows of numbers of which most are 0, as a classifier reads them.
struct SparseRows: Sendable {
    /// Row `i` has the entries `offsets[i]..<offsets[i + 1]`.
    let offsets: [Int]
    let columns: [Int32]
    let values: [Double]
    /// Columns are in `0..<dimension`.
    let dimension: Int

    var count: Int { offsets.count - 1 }

    init(offsets: [Int], columns: [Int32], values: [Double], dimension: Int) {
        self.offsets = offsets
        self.columns = columns
        self.values = values
        self.dimension = dimension
    }

    /// Vectors scaled to length 1.
    init(_ vectors: VectorSet) {
        let width = vectors.dimension
        self.init(
            offsets: (0...vectors.count).map { $0 * width },
            columns: (0..<vectors.count).flatMap { _ in (0..<Int32(width)) },
            values: vectors.units, dimension: width)
    }

    /// Words and word pairs that at least two texts have: 1 + log of the count, scaled to length 1.
    init(wordsOf texts: [String]) {
        var offsets = [0]
        var columns: [Int32] = []
        var values: [Double] = []
        let orders = GramCounts.orders(2, of: TokenizedTexts(texts))
        let numbers = Self.numbers(orders)
        for text in texts.indices {
            let start = values.count
            for (grams, number) in zip(orders, numbers.lists) {
                for entry in grams.offsets[text]..<grams.offsets[text + 1] {
                    let column = number[Int(grams.grams[entry])]
                    guard column >= 0 else { continue }
                    columns.append(column)
                    values.append(1 + log(Double(grams.counts[entry])))
                }
            }
            let length = sum(values[start...].lazy.map { $0 * $0 }).squareRoot()
            for place in start..<values.count { values[place] /= length }
            offsets.append(values.count)
        }
        self.init(offsets: offsets, columns: columns, values: values, dimension: numbers.count)
    }

    /// The column of each n-gram; -1 for those of a single text.
    private static func numbers(_ orders: [GramCounts]) -> (lists: [[Int32]], count: Int) {
        var count: Int32 = 0
        let lists = orders.map { grams in
            var texts = [Int](repeating: 0, count: grams.gramCount)
            for gram in grams.grams { texts[Int(gram)] += 1 }
            return texts.map { held -> Int32 in
                guard held > 1 else { return -1 }
                count += 1
                return count - 1
            }
        }
        return (lists, Int(count))
    }
}
