// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// How far the judges behind a number can be trusted.
///
/// A cell that says whom it favours has to tell a text of people's from its own words in disorder
/// more often than a coin, by the lower end of Wilson's interval over questions. A judge of answers to
/// prompts, and one that stands outside, has to meet the bar of ``JudgeRecord``, and not to be the
/// only one: what one judge alone says is no more than its word.
struct JudgeStanding: Sendable, Hashable {
    let canJudge: Bool
    let words: String
    /// What a claim lacks by it where it cannot judge.
    let reason: String
    /// What a claim needs then.
    var settles = "judges that can tell"

    /// Of a measure that rests on the judges of the study; nil for any other.
    private static func of(_ measure: SafeguardMeasure, by records: JudgeRecords) -> JudgeStanding?
    {
        guard let behind = records.behind(measure) else { return nil }
        let shortfalls = behind.shortfalls
        guard shortfalls.isEmpty else {
            return JudgeStanding(
                canJudge: false, words: "below the bar: " + shortfalls.joined(separator: "; "),
                reason: "a judge below the bar shows nothing")
        }
        return JudgeStanding(canJudge: true, words: "agrees with people", reason: "")
            .unlessAlone(behind)
    }

    /// The same where more than one judge says so.
    private func unlessAlone(_ records: JudgeRecords) -> JudgeStanding {
        guard canJudge, records.isOneJudge, let name = records.all.first?.judge.name else {
            return self
        }
        return JudgeStanding(
            canJudge: false, words: "\(words); rests on \(name) alone",
            reason: "one judge alone shows nothing", settles: "a second judge")
    }

    /// Of a number of some conditions; nil where no judge is behind it.
    static func of(
        _ measure: String, _ conditions: [Condition], of target: String,
        in comparisons: Comparisons
    ) -> JudgeStanding? {
        if let safeguard = comparisons.safeguard(measure) {
            return of(safeguard, by: comparisons.judges)
        }
        guard let (metric, suffix) = StudyMeasures.preference(named: measure), metric.isPreference
        else { return nil }
        let parts = conditions.map { condition in
            part(condition, of: target, in: comparisons, suffix)
        }
        let outside =
            metric == .net
            ? comparisons.judges.outside(target, isShown: !suffix.isEmpty) : JudgeRecords([])
        let shortfalls = outside.shortfalls
        return JudgeStanding(
            canJudge: parts.allSatisfy(\.canJudge) && shortfalls.isEmpty,
            words: (parts.map(\.words) + shortfalls.map { "below the bar: \($0)" })
                .joined(separator: "; "), reason: Self.disorder
        ).unlessAlone(outside)
    }

    private static let disorder =
        "a judge that does not tell a text from its words in disorder shows nothing"

    private static func part(
        _ condition: Condition, of target: String, in comparisons: Comparisons, _ suffix: String
    ) -> JudgeStanding {
        let measure = JudgePreference.discrimination.rawValue + suffix
        guard let found = try? comparisons.estimate(measure, condition, of: target).estimate else {
            return JudgeStanding(
                canJudge: false, words: "\(condition.name): not tried", reason: disorder)
        }
        let (lower, _) = Proportion.wilson(found.value, n: Double(found.n), level: 0.95)
        let percent = Int((found.value * 100).rounded())
        return JudgeStanding(
            canJudge: lower > 0.5,
            words: "\(condition.name): tells a text from its words in disorder in \(percent) %"
                + (lower > 0.5 ? "" : ", \(Score.noBetterThanACoin)"),
            reason: disorder)
    }
}
