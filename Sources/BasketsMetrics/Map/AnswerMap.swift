// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// A map of texts in two dimensions: texts that mean alike lie near each other. Distances between
/// far groups, sizes and directions mean nothing.
///
/// t-SNE (van der Maaten and Hinton 2008), exact, on unit vectors; begins at the two principal
/// components. Work and memory grow with n squared: up to about 2,000 texts.
public struct AnswerMap: Sendable {
    public struct Settings: Sendable, Hashable {
        /// Number of near neighbours that each text looks to; at most a third of the texts is used.
        public var perplexity: Double
        public var steps: Int
        public var seed: UInt64

        public init(perplexity: Double = 30, steps: Int = 750, seed: UInt64) {
            precondition(perplexity >= 1 && steps > 0, "a neighbour, a step")
            self.perplexity = perplexity
            self.steps = steps
            self.seed = seed
        }
    }

    public struct Point: Sendable, Hashable, Codable {
        public let x: Double
        public let y: Double
    }

    /// One a vector, in their order.
    public let points: [Point]
    /// See `trustworthiness`; of the 5 nearest.
    public let trustworthiness: Double

    /// - Throws: `MetricError.noData` for fewer than twelve vectors.
    public init(_ vectors: VectorSet, settings: Settings) throws(MetricError) {
        guard vectors.count > 11 else {
            throw .noData("map", needs: "twelve vectors", got: "\(vectors.count)")
        }
        let units = vectors.units
        let distances = SquaredDistances(units, dimension: vectors.dimension)
        let perplexity = min(settings.perplexity, Double(vectors.count - 1) / 3)
        var layout = NeighbourLayout(
            attractions: Attractions(distances, perplexity: perplexity),
            start: principalPlane(
                units, dimension: vectors.dimension, seed: settings.seed))
        layout.run(steps: settings.steps)
        points = zip(layout.x, layout.y).map { Point(x: Double($0), y: Double($1)) }
        trustworthiness = Self.trustworthiness(of: points, for: distances, neighbours: 5)
    }

    /// Share of the neighbours on the map that are neighbours of the vectors too, misses counted by
    /// how far off they are; in [0, 1], 1 where all are (Venna and Kaski 2001).
    static func trustworthiness(
        of points: [Point], for distances: SquaredDistances, neighbours: Int
    ) -> Double {
        let n = points.count
        var penalty = 0
        for row in 0..<n {
            let others = (0..<n).filter { $0 != row }
            let shown = others.map { other in
                let dx = points[row].x - points[other].x
                let dy = points[row].y - points[other].y
                return (dx * dx + dy * dy, other)
            }
            for (_, other) in smallest(shown, neighbours) {
                let own = distances[row, other]
                let rank = others.count { (distances[row, $0], $0) <= (own, other) }
                penalty += max(0, rank - neighbours)
            }
        }
        let k = Double(neighbours)
        return 1 - 2 / (Double(n) * k * (2 * Double(n) - 3 * k - 1)) * Double(penalty)
    }

    private static func smallest(
        _ values: [(Double, Int)], _ count: Int
    ) -> [(Double, Int)] {
        var found: [(Double, Int)] = []
        for value in values {
            if found.count == count, let last = found.last, last <= value { continue }
            let place = found.firstIndex { $0 > value } ?? found.count
            found.insert(value, at: place)
            if found.count > count { found.removeLast() }
        }
        return found
    }
}

/// Squared distances of all pairs of unit vectors, [n, n].
struct SquaredDistances: Sendable {
    let count: Int
    let values: [Float]

    init(_ units: [Double], dimension: Int) {
        let count = units.count / dimension
        let rows = units.map { Float($0) }
        var values = [Float](repeating: 0, count: count * count)
        for first in 0..<count {
            for second in 0..<first {
                let near = product(rows, first, second, dimension: dimension)
                let distance = max(0, 2 - 2 * near)
                values[first * count + second] = distance
                values[second * count + first] = distance
            }
        }
        self.count = count
        self.values = values
    }

    subscript(row: Int, column: Int) -> Float { values[row * count + column] }
}

private func product(_ rows: [Float], _ first: Int, _ second: Int, dimension: Int) -> Float {
    rows.withUnsafeBytes { bytes in
        let a = first * dimension
        let b = second * dimension
        var sums = SIMD8<Float>.zero
        var place = 0
        while place + 8 <= dimension {
            sums +=
                bytes.loadUnaligned(fromByteOffset: (a + place) * 4, as: SIMD8<Float>.self)
                * bytes.loadUnaligned(fromByteOffset: (b + place) * 4, as: SIMD8<Float>.self)
            place += 8
        }
        var total = sums.sum()
        while place < dimension {
            total += rows[a + place] * rows[b + place]
            place += 1
        }
        return total
    }
}
