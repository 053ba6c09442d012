// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

/// The measures of a study, in reading order. A new one is one line of a list.
package enum StudyMeasures {
    /// Changes with the way scores are made from metrics: intervals, pairing, what is left out.
    static let method = "jackknife, paired with vanilla v1"
    /// Changes with the way answers are cut to equal lengths.
    static let matching = "matched on n and length over all cells of a target v2"
    /// Subsets that an interval is made from.
    package static let subsets = 200

    /// Of every study.
    static let all: [StudyMeasure] =
        texts("human", .humanText) + texts("parent", .ownText) + words + moreWords + meaning
        + topics + form

    /// Of a study that asks for so much.
    static func of(_ plan: EvaluationPlan) -> [StudyMeasure] {
        var measures = all
        for other in plan.divergence { measures += divergences(from: other) }
        if plan.abilities != nil { measures += abilities }
        if let wanted = plan.spread {
            measures += spread(.spread(.plain))
            if wanted.paraphrases > 0 { measures += spread(.paraphrased(.plain)) }
        }
        if let preference = plan.selfPreference { measures += preferences(preference) }
        if let robustness = plan.robustness { measures += safeguards(robustness) }
        if plan.mauve != nil { measures.append(mauve) }
        if plan.preset == .published {
            measures += published + (plan.selfPreference == nil ? [] : publishedPreferences)
        }
        let plain = measures
        for asking in plan.promptings where asking != .plain {
            measures += asked(asking, plain)
        }
        return measures
    }

    /// Those of all that are taken of answers and texts, asked for in another way: temperature changes
    /// no likelihood of people's answers, and paraphrases are reworded as they are.
    private static func asked(
        _ asking: Asking, _ measures: [StudyMeasure]
    ) -> [StudyMeasure] {
        measures.filter { measure in
            switch measure.input {
            case .humanText, .divergence: OutputKind.asked(asking).readsTexts
            case .choices, .verdicts, .refusals, .ratings, .curve: false
            case .ownText, .answers, .vectors, .sentences:
                measure.kind != .paraphrased(.plain) || asking != .reworded
            }
        }.map { $0.asked(asking) }
    }

    /// Those that are taken on resampled questions, and so can be claimed and ranked by.
    static func resampled(_ plan: EvaluationPlan) -> [StudyMeasure] {
        of(plan).filter { $0.kind == .plain }
    }

    private static func texts(_ who: String, _ input: ScoreRow.Input) -> [StudyMeasure] {
        let isHuman = input == .humanText
        let of = isHuman ? "of human text" : "of own answers"
        let lower =
            isHuman ? "less surprised by human text" : "closer to what the untuned target writes"
        let higher =
            isHuman ? "more surprised by human text" : "farther from what the untuned target writes"
        let summaries: [(String, String, ReportMeasure.Place)] = [
            ("perplexity", "Perplexity \(of)", .headline),
            ("perplexity-geometric-mean", "Perplexity \(of), geometric mean over texts", .detail),
            ("perplexity-median", "Perplexity \(of), median over texts", .main),
            ("perplexity-mean", "Perplexity \(of), mean over texts", .detail),
            ("perplexity-lower-quartile", "Perplexity \(of), lower quartile", .detail),
            ("perplexity-upper-quartile", "Perplexity \(of), upper quartile", .detail),
        ]
        let perplexities = summaries.map { metric, title, place in
            StudyMeasure(
                name: "\(who)-\(metric)", metric: metric, input: input, title: title,
                place: place, lower: lower, higher: higher,
                axis: .logarithmic, curves: isHuman && metric == "perplexity" ? .learning : nil)
        }
        let bits = StudyMeasure(
            name: "\(who)-bits-per-byte", metric: "bits-per-byte", input: input,
            title: "Bits per byte \(of)", lower: lower, higher: higher)
        return perplexities + [bits]
    }

    private static let words = [
        StudyMeasure(
            name: "self-bleu", metric: "self-bleu", input: .answers,
            title: "Self-BLEU across answers", place: .headline,
            lower: "answers share fewer phrases", higher: "answers share more phrases",
            isMatched: true),
        StudyMeasure(
            name: "self-bleu-within", metric: "self-bleu-within", input: .answers,
            title: "Self-BLEU within an answer", lower: "sentences repeat each other less",
            higher: "sentences repeat each other more", isMatched: true),
        StudyMeasure(
            name: "distinct-1", metric: "distinct-1", input: .answers, title: "Distinct words",
            place: .detail, lower: "more repeated words", higher: "fewer repeated words",
            isMatched: true),
        StudyMeasure(
            name: "distinct-2", metric: "distinct-2", input: .answers,
            title: "Distinct word pairs", place: .headline, lower: "more repeated word pairs",
            higher: "fewer repeated word pairs", isMatched: true),
        StudyMeasure(
            name: "vocabulary-growth", metric: "vocabulary-growth", input: .answers,
            title: "Vocabulary at a fixed number of words", lower: "a smaller vocabulary",
            higher: "a larger vocabulary", curves: .growth),
        StudyMeasure(
            name: "heaps-k", metric: "heaps-k", input: .answers,
            title: "Heaps' law, k", place: .detail, lower: "a smaller vocabulary at the start",
            higher: "a larger vocabulary at the start", isMatched: true),
        StudyMeasure(
            name: "heaps-beta", metric: "heaps-beta", input: .answers,
            title: "Heaps' law, beta", place: .detail, lower: "new words run out sooner",
            higher: "new words keep coming", isMatched: true),
        StudyMeasure(
            name: "mtld", metric: "mtld", input: .answers, title: "Lexical diversity (MTLD)",
            lower: "words repeat sooner", higher: "words repeat later", isMatched: true),
        StudyMeasure(
            name: "compression-ratio", metric: "compression-ratio", input: .answers,
            title: "Compression ratio", lower: "less that repeats", higher: "more that repeats",
            isMatched: true),
    ]

    private static let meaning = [
        StudyMeasure(
            name: "mean-cosine-distance", metric: "mean-cosine-distance", input: .vectors,
            title: "Semantic diversity", place: .headline, lower: "answers more alike",
            higher: "answers less alike", isMatched: true),
        StudyMeasure(
            name: "vendi-score", metric: "vendi-score", input: .vectors,
            title: "Effective number of answers (Vendi)", lower: "fewer different answers",
            higher: "more different answers", isMatched: true),
        StudyMeasure(
            name: "nearest-neighbour-distance", metric: "nearest-neighbour-distance",
            input: .vectors, title: "Distance to the nearest other answer", place: .detail,
            lower: "answers have a near twin", higher: "answers stand alone", isMatched: true),
        StudyMeasure(
            name: "sentence-cosine-distance", metric: "mean-cosine-distance", input: .sentences,
            title: "Semantic diversity of sentences", place: .detail,
            lower: "sentences more alike", higher: "sentences less alike", isMatched: true),
        StudyMeasure(
            name: "sentence-vendi-score", metric: "vendi-score", input: .sentences,
            title: "Effective number of sentences (Vendi)", place: .detail,
            lower: "fewer different sentences", higher: "more different sentences", isMatched: true),
    ]

    /// Of one model of the topics of all cells' answers, cut to equal lengths, and people's.
    private static let topics = [
        StudyMeasure(
            name: "topic-entropy", metric: "topic-entropy", input: .answers,
            title: "Entropy of topics", lower: "fewer topics", higher: "more topics",
            isPooled: true, topic: "Topics"),
        StudyMeasure(
            name: "topic-coverage", metric: "topic-coverage", input: .answers,
            title: "Share of people's topics that it keeps", lower: "leaves more of them out",
            higher: "leaves fewer of them out", isPooled: true, topic: "Topics"),
        StudyMeasure(
            name: "topic-overlap", metric: "topic-overlap", input: .answers,
            title: "Topics in common with people", lower: "about other things",
            higher: "about the same things", isPooled: true, topic: "Topics"),
    ]
}
