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
        let half = pair.sides.count { $0 == .first }
        var placed: [(row: Int, set: Int, place: Int)] = []
        for (set, start) in [(pair.first, 0), (pair.second, half)] {
            for (place, row) in rows[set].enumerated() { placed.append((start + row, set, place)) }
        }
        let known = placed
        let models = shares
        let measure = TopicMeasure.overlap
        return try pair.number(
            of: measure, interval: interval, nullDraws: nullDraws, lessIsDifferent: true,
            note: "\(topics) topics, mean over \(shares.count) models."
        ) { sides throws(MetricError) in
            let first = known.filter { sides[$0.row] == .first }
            let second = known.filter { sides[$0.row] == .second }
            guard !first.isEmpty, !second.isEmpty else {
                throw .noData(measure.rawValue, needs: "texts of both sources", got: "none of one")
            }
            return mean(
                models.map { model in
                    measure.value(
                        of: Self.mixture(first.map { model[$0.set][$0.place] }),
                        against: Self.mixture(second.map { model[$0.set][$0.place] }))
                })
        }
    }
}
