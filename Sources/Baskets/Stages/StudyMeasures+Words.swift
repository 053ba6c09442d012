// SPDX-License-Identifier: Apache-2.0
import BasketsReport
import BasketsStore

extension StudyMeasures {
    /// Further views of the same texts, for who doubts the main ones.
    static let moreWords: [StudyMeasure] = {
        var list: [StudyMeasure] = []
        for n in [1, 2, 3, 5] {
            list.append(
                more(
                    "self-bleu-\(n)", "Self-BLEU across answers, phrases of up to \(n)",
                    "answers share fewer phrases", "answers share more phrases"))
        }
        for n in [1, 2, 3, 5] {
            list.append(
                more(
                    "self-bleu-within-\(n)", "Self-BLEU within an answer, phrases of up to \(n)",
                    "sentences repeat each other less", "sentences repeat each other more"))
        }
        for n in [3, 4, 5] {
            list.append(
                more(
                    "distinct-\(n)", "Distinct phrases of \(n) words", "more repeated phrases",
                    "fewer repeated phrases"))
        }
        for (name, window) in [("mattr", 25), ("mattr-50", 50), ("mattr-100", 100)] {
            list.append(
                more(
                    name, "Distinct words of \(window) on end (MATTR)", "more repeated words",
                    "fewer repeated words"))
        }
        for n in [1, 2, 3] {
            list.append(
                more(
                    "ngram-entropy-\(n)", n == 1 ? "Entropy of words" : "Entropy of \(n)-grams",
                    "a few phrases carry the text", "many phrases carry the text"))
        }
        for n in [4, 8] {
            list.append(
                more(
                    "long-repetition-\(n)", "Words in shared phrases of \(n)",
                    "fewer long phrases in common", "more long phrases in common"))
        }
        return list
    }()

    private static func more(
        _ metric: String, _ title: String, _ lower: String, _ higher: String
    ) -> StudyMeasure {
        StudyMeasure(
            name: metric, metric: metric, input: .answers, title: title, place: .detail,
            lower: lower, higher: higher, isMatched: true)
    }

    /// Form of the answers: cheap explanations, to be ruled out first.
    static let form: [StudyMeasure] = [
        shape("words-per-answer", "Words of an answer", "shorter answers", "longer answers", .main),
        shape("sentences-per-answer", "Sentences of an answer", "fewer", "more"),
        shape("words-per-sentence", "Words of a sentence", "shorter ones", "longer ones"),
        shape("markdown-share", "Answers with markdown", "fewer", "more"),
        shape("list-share", "Answers with a list", "fewer", "more"),
        shape(
            "distinct-openings", "Distinct openings", "answers begin alike",
            "answers begin differently", .main),
    ]

    private static func shape(
        _ metric: String, _ title: String, _ lower: String, _ higher: String,
        _ place: ReportMeasure.Place = .detail
    ) -> StudyMeasure {
        StudyMeasure(
            name: metric, metric: metric, input: .answers, title: title, place: place,
            lower: lower, higher: higher, topic: "Form of the answers")
    }

    /// The published study's recipes, beside ours. They are compared as they were: unmatched.
    static let published: [StudyMeasure] = [
        recipe("human", "published-perplexity", "Perplexity of human text, outliers removed"),
        recipe("parent", "published-perplexity", "Perplexity of own answers, outliers removed"),
        recipe(nil, "published-intra-diversity", "Diversity within an answer (100 - self-BLEU)"),
        recipe(nil, "published-inter-diversity", "Diversity across answers (100 - self-BLEU)"),
        recipe(nil, "published-heaps-k", "Heaps' law in file order, k"),
        recipe(nil, "published-heaps-beta", "Heaps' law in file order, beta"),
    ]

    private static func recipe(
        _ who: String?, _ metric: String, _ title: String
    ) -> StudyMeasure {
        let isText = who != nil
        return StudyMeasure(
            name: who.map { "\($0)-\(metric)" } ?? metric, metric: metric,
            input: who == "human" ? .humanText : isText ? .ownText : .answers, title: title,
            place: .detail, lower: isText ? "less surprised" : "less varied, by that recipe",
            higher: isText ? "more surprised" : "more varied, by that recipe",
            axis: isText ? .logarithmic : .linear, topic: "As the published study counted")
    }
}
