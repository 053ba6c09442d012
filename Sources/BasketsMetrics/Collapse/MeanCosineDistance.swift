// SPDX-License-Identifier: Apache-2.0

/// Mean pairwise cosine distance: 1 minus the mean cosine over all pairs of different vectors.
///
/// Unit: distance in [0, 2]; 0 means that all vectors point one way, 1 that pairs are unrelated.
/// Exact in O(n d): the squared length of the sum of n unit vectors is n plus twice the sum of the
/// cosines of all pairs, so no pair is visited.
/// Source: Tevet and Berant 2021 (average pairwise distance of embeddings).
public struct MeanCosineDistance: VectorSetMetric {
    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "mean-cosine-distance", version: "1", unit: "distance", range: 0...2,
            higherMeans: .moreVaried, input: .vectors,
            meaning: "How far apart two random texts of the set are, by their embeddings.",
            source: "Tevet and Berant 2021.",
            emptyCase: "Fewer than two vectors: no value.")
    }

    /// - Throws: `MetricError.noData` for fewer than two vectors.
    public func prepare(_ vectors: VectorSet) throws(MetricError) -> RowMeasure {
        let name = info.name
        let dimension = vectors.dimension
        let units = vectors.units
        return RowMeasure(rows: Array(0..<vectors.count), leftOut: 0) { rows throws(MetricError) in
            guard rows.count > 1 else {
                throw .noData(name, needs: "two vectors", got: "\(rows.count)")
            }
            var total = [Double](repeating: 0, count: dimension)
            for row in rows {
                for place in 0..<dimension { total[place] += units[row * dimension + place] }
            }
            let n = Double(rows.count)
            let squared = sum(total.lazy.map { $0 * $0 })
            return min(2, max(0, 1 - (squared - n) / (n * (n - 1))))
        }
    }
}

extension VectorSet {
    /// The vectors scaled to length 1, [count, dimension].
    var units: [Double] {
        var scaled: [Double] = []
        scaled.reserveCapacity(values.count)
        for row in 0..<count {
            let length = squaredLength(of: row).squareRoot()
            scaled.append(contentsOf: self[row].lazy.map { Double($0) / length })
        }
        return scaled
    }
}
