// SPDX-License-Identifier: Apache-2.0
public import BasketsMetrics

/// A metric of one set of answers, by its name: of the texts themselves, or of their embeddings.
public enum AnswerMeasure {
    /// Names of the metrics that are taken of answers, in the order of the catalog.
    public static let names =
        MetricCatalog.all.map(\.info).filter { [.answers, .vectors].contains($0.input) }
        .map(\.name) + [besideOther]

    /// The one metric that is taken of a set beside another.
    public static let besideOther = DifferenceMeasure.mauve.rawValue

    /// What the catalog says of a metric, whatever it is made from.
    ///
    /// - Throws: `MetricError.unknownMetric` with the names that are taken of answers.
    public static func info(named name: String) throws(MetricError) -> MetricInfo {
        try metric(named: name).info
    }

    /// What the catalog says of a metric that is taken of answers.
    ///
    /// - Throws: as `info(named:)`; `MetricError.wrongInput` for a metric that is made from something
    ///   else, with what that is and which command gives it.
    public static func takenInfo(named name: String) throws(MetricError) -> MetricInfo {
        let info = try info(named: name)
        guard names.contains(info.name) else { throw wrongInput(info) }
        return info
    }

    /// - Parameters:
    ///   - texts: those without words are left out of a metric of embeddings, and counted.
    ///   - embed: one vector a text; called for a metric of embeddings alone.
    /// - Throws: as `takenInfo(named:)`; `MetricError.noData` where there is nothing to measure; what
    ///   `embed` throws.
    public static func value(
        of name: String, _ texts: [String], interval: Jackknife?, embed: Audit.Embedding
    ) async throws -> MetricValue {
        let metric = try metric(named: name)
        if let metric = metric as? any AnswerSetMetric {
            return try metric.measure(AnswerSet(texts), interval: interval)
        }
        guard metric.info.name != besideOther else {
            throw MetricError(
                .badSetting, metric: besideOther, "is taken of two files of answers.",
                remedy: "Name the other one: `--against FILE`.")
        }
        guard let metric = metric as? any VectorSetMetric else { throw wrongInput(metric.info) }
        let filled = texts.filter { !WhitespaceWords.words(of: $0).isEmpty }
        let vectors = try await filled.isEmpty ? [] : embed(filled)
        let found = try metric.measure(VectorSet(vectors), interval: interval)
        return found.leavingOut(texts.count - filled.count)
    }

    /// MAUVE of some answers beside others, such as people's. Of the larger set as many answers are
    /// drawn, by their content, as the smaller has: it depends on their number.
    ///
    /// - Parameters:
    ///   - seed: of the draw and of the clusters.
    ///   - embed: one vector a text.
    /// - Throws: `MetricError.noData` for a set without words; what `embed` throws.
    public static func mauve(
        _ texts: [String], against others: [String], seed: UInt64, interval: Jackknife?,
        embed: Audit.Embedding
    ) async throws -> MetricValue {
        let sets = try MatchedSources(
            names: ["file", "other"], texts: [texts, others], seed: seed)
        let first = try VectorSet(await embed(sets.texts[0]))
        let second = try VectorSet(await embed(sets.texts[1]))
        let mauve = Mauve(seed: seed)
        return try mauve.number(of: mauve.prepare(first, against: second), interval: interval)
            .leavingOut(sets.leftOut[0])
    }

    private static func metric(named name: String) throws(MetricError) -> any Metric {
        guard let metric = try? MetricCatalog.metric(named: name) else {
            throw MetricError(
                .unknownMetric, metric: name, "no metric has this name.",
                remedy: "Known: \(names.joined(separator: ", ")).")
        }
        return metric
    }

    private static func wrongInput(_ info: MetricInfo) -> MetricError {
        MetricError(
            .wrongInput, metric: info.name,
            "is made from \(info.input.words), not from answers alone.",
            remedy: info.input.givenBy)
    }
}

extension MetricValue {
    /// The same beside the number of rows that no metric could look at.
    fileprivate func leavingOut(_ rows: Int) -> MetricValue {
        MetricValue(
            metric: metric, version: version, value: value, unit: unit, n: n,
            leftOut: leftOut + rows, interval: interval, smallestDifference: smallestDifference,
            note: note)
    }
}

extension MetricInfo.Input {
    /// What it is, for a reader at the terminal.
    package var words: String {
        switch self {
        case .answers: "answers"
        case .vectors: "embeddings of answers"
        case .scoredTexts: "the probabilities that a model gives to texts"
        case .distributions: "the next-token probabilities of two models along the same texts"
        case .pooledSets: "several sets of answers together"
        case .choices: "the probabilities that a model gives to the choices of questions"
        case .verdicts: "what a model says as a judge of several writers' texts"
        case .promptedAnswers: "answers to prompts that test safeguards"
        }
    }

    /// Which command gives the metrics that are made from it.
    package var givenBy: String {
        switch self {
        case .answers, .vectors: "`baskets measure METRIC FILE` gives them."
        case .scoredTexts:
            "`baskets run STUDY` gives them; `baskets score FILE --model NAME` gives each row's "
                + "log-probability."
        case .distributions: "`baskets run STUDY` gives them, with `divergence` in the study."
        case .pooledSets:
            "`baskets audit FILE FILE` gives them; `baskets measure mauve FILE --against FILE` mauve."
        case .choices: "`baskets run STUDY` gives them, with `abilities` in the study."
        case .verdicts: "`baskets run STUDY` gives them, with `self-preference` in the study."
        case .promptedAnswers: "`baskets run STUDY` gives them, with `robustness` in the study."
        }
    }
}
