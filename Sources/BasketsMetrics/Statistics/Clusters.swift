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
        rows.withUnsafeBytes { rows in
            means.withUnsafeBytes { means in
                squaredDistance(rows, row * dimension, means, mean * dimension, dimension)
            }
        }
    }

    /// Eight numbers at a time, since this is where nearly all of the work is.
    private static func squaredDistance(
        _ rows: UnsafeRawBufferPointer, _ row: Int, _ means: UnsafeRawBufferPointer, _ mean: Int,
        _ dimension: Int
    ) -> Double {
        let width = MemoryLayout<Double>.size
        var totals = SIMD8<Double>.zero
        var place = 0
        while place + 8 <= dimension {
            let one = rows.loadUnaligned(
                fromByteOffset: (row + place) * width, as: SIMD8<Double>.self)
            let other = means.loadUnaligned(
                fromByteOffset: (mean + place) * width, as: SIMD8<Double>.self)
            totals += (one - other) * (one - other)
            place += 8
        }
        var total = totals.sum()
        while place < dimension {
            let difference =
                rows.load(fromByteOffset: (row + place) * width, as: Double.self)
                - means.load(fromByteOffset: (mean + place) * width, as: Double.self)
            total += difference * difference
            place += 1
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
