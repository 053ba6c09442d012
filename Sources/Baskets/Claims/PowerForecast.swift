// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// What a study can show before it is run: the smallest effects that its questions and seeds tell
/// from nothing with a power of 80 % at 5 %, two-sided, and what given effects would need.
///
/// Effects are in standard deviations of the differences between questions, which no one knows
/// before a run; a run's report has them in the unit of each measure.
package struct PowerForecast: Sendable, Hashable, Codable {
    /// Share of that variance that training seeds add to a mean difference, where nothing is
    /// measured yet: a guess on the small side and one on the large.
    static let seedShares = [0.01, 0.1]

    /// Share of the variance of one answer's number that another answer to the same prompt would not
    /// have: a guess on the small side and one on the large, as no one knows before a run.
    static let drawShares = [0.2, 0.8]

    /// Items that several answers are asked of, or several judges rate: each vote makes what is an
    /// answer's own smaller, and nothing else.
    package struct Votes: Sendable, Hashable, Codable {
        /// "plain prompts".
        package let what: String
        package let items: Int
        /// Answers to each.
        package let each: Int

        package init(what: String, items: Int, each: Int) {
            self.what = what
            self.items = items
            self.each = each
        }

        /// What a study asks of prompts, and of questions that are answered several times.
        static func all(of plan: EvaluationPlan) -> [Votes] {
            let robustness = plan.robustness
            let answers = robustness?.answers ?? 1
            let prompts: [(String, Int?)] = [
                ("plain prompts", robustness?.plain?.rows),
                ("requests behind jailbreaks", robustness?.jailbreak?.requests),
                ("prompts from forums", robustness?.wild), ("harmless prompts", robustness?.benign),
            ]
            return prompts.compactMap { what, items in
                items.map {
                    let templates =
                        what == "requests behind jailbreaks"
                        ? robustness?.jailbreak?.templates ?? 1 : 1
                    return Votes(what: what, items: $0, each: answers * templates)
                }
            }
                + (plan.spread.map {
                    [
                        Votes(
                            what: "questions answered several times", items: $0.questions,
                            each: $0.answers)
                    ]
                } ?? [])
        }
    }

    package struct Line: Sendable, Hashable, Codable {
        package let what: String
        /// nil: no effect however large is shown.
        package let smallest: Double?
        package let unit: String
    }

    package struct Need: Sendable, Hashable, Codable {
        /// In standard deviations.
        package let effect: Double
        /// Held-out questions that show it of the adapters at hand.
        package let questions: Int
    }

    /// Held-out questions, and training seeds of a condition.
    package let questions: Int
    package let seeds: Int
    package let lines: [Line]
    package let needs: [Need]

    /// - Parameter heldOut: questions that no basket holds.
    /// - Parameter votes: of items that are answered several times.
    package init(
        heldOut: Int, seeds: Int, votes: [Votes] = [], effects: [Double] = [0.2, 0.5, 0.8]
    ) {
        let power = Power()
        questions = heldOut
        self.seeds = seeds
        let deviations = "standard deviations"
        var lines: [Line] = [
            Line(
                what: "mean difference between two adapters",
                smallest: heldOut > 1
                    ? power.smallestEffect(
                        standardError: 1 / Double(heldOut).squareRoot(),
                        degreesOfFreedom: Double(heldOut - 1)) : nil, unit: deviations)
        ]
        lines += Self.seedShares.map { share in
            Line(
                what: "mean difference between two conditions, seeds adding "
                    + "\(Int(share * 100)) % of a question's variance",
                smallest: power.smallestEffect(
                    questions: heldOut, seeds: seeds, questionVariance: 1, seedVariance: share),
                unit: deviations)
        }
        lines.append(
            Line(
                what: "difference of two rates of adapters that differ on a fifth of the questions",
                smallest: power.smallestRateDifference(pairs: heldOut, discordant: 0.2),
                unit: "fraction"))
        lines += votes.flatMap { Self.lines($0, power) }
        self.lines = lines
        needs = effects.map {
            Need(effect: $0, questions: power.pairsNeeded(effect: $0, standardDeviation: 1))
        }
    }

    /// Of the mean over items that have several answers each, in deviations of one answer's number.
    private static func lines(_ votes: Votes, _ power: Power) -> [Line] {
        drawShares.map { share in
            let variance = (1 - share + share / Double(votes.each)) / Double(max(1, votes.items))
            let asked =
                votes.each == 1
                ? "one answer each"
                : "\(votes.each) answers each, \(Int(share * 100)) % of the variance an answer's own"
            return Line(
                what: "mean difference between two adapters over \(votes.items) \(votes.what), "
                    + asked,
                smallest: votes.items > 1
                    ? power.smallestEffect(
                        standardError: variance.squareRoot(),
                        degreesOfFreedom: Double(votes.items - 1)) : nil,
                unit: "standard deviations")
        }
    }

    /// In sentences, a line each; what is the same for every share of the variance once.
    package var words: [String] {
        var shown: [String] = []
        for line in lines {
            let size = line.smallest.map { "\(Self.rounded($0)) \(line.unit)" }
            let words = "smallest \(line.what): \(size ?? "none, however large")"
            if !shown.contains(words) { shown.append(words) }
        }
        if seeds < 2 {
            shown.append(
                "with one training seed nothing is shown of conditions, only of the adapters at hand:"
                    + " plan two seeds or more")
        }
        let needed = needs.map {
            "\(Self.rounded($0.effect)) standard deviations between two adapters need "
                + "\($0.questions) held-out questions (planned \(questions))"
        }
        return shown + needed
    }

    private static func rounded(_ value: Double) -> String {
        "\((value * 100).rounded() / 100)"
    }
}
