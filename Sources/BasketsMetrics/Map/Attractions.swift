// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How strongly each pair of texts attracts each other on a map, [n, n], symmetric, sum 1: for each
/// text a bell curve over distances, as wide as gives it the wanted number of neighbours.
struct Attractions: Sendable {
    let count: Int
    let values: [Float]

    init(_ distances: SquaredDistances, perplexity: Double) {
        let n = distances.count
        var own = [Float](repeating: 0, count: n * n)
        for row in 0..<n {
            let shares = Self.shares(
                distances.values[row * n..<(row + 1) * n], but: row, entropy: log(perplexity))
            for column in 0..<n { own[row * n + column] = shares[column] }
        }
        var values = own
        let scale = 1 / Float(2 * n)
        for row in 0..<n {
            for column in 0..<n {
                values[row * n + column] =
                    (own[row * n + column] + own[column * n + row]) * scale
            }
        }
        count = n
        self.values = values
    }

    /// exp(-b d) over their sum, the b found by halving so that the entropy is as wanted, in nats.
    private static func shares(
        _ distances: ArraySlice<Float>, but row: Int, entropy wanted: Double
    ) -> [Float] {
        let d = Array(distances)
        let nearest = d.indices.lazy.filter { $0 != row }.map { d[$0] }.min() ?? 0
        var weights = [Float](repeating: 0, count: d.count)
        var narrow = 1.0
        var low = 0.0
        var high = Double.infinity
        for _ in 0..<50 {
            var total = 0.0
            var moment = 0.0
            let b = Float(narrow)
            for place in d.indices where place != row {
                let weight = exp(-b * (d[place] - nearest))
                weights[place] = weight
                total += Double(weight)
                moment += Double(weight * (d[place] - nearest))
            }
            let entropy = log(total) + narrow * moment / total
            for place in d.indices { weights[place] /= Float(total) }
            if (entropy - wanted).magnitude < 1e-5 { break }
            if entropy > wanted { low = narrow } else { high = narrow }
            narrow = high.isFinite ? (low + high) / 2 : narrow * 2
        }
        return weights
    }
}
