// SPDX-License-Identifier: Apache-2.0

/// Mean pairwise cosine distances within and between two sources.
///
/// Unit: distance in [0, 2]. Exact in O(n d), from the sums of unit vectors alone. Two answers to
/// the same question are no pair, since within a source there are none: a shared topic would make
/// sources look alike.
public struct EmbeddingDifference: Sendable, Hashable, Codable {
    public let between: PairNumber
    /// Between, minus the mean of the two distances within; its null is that of one writer.
    public let excess: PairNumber
    /// Mean distance within the first and within the second source.
    public let withinFirst: MetricValue
    public let withinSecond: MetricValue

    /// - Parameter vectors: one for each row of the pool.
    /// - Throws: `MetricError.badSetting` for another number of vectors, `noData` where a source has
    ///   fewer than two answers.
    public init(
        _ pair: SourcePair, vectors: VectorSet, interval: Jackknife?, nullDraws: Int
    ) throws(MetricError) {
        guard vectors.count == pair.texts.count else {
            throw .badSetting(
                "embedding-distance",
                "\(vectors.count) vectors do not belong to \(pair.texts.count) answers.")
        }
        let sums = PooledVectors(vectors, isPaired: pair.isPaired)
        between = try pair.number(of: DifferenceMeasure.embeddingDistance, interval: interval) {
            sides throws(MetricError) in try sums.distances(sides).between
        }
        excess = try pair.number(
            of: DifferenceMeasure.embeddingExcess, interval: interval, nullDraws: nullDraws
        ) { sides throws(MetricError) in
            let found = try sums.distances(sides)
            return found.between - (found.first + found.second) / 2
        }
        let metric = MeanCosineDistance()
        let half = pair.sides.firstIndex(of: .second) ?? 0
        let measure = try metric.prepare(vectors)
        func within(_ rows: Range<Int>) throws(MetricError) -> MetricValue {
            try metric.number(
                of: RowMeasure(rows: Array(rows), leftOut: 0, value: measure.value),
                interval: interval)
        }
        withinFirst = try within(0..<half)
        withinSecond = try within(half..<vectors.count)
    }
}

/// Unit vectors of a pool, [rows, dimension], whose sums give mean distances.
private struct PooledVectors: Sendable {
    let units: [Double]
    let dimension: Int
    /// For paired rows, the cosine of the two answers to each question.
    let pairCosines: [Double]

    init(_ vectors: VectorSet, isPaired: Bool) {
        let units = vectors.units
        let dimension = vectors.dimension
        let half = isPaired ? vectors.count / 2 : 0
        self.units = units
        self.dimension = dimension
        pairCosines = (0..<half).map { row in
            (0..<dimension).reduce(0.0) {
                $0 + units[row * dimension + $1] * units[(row + half) * dimension + $1]
            }
        }
    }

    /// Mean cosine distances within the first, within the second, and between them.
    func distances(
        _ sides: [SourcePair.Side]
    ) throws(MetricError) -> (first: Double, second: Double, between: Double) {
        let (one, m) = total(sides, of: .first)
        let (two, n) = total(sides, of: .second)
        guard m > 1, n > 1 else {
            throw .noData(
                "embedding-distance", needs: "two answers of both sources", got: "\(min(m, n))")
        }
        // Pairs of one question that are on different sides.
        let half = pairCosines.count
        var same = 0.0
        var pairs = 0
        for row in 0..<half
        where sides[row] != .leftOut && sides[row + half] != .leftOut {
            same += pairCosines[row]
            pairs += 1
        }
        func within(_ sum: [Double], _ count: Int) -> Double {
            let squared = BasketsMetrics.sum(sum.lazy.map { $0 * $0 })
            return 1 - (squared - Double(count)) / (Double(count) * Double(count - 1))
        }
        let dot = BasketsMetrics.sum(zip(one, two).lazy.map { $0 * $1 })
        return (
            within(one, m), within(two, n), 1 - (dot - same) / Double(m * n - pairs)
        )
    }

    private func total(
        _ sides: [SourcePair.Side], of side: SourcePair.Side
    ) -> (sum: [Double], count: Int) {
        var total = [Double](repeating: 0, count: dimension)
        var count = 0
        units.withUnsafeBufferPointer { units in
            total.withUnsafeMutableBufferPointer { total in
                for row in sides.indices where sides[row] == side {
                    count += 1
                    let start = row * dimension
                    for place in 0..<dimension { total[place] += units[start + place] }
                }
            }
        }
        return (total, count)
    }
}
