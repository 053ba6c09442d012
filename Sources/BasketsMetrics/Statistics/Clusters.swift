// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Rows in groups around means: Lloyd's k-means from a seeded k-means++ start (Arthur and
/// Vassilvitskii 2007).
struct Clusters: Sendable {
    /// The group of each row, in `0..<count`.
    let ofRow: [Int]

    /// - Parameter values: [rows, dimension].
    init(_ values: [Double], dimension: Int, count: Int, seed: UInt64, steps: Int = 100) {
        let rows = values.count / dimension
        var random = KeyedRandom(seed, "clusters")
        var means = Self.start(values, dimension: dimension, count: count, &random)
        var nearest = [Int](repeating: -1, count: rows)
        for _ in 0..<steps {
            let found = (0..<rows).map { Self.nearest(to: $0, of: values, means, dimension) }
            if found == nearest { break }
            nearest = found
            Self.move(&means, values, nearest, dimension)
        }
        ofRow = nearest
    }

    /// Rows drawn one by one, each as likely as it is far (squared) from those drawn before.
    private static func start(
        _ values: [Double], dimension: Int, count: Int, _ random: inout KeyedRandom
    ) -> [Double] {
        let rows = values.count / dimension
        var means: [Double] = []
        var far = [Double](repeating: .infinity, count: rows)
        var row = random.below(rows)
        for drawn in 0..<count {
            means += values[row * dimension..<(row + 1) * dimension]
            for other in 0..<rows {
                far[other] = min(far[other], distance(values, other, means, drawn, dimension))
            }
            var left = random.uniform() * sum(far)
            row =
                far.indices.first { place in
                    left -= far[place]
                    return left < 0
                } ?? random.below(rows)
        }
        return means
    }

    private static func nearest(
        to row: Int, of rows: [Double], _ means: [Double], _ dimension: Int
    ) -> Int {
        var best = (mean: 0, distance: Double.infinity)
        for mean in 0..<means.count / dimension {
            let found = distance(rows, row, means, mean, dimension)
            if found < best.distance { best = (mean, found) }
        }
        return best.mean
    }

    private static func distance(
        _ rows: [Double], _ row: Int, _ means: [Double], _ mean: Int, _ dimension: Int
    ) -> Double {
        var total = 0.0
        for place in 0..<dimension {
            let difference = rows[row * dimension + place] - means[mean * dimension + place]
            total += difference * difference
        }
        return total
    }

    /// Every mean to the middle of its rows; one without rows stays.
    private static func move(
        _ means: inout [Double], _ values: [Double], _ nearest: [Int], _ dimension: Int
    ) {
        var totals = [Double](repeating: 0, count: means.count)
        var counts = [Double](repeating: 0, count: means.count / dimension)
        for (row, cluster) in nearest.enumerated() {
            counts[cluster] += 1
            for place in 0..<dimension {
                totals[cluster * dimension + place] += values[row * dimension + place]
            }
        }
        for place in means.indices where counts[place / dimension] > 0 {
            means[place] = totals[place] / counts[place / dimension]
        }
    }
}
