// SPDX-License-Identifier: Apache-2.0

/// A metric of several sets, matched on number and length, with the unmatched numbers beside them.
public struct MatchedComparison: Sendable, Hashable {
    /// The metric of each matched set: these may be compared.
    public let matched: [MetricValue]
    /// The metric of each set as it was; nil where it has no value.
    public let unmatched: [MetricValue?]
    /// Each set minus the first, matched: paired where the rows belong together, else as of
    /// independent sets; nil for the first, and where there is no spread to judge by.
    public let differences: [PairedDifference?]
}

extension MatchedSets {
    /// Compares a metric between the sets.
    ///
    /// - Throws: `MetricError` when a matched set has no value.
    public func compare(
        _ metric: some AnswerSetMetric, interval jackknife: Jackknife
    ) throws(MetricError) -> MatchedComparison {
        var measures: [RowMeasure] = []
        var matched: [MetricValue] = []
        for set in sets {
            measures.append(try metric.prepare(set))
            matched.append(try metric.number(of: measures[matched.count], interval: jackknife))
        }
        let differences = measures.indices.map { index in
            index == 0 ? nil : difference(of: measures[index], from: measures[0], jackknife)
        }
        return MatchedComparison(
            matched: matched,
            unmatched: originals.map { try? metric.measure($0, interval: jackknife) },
            differences: differences)
    }

    private func difference(
        of measure: RowMeasure, from first: RowMeasure, _ jackknife: Jackknife
    ) -> PairedDifference? {
        isPaired
            ? try? jackknife.difference(of: measure, and: first)
            : try? jackknife.difference(ofIndependent: measure, and: first)
    }
}
