// SPDX-License-Identifier: Apache-2.0

/// A judge's preference for its own text net of how good that text is: its preference minus what an
/// outside judge, or people, say of the same pairs.
///
/// Unit: difference of preferences in [-1, 1]; 0: it likes its own text as much as others do.
public enum NetPreference {
    public static let version = "1"

    /// - Parameters:
    ///   - judge: pairs with the judge's own text as the text of interest.
    ///   - outside: the same pairs, in the same order, by who stands outside.
    /// - Returns: over items; pairs without both judges' verdicts in both orders are left out, so
    ///   `n` is the number of items that have any.
    /// - Throws: `MetricError.noData` for fewer than two items with verdicts of both; `badRow` where
    ///   the pairs are not the same.
    public static func difference(
        of judge: [OrderedPair], from outside: [OrderedPair], level: Double = 0.95
    ) throws(MetricError) -> PairedDifference {
        try OrderedPair.check(judge, for: "net-preference")
        try OrderedPair.check(outside, for: "net-preference")
        guard judge.count == outside.count else {
            throw MetricError(
                .badRow, metric: "net-preference",
                "the judge has \(judge.count) pairs, who stands outside \(outside.count).")
        }
        var differences: [String: [Double]] = [:]
        for (row, (own, other)) in zip(judge, outside).enumerated() {
            guard own.item == other.item else {
                throw MetricError(
                    .badRow, metric: "net-preference", row: row,
                    "the pairs are of \(own.item) and of \(other.item).")
            }
            guard let first = own.preference, let second = other.preference else { continue }
            differences[own.item, default: []].append(first - second)
        }
        let means = differences.sorted { $0.key < $1.key }.map { mean($0.value) }
        return try PairedDifference.ofMeans(means, level: level)
    }
}
