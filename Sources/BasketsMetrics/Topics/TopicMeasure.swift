// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the topics of one pool say about its sets: how many things a set is about, how much of a
/// reference's topics it keeps, and how alike two sets are.
///
/// A set's topics are the mean of its texts' topic shares, so that long texts do not count more.
/// Source: Shannon 1948 for the entropy; coverage and overlap are sums over the shares.
public enum TopicMeasure: String, Metric, CaseIterable {
    /// Entropy of a set's topics.
    case entropy = "topic-entropy"
    /// Share of the reference's topics that the set treats at least half as much.
    case coverage = "topic-coverage"
    /// What two sets' topics have in common: the sum over topics of the smaller share.
    case overlap = "topic-overlap"

    public var info: MetricInfo {
        MetricInfo(
            name: rawValue, version: "\(TopicWords.version),gibbs-1,both-1",
            unit: self == .entropy ? "bits" : "fraction",
            range: 0...(self == .entropy ? .infinity : 1),
            higherMeans: self == .entropy ? .moreVaried : .descriptive, input: .pooledSets,
            meaning: meaning,
            source: "Blei, Ng and Jordan 2003; Griffiths and Steyvers 2004; Shannon 1948.",
            deviation: "One model for all sets, of each set equally many texts; the mean over "
                + "several seeds, since one model is a matter of luck.",
            emptyCase: "No text with words that another text has: no value.")
    }

    private var meaning: String {
        switch self {
        case .entropy: "How many yes-or-no questions name the topic of a random text of the set."
        case .coverage:
            "Share of the reference's topics that the set treats at least half as much."
        case .overlap: "What the topics of two sets have in common, 1 for the same mixture."
        }
    }

    /// The measure of topic shares, [K], against those of another set where it has one.
    func value(of shares: [Double], against other: [Double]) -> Double {
        switch self {
        case .entropy:
            return max(0, -sum(shares.lazy.filter { $0 > 0 }.map { $0 * log2($0) }))
        case .coverage:
            return min(
                1, sum(zip(shares, other).lazy.filter { $0.0 >= $0.1 / 2 }.map { $0.1 }))
        case .overlap:
            return min(1, sum(zip(shares, other).lazy.map { min($0.0, $0.1) }))
        }
    }
}
