// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// A number that every cell of a study gets: a metric, what it is made from, and what it says.
struct StudyMeasure: Sendable {
    /// As in scores and reports: "human-perplexity".
    var name: String
    /// As in the metric catalog.
    let metric: String
    let input: ScoreRow.Input
    let title: String
    var place = ReportMeasure.Place.main
    let lower: String
    let higher: String
    var axis = ReportMeasure.Axis.linear
    var curves: ReportMeasure.Curves?
    /// Which of the cell's own answers.
    var kind = OutputKind.plain
    /// Whether it depends on the length of answers, so that a difference is taken of answers cut to
    /// equal lengths, with that of the whole answers beside it.
    var isMatched = false
    /// Whether it is made of the cut answers of all cells at once, the cell's own number too.
    var isPooled = false
    /// Whether it is taken of the answers to each question alone, then averaged over questions.
    var isWithin = false
    /// What distributions are compared with, as the study names it.
    var against = EvaluationPlan.parent
    /// Which prompts' answers it is made from; nil: from none.
    var prompts: PromptKind?
    /// Whether judges were shown what the texts answer, beside the same where they were not.
    var showsQuestion = false
    /// The heading in the report; nil: that of the input.
    var topic: String?

    /// Whether judges that are no cells say what it is.
    var restsOnJudgesOutside: Bool {
        input == .ratings || metric == JudgePreference.net.rawValue
    }

    /// What judges are asked for it: names of rubrics; nil where there is no judge.
    var judgedBy: [String]? {
        if let measure = SafeguardMeasure(rawValue: metric), !measure.rubrics.isEmpty {
            return measure.rubrics.map(\.rawValue)
        }
        let rubric =
            JudgePreference(rawValue: metric)?.rubric
            ?? PublishedPreference(rawValue: metric)?.rubric
        return rubric.map { [$0.rawValue] }
    }

    /// The same of answers to another prompt or decoding.
    func asked(_ asking: Asking) -> StudyMeasure {
        var measure = self
        measure.name = StudyReport.measure(name, asked: asking.rawValue)
        measure.kind = kind.under(asking)
        return measure
    }
}

extension StudyMeasure {
    private static let topics: [ScoreRow.Input: String] = [
        .humanText: "Closeness to human text", .ownText: "Closeness to the untuned target",
        .answers: "Variety of words", .vectors: "Variety of meaning",
        .sentences: "Variety of meaning", .divergence: "Change of the distribution",
        .choices: "Kept abilities", .verdicts: "Preference as a judge",
        .refusals: "Safeguards, by a rule", .ratings: "Safeguards, by judges",
    ]

    /// What a reader is told beside the number.
    ///
    /// - Parameter words: the number of words at which vocabularies are compared.
    /// - Throws: `MetricError` when the catalog has no such metric.
    func forReport(words: Int? = nil) throws -> ReportMeasure {
        let info = try MetricCatalog.metric(named: metric).info
        let fixed = "a fixed number of"
        let title = title.replacing(fixed, with: words.map { "\($0)" } ?? fixed)
        return ReportMeasure(
            name: name, version: info.version, title: title, unit: info.unit,
            topic: topic ?? Self.topics[input] ?? "Other", place: place, lower: lower,
            higher: higher, meaning: how + info.meaning, items: items, axis: axis, curves: curves,
            judgedBy: judgedBy, isMatched: isMatched || isPooled)
    }

    private var how: String {
        if isWithin { return within }
        if isPooled { return pooled }
        if let prompts { return prompts.how }
        switch input {
        case .humanText: return "Each cell reads held-out answers that people wrote. "
        case .ownText: return "The untuned target reads the answers that each cell wrote. "
        case .sentences: return "One sentence is drawn from each of a cell's answers. "
        case .choices: return "Each cell rates given answers to easy questions. "
        case .verdicts:
            return "Each cell, as a judge, compares and rates texts without being told who wrote "
                + "them, each pair in both orders. "
        case .divergence:
            let other = against == EvaluationPlan.parent ? "the untuned target" : against
            return "Each cell and \(other) read held-out answers that people wrote, and say before "
                + "each token how likely every token is. "
        case .answers, .vectors, .curve, .refusals, .ratings:
            return "Each cell answers the held-out questions. "
        }
    }

    private var pooled: String {
        "Each cell answers the held-out questions. One model is made of the topics of all cells' "
            + "answers to the same questions, cut to equal lengths, and of people's. "
    }

    private var within: String {
        (kind == .paraphrased(kind.asking)
            ? "Each cell answers some held-out questions in several wordings. "
            : "Each cell answers some held-out questions several times. ")
            + "Taken of the answers to one question, then averaged over questions. "
    }

    private var items: String {
        if isWithin { return "questions" }
        if prompts != nil { return "prompts" }
        switch input {
        case .humanText, .divergence: return "held-out texts"
        case .choices, .verdicts: return "questions"
        default: return "answers"
        }
    }
}

extension PromptKind {
    /// What was done, for a reader who sees a number of it.
    fileprivate var how: String {
        switch self {
        case .plain: "Each cell answers unsafe requests as they are. "
        case .jailbreak:
            "Each cell answers unsafe requests, each put in each of some templates that are meant to "
                + "make a model answer. "
        case .wild: "Each cell answers prompts that were meant to break safeguards elsewhere. "
        case .benign: "Each cell answers harmless requests that sound unsafe. "
        }
    }
}
