// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics
import BasketsReport
import BasketsStore

/// A number that every cell of a study gets: a metric, what it is made from, and what it says.
struct StudyMeasure: Sendable {
    /// As in scores and reports: "human-perplexity".
    let name: String
    /// As in the metric catalog.
    let metric: String
    let input: ScoreRow.Input
    let title: String
    var isHeadline = false
    let lower: String
    let higher: String
    var axis = ReportMeasure.Axis.linear
    var curves: ReportMeasure.Curves?
}

/// The measures of a study, in reading order. A new one is one line here.
package enum StudyMeasures {
    /// Changes with the way scores are made from metrics: intervals, pairing, what is left out.
    static let method = "jackknife, paired with vanilla v1"
    /// Subsets that an interval is made from.
    package static let subsets = 200

    static let all: [StudyMeasure] = texts("human", .humanText) + texts("parent", .ownText) + own

    /// Names of all measures, in reading order.
    package static var names: [String] { all.map(\.name) }

    private static func texts(_ who: String, _ input: ScoreRow.Input) -> [StudyMeasure] {
        let isHuman = input == .humanText
        let of = isHuman ? "of human text" : "of own answers"
        let lower =
            isHuman ? "less surprised by human text" : "closer to what the untuned target writes"
        let higher =
            isHuman ? "more surprised by human text" : "farther from what the untuned target writes"
        let summaries = [
            ("perplexity", "Perplexity \(of)"),
            ("perplexity-geometric-mean", "Perplexity \(of), geometric mean over texts"),
            ("perplexity-median", "Perplexity \(of), median over texts"),
            ("perplexity-mean", "Perplexity \(of), mean over texts"),
            ("perplexity-lower-quartile", "Perplexity \(of), lower quartile"),
            ("perplexity-upper-quartile", "Perplexity \(of), upper quartile"),
        ]
        let perplexities = summaries.map { metric, title in
            StudyMeasure(
                name: "\(who)-\(metric)", metric: metric, input: input, title: title,
                isHeadline: metric == "perplexity", lower: lower, higher: higher,
                axis: .logarithmic, curves: isHuman && metric == "perplexity" ? .learning : nil)
        }
        let bits = StudyMeasure(
            name: "\(who)-bits-per-byte", metric: "bits-per-byte", input: input,
            title: "Bits per byte \(of)", lower: lower, higher: higher)
        return perplexities + [bits]
    }

    private static let own = [
        StudyMeasure(
            name: "self-bleu", metric: "self-bleu", input: .answers,
            title: "Self-BLEU across answers", isHeadline: true,
            lower: "answers share fewer phrases", higher: "answers share more phrases"),
        StudyMeasure(
            name: "self-bleu-within", metric: "self-bleu-within", input: .answers,
            title: "Self-BLEU within an answer", lower: "sentences repeat each other less",
            higher: "sentences repeat each other more"),
        StudyMeasure(
            name: "distinct-1", metric: "distinct-1", input: .answers, title: "Distinct words",
            lower: "more repeated words", higher: "fewer repeated words"),
        StudyMeasure(
            name: "distinct-2", metric: "distinct-2", input: .answers,
            title: "Distinct word pairs", isHeadline: true, lower: "more repeated word pairs",
            higher: "fewer repeated word pairs"),
        StudyMeasure(
            name: "vocabulary-growth", metric: "vocabulary-growth", input: .answers,
            title: "Vocabulary at a fixed number of words", lower: "a smaller vocabulary",
            higher: "a larger vocabulary", curves: .growth),
        StudyMeasure(
            name: "heaps-k", metric: "heaps-k", input: .answers,
            title: "Heaps' law, k", lower: "a smaller vocabulary at the start",
            higher: "a larger vocabulary at the start"),
        StudyMeasure(
            name: "heaps-beta", metric: "heaps-beta", input: .answers,
            title: "Heaps' law, beta", lower: "new words run out sooner",
            higher: "new words keep coming"),
        StudyMeasure(
            name: "mean-cosine-distance", metric: "mean-cosine-distance", input: .vectors,
            title: "Semantic diversity", isHeadline: true, lower: "answers more alike",
            higher: "answers less alike"),
    ]
}

extension StudyMeasure {
    private static let topics: [ScoreRow.Input: String] = [
        .humanText: "Closeness to human text", .ownText: "Closeness to the untuned target",
        .answers: "Variety of words", .vectors: "Variety of meaning",
    ]

    /// What a reader is told beside the number.
    ///
    /// - Throws: `MetricError` when the catalog has no such metric.
    func forReport() throws -> ReportMeasure {
        let info = try MetricCatalog.metric(named: metric).info
        let how: String
        switch input {
        case .humanText: how = "Each cell reads held-out answers that people wrote. "
        case .ownText: how = "The untuned target reads the answers that each cell wrote. "
        default: how = "Each cell answers the held-out questions. "
        }
        return ReportMeasure(
            name: name, version: info.version, title: title, unit: info.unit,
            topic: Self.topics[input] ?? "Other", isHeadline: isHeadline, lower: lower,
            higher: higher, meaning: how + info.meaning,
            items: input == .humanText ? "held-out texts" : "answers", axis: axis, curves: curves)
    }
}
