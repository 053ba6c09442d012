// SPDX-License-Identifier: Apache-2.0

/// Vectors of equal length, one a text, such as sentence embeddings.
public struct VectorSet: Sendable {
    /// Values of all vectors, one vector after another, [count, dimension].
    public let values: [Float]
    public let dimension: Int

    public var count: Int { values.count / dimension }

    /// - Parameter values: [count, dimension], row by row.
    /// - Throws: `MetricError.badSetting` when the values are no whole number of vectors, `badRow`
    ///   for a vector that has no direction: all zero, or not finite.
    public init(values: [Float], dimension: Int) throws(MetricError) {
        guard dimension > 0, values.count % dimension == 0 else {
            throw .badSetting(
                "vectors", "\(values.count) values are not whole vectors of \(dimension).")
        }
        self.values = values
        self.dimension = dimension
        for row in 0..<count {
            let length = squaredLength(of: row)
            guard length.isFinite, length > 0 else {
                throw MetricError(
                    .badRow, metric: "vectors", row: row, "the vector has no direction.",
                    remedy: "Leave texts without an embedding out, and count them.")
            }
        }
    }

    /// - Throws: as the other initializer, and `badRow` for a vector of another length.
    public init(_ vectors: [[Float]]) throws(MetricError) {
        let dimension = vectors.first?.count ?? 1
        for (row, vector) in vectors.enumerated() where vector.count != dimension {
            throw MetricError(
                .badRow, metric: "vectors", row: row,
                "has \(vector.count) values, the first vector has \(dimension).")
        }
        try self.init(values: vectors.flatMap { $0 }, dimension: dimension)
    }

    /// The vector of a row, [dimension].
    public subscript(row: Int) -> ArraySlice<Float> {
        values[row * dimension..<(row + 1) * dimension]
    }

    func squaredLength(of row: Int) -> Double {
        self[row].reduce(0) { $0 + Double($1) * Double($1) }
    }
}
