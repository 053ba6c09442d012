// SPDX-License-Identifier: Apache-2.0

/// Nearest-neighbour distance: the cosine distance from a text to the one most like it, mean.
///
/// Unit: distance in [0, 2]; 0 means that each text has a twin. It falls with the number of texts:
/// compare matched sets only. All pairs are looked at once, [n, n] is never held.
/// Source: own; the mean of the nearest-neighbour distances of Clark and Evans 1954, by embeddings.
public struct NearestNeighbourDistance: VectorSetMetric {
    /// Nearest texts that are kept for each text, so that a subset seldom has to search again.
    private static let kept = 12

    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "nearest-neighbour-distance", version: "1", unit: "distance", range: 0...2,
            higherMeans: .moreVaried, input: .vectors,
            meaning: "How far from a text the one most like it is, by their embeddings.",
            source: "Clark and Evans 1954, on embeddings.",
            emptyCase: "Fewer than two vectors: no value.")
    }

    /// - Throws: `MetricError.noData` for fewer than two vectors.
    public func prepare(_ vectors: VectorSet) throws(MetricError) -> RowMeasure {
        let name = info.name
        let units = vectors.units
        let dimension = vectors.dimension
        let nearest = NearestTexts(units, dimension: dimension, kept: Self.kept)
        return RowMeasure(rows: Array(0..<vectors.count), leftOut: 0) { rows throws(MetricError) in
            guard rows.count > 1 else {
                throw .noData(name, needs: "two vectors", got: "\(rows.count)")
            }
            var chosen = [Bool](repeating: false, count: units.count / dimension)
            for row in rows { chosen[row] = true }
            return mean(
                rows.map { row in
                    let known = nearest.lists[row].first { chosen[$0.row] }
                    let found =
                        known?.cosine ?? rows.lazy.filter { $0 != row }
                        .map { cosine(units, row, $0, dimension: dimension) }.max() ?? 0
                    return min(2, max(0, 1 - found))
                })
        }
    }
}

/// For each vector the ones with the largest cosine, largest first.
private struct NearestTexts: Sendable {
    struct Neighbour: Sendable {
        let row: Int
        let cosine: Double
    }

    private(set) var lists: [[Neighbour]]

    init(_ units: [Double], dimension: Int, kept: Int) {
        let count = units.count / dimension
        lists = Array(repeating: [], count: count)
        for first in 0..<count {
            for second in 0..<first {
                let found = cosine(units, first, second, dimension: dimension)
                insert(Neighbour(row: second, cosine: found), at: first, kept: kept)
                insert(Neighbour(row: first, cosine: found), at: second, kept: kept)
            }
        }
    }

    private mutating func insert(_ neighbour: Neighbour, at row: Int, kept: Int) {
        if lists[row].count == kept {
            guard let last = lists[row].last, last.cosine < neighbour.cosine else { return }
            lists[row].removeLast()
        }
        let place =
            lists[row].lastIndex { $0.cosine >= neighbour.cosine }.map { $0 + 1 } ?? 0
        lists[row].insert(neighbour, at: place)
    }
}

/// The product of two unit vectors, in eight sums side by side.
private func cosine(_ units: [Double], _ first: Int, _ second: Int, dimension: Int) -> Double {
    units.withUnsafeBufferPointer { units in
        let a = first * dimension
        let b = second * dimension
        var sums = SIMD8<Double>.zero
        var place = 0
        while place + 8 <= dimension {
            var x = SIMD8<Double>()
            var y = SIMD8<Double>()
            for lane in 0..<8 {
                x[lane] = units[a + place + lane]
                y[lane] = units[b + place + lane]
            }
            sums += x * y
            place += 8
        }
        var total = sums.sum()
        while place < dimension {
            total += units[a + place] * units[b + place]
            place += 1
        }
        return total
    }
}
