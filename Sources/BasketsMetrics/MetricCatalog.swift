// SPDX-License-Identifier: Apache-2.0

/// All metrics, in one list. A new metric is one file of `Collapse` and one line here.
public enum MetricCatalog {
    public static let all: [any Metric] =
        [SelfBLEU(knownOrder: SelfBLEU.defaultOrder)]
        + [1, 2, 3, 5].map { SelfBLEU(knownOrder: $0) }
        + [SelfBLEUWithin(knownOrder: SelfBLEU.defaultOrder)]
        + [1, 2, 3, 5].map { SelfBLEUWithin(knownOrder: $0) }
        + DistinctN.orders.map { DistinctN(knownN: $0) }
        + [CompressionRatio()] + [MTLD()] + [25, 50, 100].map { MATTR(knownWindow: $0) }
        + NGramEntropy.orders.map { NGramEntropy(knownN: $0) }
        + LongRepetition.orders.map { LongRepetition(knownN: $0) }
        + [VocabularyGrowth()]
        + HeapsLaw.Part.allCases.map { HeapsLaw($0) }
        + FormProfile.Part.allCases.map { FormProfile($0) }
        + [MeanCosineDistance(), VendiScore(), NearestNeighbourDistance()]
        + Perplexity.Summary.allCases.map { Perplexity($0) }
        + [BitsPerByte()]
        + NextTokenDivergence.Part.allCases.map { NextTokenDivergence($0) }
        + ChoiceAccuracy.Rule.allCases.map { ChoiceAccuracy($0) }
        + JudgePreference.allCases.map { $0 }
        + SafeguardMeasure.allCases.map { $0 }
        + ofSets + published

    /// Made from several sets of answers together.
    static let ofSets: [any Metric] =
        TopicMeasure.allCases.map { $0 } + DifferenceMeasure.allCases.map { $0 }

    /// The recipes of the published study as they were, to stand beside ours.
    public static let published: [any Metric] =
        [PublishedPerplexity()]
        + PublishedDiversity.Pool.allCases.map { PublishedDiversity($0) }
        + HeapsLaw.Part.allCases.map { PublishedHeaps($0) }
        + PublishedPreference.allCases.map { $0 }

    /// Names of the metrics made from one kind of input, in the order of the list.
    public static func names(madeFrom input: MetricInfo.Input) -> [String] {
        all.map(\.info).filter { $0.input == input }.map(\.name)
    }

    /// - Throws: `MetricError.unknownMetric` with the known names.
    public static func metric(named name: String) throws(MetricError) -> any Metric {
        let plain =
            name.hasSuffix("-\(SelfBLEU.defaultOrder)") && name.hasPrefix("self-bleu")
            ? String(name.dropLast(2)) : name
        if let found = all.first(where: { $0.info.name == plain }) { return found }
        throw MetricError(
            .unknownMetric, metric: name, "no metric has this name.",
            remedy: "Known: \(all.map(\.info.name).joined(separator: ", ")).")
    }

    /// The named metric of a set of answers.
    ///
    /// - Throws: `unknownMetric`; `wrongInput` for a metric that is not made from answers;
    ///   `noData` where there is nothing to measure.
    public static func measure(
        _ name: String, of texts: [String], interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        let metric = try metric(named: name)
        guard let metric = metric as? any AnswerSetMetric else {
            throw MetricError(
                .wrongInput, metric: name, "is made from \(metric.info.input.rawValue).",
                remedy: "From answers: \(names(madeFrom: .answers).joined(separator: ", ")).")
        }
        return try metric.measure(AnswerSet(texts), interval: interval)
    }
}
