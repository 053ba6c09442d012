// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// How far the judges behind a number can be trusted: each has to tell a text of people's from its
/// own words in disorder more often than a coin, by the lower end of Wilson's interval over questions.
struct JudgeStanding: Sendable, Hashable {
    let canJudge: Bool
    let words: String

    /// Of a measure of what cells favour as judges; nil for any other.
    static func of(
        _ measure: String, _ conditions: [Condition], of target: String,
        in comparisons: Comparisons
    ) -> JudgeStanding? {
        guard JudgePreference(rawValue: measure)?.isPreference == true else { return nil }
        let parts = conditions.map { condition in
            part(condition, of: target, in: comparisons)
        }
        return JudgeStanding(
            canJudge: parts.allSatisfy(\.canJudge),
            words: parts.map(\.words).joined(separator: "; "))
    }

    private static func part(
        _ condition: Condition, of target: String, in comparisons: Comparisons
    ) -> JudgeStanding {
        let measure = JudgePreference.discrimination.rawValue
        guard let found = try? comparisons.estimate(measure, condition, of: target).estimate else {
            return JudgeStanding(canJudge: false, words: "\(condition.name): not tried")
        }
        let (lower, _) = Proportion.wilson(found.value, n: Double(found.n), level: 0.95)
        let percent = Int((found.value * 100).rounded())
        return JudgeStanding(
            canJudge: lower > 0.5,
            words: "\(condition.name): tells a text from its words in disorder in \(percent) %"
                + (lower > 0.5 ? "" : ", \(Score.noBetterThanACoin)"))
    }
}
