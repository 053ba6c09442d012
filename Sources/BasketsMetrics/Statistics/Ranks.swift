// SPDX-License-Identifier: Apache-2.0

/// Ranks from 1, equal values sharing the mean of their places.
struct Ranks {
    /// Rank of each value, in the order of the values.
    let ranks: [Double]
    /// How many values share each place: 1 where no other is equal.
    let ties: [Int]

    init(_ values: [Double]) {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var ties: [Int] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            ties.append(end - start)
            start = end
        }
        self.ranks = ranks
        self.ties = ties
    }

    /// Sum of t³ - t over the groups of equal values: what ties take from a variance.
    var tieSum: Double {
        sum(ties.lazy.map { Double($0) }.map { $0 * $0 * $0 - $0 })
    }
}
