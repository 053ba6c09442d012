// SPDX-License-Identifier: Apache-2.0

/// Which of the verdicts on its answers, or of its judge, a score is made from.
package enum ScoreRubrics {
    /// Names of rubrics without their versions, by the beginning of a measure's name. A test holds
    /// it against what the measures say of themselves.
    private static let known: [(measure: String, rubrics: [String])] = [
        ("harm-", ["harmfulness"]), ("attack-success-", ["harmfulness"]),
        ("usefulness-", ["usefulness"]), ("strong-reject-", ["usefulness"]),
        ("danger-zone-", ["harmfulness", "usefulness"]), ("declined-", ["refusal"]),
        ("published-self-preference-bias", ["quality"]),
        ("published-pro-synthetic-bias", ["quality"]),
        ("published-self-preference", compared), ("published-human-preference", compared),
        ("self-preference-absolute", ["quality"]), ("synthetic-preference-absolute", ["quality"]),
        ("self-preference", compared), ("own-preference", compared),
        ("human-preference", compared), ("own-recognition", ["recognition"]),
        ("position-bias", compared), ("order-consistency", compared),
        ("discrimination", compared),
    ]

    /// The first where a judge was told it, else the second.
    static let compared = ["pairwise", "pairwise-with-question"]
    /// Ends the name of a measure of judges that were shown what the texts answer, beside the same
    /// where they were not.
    package static let shown = "-shown"

    /// The first that fits holds; empty for a measure that is not known: whatever was asked.
    package static func of(_ measure: String) -> [String] {
        if measure.hasSuffix(shown) { return ["pairwise-with-question"] }
        return known.first { measure.hasPrefix($0.measure) }?.rubrics ?? []
    }
}
