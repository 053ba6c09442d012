// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport

/// Small studies made by hand: the numbers are invented, their shape is that of a real run.
enum SampleReport {
    static let vanilla = ReportCell(
        name: "smol-vanilla", label: "vanilla", kind: .vanilla, target: "smol", isTuned: false)
    static let human = tuned("smol-human-1", "human", .human)
    static let alone = tuned("smol-single-smol-1", "single (smol)", .single)
    static let other = tuned("smol-single-gemma-1", "single (gemma)", .single)
    static let multi = tuned("smol-multi-1", "multi (4 sources)", .multi)

    /// Five conditions on twelve held-out texts, as the quickstart makes them.
    static var quickstart: StudyReport {
        var report = StudyReport(
            name: "quickstart", title: "Whose answers should a small model learn from?",
            questions: QuestionSummary(
                name: "FOLDOC",
                terms: "Free On-line Dictionary of Computing, GNU Free Documentation License 1.2",
                training: 108, heldOut: 12),
            targets: [TargetSummary(name: "smol", model: "SmolLM2-135M-Instruct")],
            cells: [vanilla, human, alone, other, multi], measures: measures, scores: scores)
        report.promptings = [
            PromptingSummary(name: "no-system", meaning: "without a system turn")
        ]
        report.textValues = perplexities
        report.learningCurves = learning
        report.growthCurves = growth
        SampleProvenance.fill(&report)
        return report
    }

    /// The same study with one condition alone.
    static var single: StudyReport {
        var report = quickstart
        report.cells = [vanilla]
        return report
    }

    static func tuned(
        _ name: String, _ label: String, _ kind: ReportCell.Kind, seed: UInt64 = 1,
        hasLearned: Bool = true
    ) -> ReportCell {
        ReportCell(
            name: name, label: label, kind: kind, target: "smol", trainingSeed: seed,
            isTuned: true, hasLearned: hasLearned)
    }

    static let measures = [
        ReportMeasure(
            name: "human-perplexity", version: "2", title: "Perplexity of human text",
            unit: "perplexity", topic: "Closeness to human text", place: .headline,
            lower: "less surprised by human text", higher: "more surprised by human text",
            meaning: "Each cell reads held-out answers that people wrote, and says before each"
                + " token how likely it is. A perplexity of 20 means that it was as unsure as if it"
                + " had 20 equally likely tokens to choose from. This is the geometric mean over"
                + " texts.",
            items: "held-out texts", axis: .logarithmic),
        ReportMeasure(
            name: "parent-perplexity", version: "2", title: "Perplexity of own answers",
            unit: "perplexity", topic: "Closeness to human text", place: .headline,
            lower: "closer to what the untuned target writes",
            higher: "farther from what the untuned target writes",
            meaning: "The untuned target reads the answers of each cell. A low number says that"
                + " the answers are what the untuned target expects.",
            items: "answers", axis: .logarithmic),
        ReportMeasure(
            name: "distinct-2", version: "1", title: "Distinct bigrams", unit: "fraction",
            topic: "Variety of words", place: .headline, lower: "more repeated word pairs",
            higher: "fewer repeated word pairs",
            meaning: "The share of different word pairs among all word pairs of a cell's answers.",
            items: "answers"),
        ReportMeasure(
            name: "distinct-3", version: "1", title: "Distinct trigrams", unit: "fraction",
            topic: "Variety of words", place: .detail, lower: "more repeated phrases",
            higher: "fewer repeated phrases",
            meaning: "The share of different phrases of three words among all of them.",
            items: "answers"),
        ReportMeasure(
            name: "vocabulary-at-1000", version: "1", title: "Vocabulary at 1,000 words",
            unit: "different words", topic: "Variety of words", lower: "a smaller vocabulary",
            higher: "a larger vocabulary",
            meaning: "How many different words the first 1,000 words of a cell's answers hold,"
                + " mean over shuffled orders.",
            items: "answers", curves: .growth),
        ReportMeasure(
            name: "semantic-diversity", version: "1", title: "Semantic diversity",
            unit: "cosine distance", topic: "Variety of meaning", place: .headline,
            lower: "answers more alike", higher: "answers less alike",
            meaning: "Mean distance between the sentence vectors of two answers to different"
                + " questions: 0 is the same meaning, 1 is unrelated.",
            items: "answers"),
    ]

    static var scores: [Score] {
        let cells = [vanilla, human, alone, other, multi].map(\.name)
        var out: [Score] = []
        func add(
            _ measure: String, _ unit: String, _ values: [Double], half: Double, smallest: Double,
            n: Int = 12
        ) {
            for (cell, value) in zip(cells, values) {
                out.append(
                    Score(
                        measure: measure, version: measure.hasSuffix("perplexity") ? "2" : "1",
                        cell: cell, value: value, unit: unit, n: n,
                        interval: Interval(
                            lower: value - half, upper: value + half, level: 0.95,
                            method: "delete-d jackknife, 200 subsets"),
                        smallestDifference: smallest))
            }
        }
        add(
            "human-perplexity", "perplexity", [30.5, 18.7, 44.5, 27.2, 28.5], half: 4.1,
            smallest: 3.4)
        add(
            "parent-perplexity", "perplexity", [5.12, 14.9, 4.02, 7.7, 6.4], half: 0.8,
            smallest: 1.1)
        add(
            "distinct-2", "fraction", [0.712, 0.803, 0.664, 0.731, 0.725], half: 0.03,
            smallest: 0.041)
        add(
            "distinct-3", "fraction", [0.902, 0.951, 0.871, 0.91, 0.907], half: 0.02,
            smallest: 0.03)
        add(
            "human-perplexity@no-system", "perplexity", [31.9, 19.2, 43.1, 29.4, 28.8], half: 4.3,
            smallest: 3.6)
        add(
            "vocabulary-at-1000", "different words", [412, 468, 371, 420, 424], half: 14,
            smallest: 19)
        for (cell, value) in zip(cells, [0.842, 0.861, 0.829, 0.848]) {
            out.append(
                Score(
                    measure: "semantic-diversity", version: "1", cell: cell, value: value,
                    unit: "cosine distance", n: 12, smallestDifference: 0.024))
        }
        out.append(
            Score(
                measure: "semantic-diversity", version: "1", cell: multi.name, value: nil,
                unit: "cosine distance", n: 1, note: "needs two answers or more; one is not empty"))
        out += paired
        return out
    }

    private static var paired: [Score] {
        let rows: [(ReportCell, Double, Double)] = [
            (human, -11.8, 2.9), (alone, 14.0, 5.1), (other, -3.3, 4.0), (multi, -2.0, 2.4),
        ]
        // Of answers cut to equal lengths, and of whole ones.
        let matched = [("distinct-2", 0.061), ("distinct-2, unmatched", 0.091)].map {
            measure, value in
            Score(
                measure: measure, version: "1", cell: human.name, reference: vanilla.name,
                value: value, unit: "fraction", n: 12, smallestDifference: 0.029)
        }
        return matched
            + rows.map { cell, value, half in
                Score(
                    measure: "human-perplexity", version: "2", cell: cell.name,
                    reference: vanilla.name,
                    value: value, unit: "perplexity", n: 12,
                    interval: Interval(
                        lower: value - half, upper: value + half, level: 0.95,
                        method: "paired bootstrap by text, 2,000 draws"), smallestDifference: 3.1)
            }
    }

    private static var perplexities: [TextValues] {
        let factors = [(vanilla, 1.0), (human, 0.61), (alone, 1.46), (other, 0.89), (multi, 0.93)]
        return factors.enumerated().map { index, item in
            let (cell, factor) = item
            var values: [String: Double] = [:]
            for text in 0..<12 {
                let spread = Double((text * 7) % 12) / 4 + 2  // 2 to 4.75 in log units
                let own = Double((text * text * 5 + index * (text + 3)) % 11) / 14 - 0.3
                values["question-\(text)"] = power(2.4, spread + own) * factor
            }
            return TextValues(measure: "human-perplexity", cell: cell.name, values: values)
        }
    }

    /// base^exponent by halving steps, since the numbers need no more than that.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        var (result, root, rest) = (1.0, base, exponent)
        while rest >= 1 {
            result *= base
            rest -= 1
        }
        for _ in 0..<20 {
            root = root.squareRoot()
            rest *= 2
            if rest >= 1 {
                result *= root
                rest -= 1
            }
        }
        return result
    }

    private static var learning: [LearningCurve] {
        zip([human, alone, other, multi], [3.4, 1.9, 2.6, 2.5]).map { cell, start in
            let points = stride(from: 0, through: 54, by: 6).map { step in
                let fall = Double(step) / (Double(step) + 20)
                return LearningCurve.Point(
                    step: step, trainLoss: step == 0 ? nil : start * (1 - 0.42 * fall),
                    heldOutLoss: step % 18 == 0 ? start * (1 - 0.28 * fall) : nil)
            }
            return LearningCurve(
                cell: cell.name, points: points, heldOutRows: 6, tokensSeen: 14_412)
        }
    }

    private static var growth: [GrowthCurve] {
        zip([vanilla, human, alone, other, multi], [0.80, 0.93, 0.71, 0.82, 0.83]).map {
            cell, share in
            let points = stride(from: 100, through: 1100, by: 100).map { words in
                GrowthCurve.Point(
                    words: words, different: share * 16.3 * Double(words).squareRoot())
            }
            return GrowthCurve(cell: cell.name, points: points, answers: 12)
        }
    }
}
