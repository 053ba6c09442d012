// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Perplexity of texts under a model, in each of its definitions; nothing is trimmed.
///
/// Unit: perplexity, in [1, infinity): the number of equally likely tokens that would surprise as
/// much. A text with an impossible token has an infinite one; such texts are counted in the note.
/// Tokens of different tokenizers differ: compare only within one, or use bits per byte.
/// Source: Jelinek et al. 1977; both common definitions side by side.
public struct Perplexity: ScoredTextMetric {
    public enum Summary: String, Sendable, CaseIterable {
        /// exp of the mean loss over all tokens of all texts: long texts count more.
        case tokenWeighted = "perplexity"
        /// Mean over texts of each text's perplexity: a few odd texts carry it.
        case mean = "perplexity-mean"
        case median = "perplexity-median"
        /// exp of the mean over texts of each text's loss per token.
        case geometricMean = "perplexity-geometric-mean"
        case lowerQuartile = "perplexity-lower-quartile"
        case upperQuartile = "perplexity-upper-quartile"
    }

    public let summary: Summary

    public init(_ summary: Summary) { self.summary = summary }

    public var info: MetricInfo {
        MetricInfo(
            name: summary.rawValue, version: "1", unit: "perplexity", range: 1 ... .infinity,
            higherMeans: .lessExpected, input: .scoredTexts, meaning: meaning,
            source: "Jelinek et al. 1977.",
            deviation: "No outlier is removed; infinite values are counted, not dropped.",
            emptyCase: "No texts: no value.")
    }

    private var meaning: String {
        switch summary {
        case .tokenWeighted: "How unexpected a token of the texts is, all tokens together."
        case .mean: "Perplexity of a text, mean over texts."
        case .median: "Perplexity of the middle text."
        case .geometricMean: "Perplexity of a text, geometric mean over texts."
        case .lowerQuartile: "A quarter of the texts have at most this perplexity."
        case .upperQuartile: "Three quarters of the texts have at most this perplexity."
        }
    }

    /// - Throws: `MetricError.noData` for no rows, `badRow` for a row that cannot be.
    public func prepare(_ rows: [ScoredText]) throws(MetricError) -> RowMeasure {
        let name = info.name
        try ScoredText.check(rows, for: name)
        let summary = summary
        let infinite = rows.filter { !exp($0.lossPerToken).isFinite }.count
        return RowMeasure(
            rows: Array(rows.indices), leftOut: 0,
            note: infinite == 0 ? nil : "\(infinite) of \(rows.count) texts are infinite."
        ) { chosen throws(MetricError) in
            guard !chosen.isEmpty else { throw .noData(name, needs: "a scored text", got: "none") }
            return Self.value(of: chosen.map { rows[$0] }, summary)
        }
    }

    private static func value(of rows: [ScoredText], _ summary: Summary) -> Double {
        let losses = rows.map(\.lossPerToken)
        func quartile(_ share: Double) -> Double {
            quantile(share, ofSorted: losses.map { exp($0) }.sorted())
        }
        switch summary {
        case .tokenWeighted:
            return exp(-sum(rows.map(\.logProbability)) / Double(rows.reduce(0) { $0 + $1.tokens }))
        case .mean: return BasketsMetrics.mean(losses.map { exp($0) })
        case .geometricMean: return exp(BasketsMetrics.mean(losses))
        case .lowerQuartile: return quartile(0.25)
        case .median: return quartile(0.5)
        case .upperQuartile: return quartile(0.75)
        }
    }
}
