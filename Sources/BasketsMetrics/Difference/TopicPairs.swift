// SPDX-License-Identifier: Apache-2.0

extension PooledTopics {
    /// What the topics of two sources have in common, beside what two halves of one source's texts
    /// would have; the topics are given, so the null says nothing of the luck of a model.
    ///
    /// - Parameter pair: of the sets that were pooled, in their order and with all of their texts.
    /// - Throws: `MetricError.noData` where nothing is left of a source.
    public func overlap(
        _ pair: SourcePair, interval: Jackknife?, nullDraws: Int
    ) throws(MetricError) -> PairNumber {
        try number(.overlap, pair, interval: interval, nullDraws: nullDraws)
    }

    /// Share of a reference's topics that a source treats at least half as much, with an interval
    /// over the texts of both; the models are given.
    ///
    /// - Parameter pair: the source and the reference, as for `overlap`.
    /// - Returns: the number with the source first and the reference second; it has no null.
    /// - Throws: `MetricError.noData` where nothing is left of one of the two.
    public func coverage(
        _ pair: SourcePair, reference: Int, interval: Jackknife?
    ) throws(MetricError) -> PairNumber {
        precondition([pair.first, pair.second].contains(reference), "one of the pair")
        let isReversed = reference == pair.first
        let found = try number(.coverage, pair, isReversed: isReversed, interval: interval)
        return PairNumber(
            first: isReversed ? pair.second : pair.first, second: reference, value: found.value,
            null: nil)
    }

    /// - Parameter isReversed: whether the measure is of the second source against the first.
    private func number(
        _ measure: TopicMeasure, _ pair: SourcePair, isReversed: Bool = false,
        interval: Jackknife?, nullDraws: Int = 0
    ) throws(MetricError) -> PairNumber {
        let half = pair.sides.count { $0 == .first }
        var placed: [(row: Int, set: Int, place: Int)] = []
        for (set, start) in [(pair.first, 0), (pair.second, half)] {
            for (place, row) in rows[set].enumerated() { placed.append((start + row, set, place)) }
        }
        let known = placed
        let models = shares
        return try pair.number(
            of: measure, interval: interval, nullDraws: nullDraws, lessIsDifferent: true,
            note: "\(topics) topics, mean over \(shares.count) models."
        ) { sides throws(MetricError) in
            let first = known.filter { sides[$0.row] == .first }
            let second = known.filter { sides[$0.row] == .second }
            guard !first.isEmpty, !second.isEmpty else {
                throw .noData(measure.rawValue, needs: "texts of both sources", got: "none of one")
            }
            let (own, other) = isReversed ? (second, first) : (first, second)
            return mean(
                models.map { model in
                    measure.value(
                        of: Self.mixture(own.map { model[$0.set][$0.place] }),
                        against: Self.mixture(other.map { model[$0.set][$0.place] }))
                })
        }
    }
}
