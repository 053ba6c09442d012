// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

/// The measures that a study has to ask for.
extension StudyMeasures {
    /// Next-token distributions beside those of the untuned target, or of a condition.
    static func divergences(from other: String) -> [StudyMeasure] {
        let isParent = other == EvaluationPlan.parent
        let name = isParent ? "the untuned target" : other
        func measure(
            _ metric: String, _ title: String, _ lower: String, _ higher: String,
            _ place: ReportMeasure.Place
        ) -> StudyMeasure {
            StudyMeasure(
                name: isParent ? metric : "\(metric)-to-\(other)", metric: metric,
                input: .divergence, title: title, place: isParent ? place : .detail,
                lower: lower, higher: higher, against: other)
        }
        let distances = [
            measure(
                "kl-from-reference", "Divergence from \(name) (KL)", "closer to \(name)",
                "farther from \(name)", .headline),
            measure(
                "kl-from-model", "Divergence from \(name), the other way (KL)",
                "closer to \(name)", "farther from \(name)", .detail),
            measure(
                "jensen-shannon", "Divergence from \(name) (Jensen-Shannon)",
                "closer to \(name)", "farther from \(name)", .detail),
        ]
        guard isParent else { return distances }
        return distances + [
            measure(
                "next-token-entropy", "Entropy of the next token", "surer of what comes next",
                "less sure of what comes next", .main),
            measure(
                "tail-kept", "Kept probability of rare tokens", "rare tokens became rarer",
                "rare tokens became less rare", .main),
        ]
    }

    /// How close a cell's answers are to people's, taken together.
    static let mauve = StudyMeasure(
        name: "mauve", metric: "mauve", input: .vectors,
        title: "Closeness to people's answers (MAUVE)", lower: "farther from people's answers",
        higher: "closer to people's answers", isMatched: true, topic: "Closeness to human text")

    /// Whether a narrower model has become a weaker one too.
    static let abilities = [
        StudyMeasure(
            name: "choice-accuracy", metric: "choice-accuracy", input: .choices,
            title: "Right answers to questions with choices", place: .headline,
            lower: "fewer right answers", higher: "more right answers"),
        StudyMeasure(
            name: "choice-accuracy-normalized", metric: "choice-accuracy-normalized",
            input: .choices, title: "Right answers, by probability for each byte",
            lower: "fewer right answers", higher: "more right answers"),
    ]

    /// The spread of the answers to one question.
    static func spread(_ kind: OutputKind) -> [StudyMeasure] {
        let isSame = kind == .spread(.plain)
        let ending = isSame ? "one-question" : "paraphrases"
        let of = isSame ? "of answers to one question" : "of answers to one question reworded"
        func measure(
            _ metric: String, _ title: String, _ lower: String, _ higher: String,
            isHeadline: Bool = false, isVector: Bool = false
        ) -> StudyMeasure {
            StudyMeasure(
                name: "\(metric)-\(ending)", metric: metric,
                input: isVector ? .vectors : .answers, title: "\(title) \(of)",
                place: isHeadline && isSame ? .headline : .main, lower: lower, higher: higher,
                kind: kind, isMatched: true, isWithin: true,
                topic: "Answers to one question")
        }
        return [
            measure(
                "mean-cosine-distance", "Semantic diversity", "the answers mean more alike",
                "the answers mean less alike", isHeadline: true, isVector: true),
            measure(
                "self-bleu", "Self-BLEU", "the answers share fewer phrases",
                "the answers share more phrases"),
            measure(
                "distinct-2", "Distinct word pairs", "more repeated word pairs",
                "fewer repeated word pairs"),
        ]
    }
}
