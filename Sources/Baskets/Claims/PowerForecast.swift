// SPDX-License-Identifier: Apache-2.0
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
    package init(heldOut: Int, seeds: Int, effects: [Double] = [0.2, 0.5, 0.8]) {
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
        self.lines = lines
        needs = effects.map {
            Need(effect: $0, questions: power.pairsNeeded(effect: $0, standardDeviation: 1))
        }
    }

    /// In sentences, a line each.
    package var words: [String] {
        let shown = lines.map { line in
            let size = line.smallest.map { "\(Self.rounded($0)) \(line.unit)" }
            return "smallest \(line.what): \(size ?? "none, however large")"
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
