// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The published study's perplexity: the mean over texts after infinite values and outliers beyond
/// 1.5 interquartile ranges are removed, set by set.
///
/// Unit: perplexity, in [1, infinity). Here for comparison with the published numbers only: it
/// removes up to an eighth of a set, and another part of each set. How many were kept is noted.
/// Source: arXiv 2511.01490. Deviation: log-probabilities are not rounded to five decimals first.
public struct PublishedPerplexity: ScoredTextMetric {
    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "published-perplexity", version: "1", unit: "perplexity", range: 1 ... .infinity,
            higherMeans: .lessExpected, input: .scoredTexts,
            meaning: "Perplexity of a text, mean over texts that are no outliers.",
            source: "arXiv 2511.01490.",
            deviation: "Log-probabilities are not rounded to five decimals first.",
            emptyCase: "No text of finite perplexity: no value.")
    }

    /// - Throws: `MetricError.noData` when no text is finite, `badRow` for a row that cannot be.
    public func prepare(_ rows: [ScoredText]) throws(MetricError) -> RowMeasure {
        let name = info.name
        try ScoredText.check(rows, for: name)
        let values = rows.map { exp($0.lossPerToken) }
        let kept = Self.withoutOutliers(values)
        return RowMeasure(
            rows: Array(rows.indices), leftOut: 0,
            note: "Published recipe: \(kept.count) of \(rows.count) texts kept."
        ) { chosen throws(MetricError) in
            let kept = Self.withoutOutliers(chosen.map { values[$0] })
            guard !kept.isEmpty else {
                throw .noData(name, needs: "a text of finite perplexity", got: "none")
            }
            return mean(kept)
        }
    }

    /// The finite values within 1.5 interquartile ranges of the quartiles, ascending.
    static func withoutOutliers(_ values: [Double]) -> [Double] {
        let sorted = values.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { return [] }
        let lower = quantile(0.25, ofSorted: sorted)
        let upper = quantile(0.75, ofSorted: sorted)
        let reach = 1.5 * (upper - lower)
        return sorted.filter { $0 >= lower - reach && $0 <= upper + reach }
    }
}
