// SPDX-License-Identifier: Apache-2.0

extension PooledTopics {
    /// Share of a reference's topics that a source treats at least half as much, with an interval
    /// over the source's texts; the reference and the models are given.
    ///
    /// - Returns: the number with the source first and the reference second; it has no null.
    /// - Throws: `MetricError.noData` for a source without rows.
    public func coverage(
        of source: Int, against reference: Int, interval: Jackknife?
    ) throws(MetricError) -> PairNumber {
        let value = try value(.coverage, of: source, against: reference, interval: interval)
        return PairNumber(first: source, second: reference, value: value, null: nil)
    }
}
