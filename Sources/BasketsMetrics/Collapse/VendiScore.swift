// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Vendi score: how many wholly different texts would be as varied as these, by their embeddings.
///
/// Unit: effective texts, in [1, n]; 1 means that all vectors point one way, n that all are at
/// right angles. exp of the entropy of the eigenvalues of the cosine matrix over n; a copy of the
/// whole set leaves it unchanged. It grows with n: compare matched sets only.
/// Source: Friedman and Dieng 2023; equal to PyPI's `vendi-score`.
public struct VendiScore: VectorSetMetric {
    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "vendi-score", version: "1", unit: "effective texts", range: 1 ... .infinity,
            higherMeans: .moreVaried, input: .vectors,
            meaning: "How many wholly different texts would be as varied as these.",
            source: "Friedman and Dieng 2023.", emptyCase: "No vectors: no value.")
    }

    /// - Throws: `MetricError.noData` for no vectors.
    public func prepare(_ vectors: VectorSet) throws(MetricError) -> RowMeasure {
        let name = info.name
        let dimension = vectors.dimension
        let units = vectors.units
        return RowMeasure(rows: Array(0..<vectors.count), leftOut: 0) { rows throws(MetricError) in
            guard !rows.isEmpty else { throw .noData(name, needs: "a vector", got: "none") }
            let narrow = rows.count < dimension
            let matrix =
                narrow
                ? rowProducts(units, of: rows, dimension: dimension)
                : columnProducts(units, of: rows, dimension: dimension)
            let values = symmetricEigenvalues(matrix, size: narrow ? rows.count : dimension)
            let shares = values.map { $0 / Double(rows.count) }.filter { $0 > 0 }
            return max(1, exp(-sum(shares.map { $0 * log($0) })))
        }
    }
}

/// Lower triangle of the cosines of all pairs of rows, [rows, rows].
private func rowProducts(_ units: [Double], of rows: [Int], dimension: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: rows.count * rows.count)
    for (i, first) in rows.enumerated() {
        for (j, second) in rows[...i].enumerated() {
            var total = 0.0
            for place in 0..<dimension {
                total += units[first * dimension + place] * units[second * dimension + place]
            }
            matrix[i * rows.count + j] = total
        }
    }
    return matrix
}

/// Lower triangle of the sum over rows of x x', [dimension, dimension]; its eigenvalues other than
/// 0 are those of the cosine matrix.
private func columnProducts(_ units: [Double], of rows: [Int], dimension: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    for row in rows {
        for i in 0..<dimension {
            let value = units[row * dimension + i]
            for j in 0...i {
                matrix[i * dimension + j] += value * units[row * dimension + j]
            }
        }
    }
    return matrix
}
