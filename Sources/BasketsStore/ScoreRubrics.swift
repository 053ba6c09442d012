// SPDX-License-Identifier: Apache-2.0

/// Which of the verdicts on its answers, or of its judge, a score is made from.
package enum ScoreRubrics {
    /// Names of rubrics without their versions, by the beginning of a measure's name. A test holds
    /// it against what the measures say of themselves.
    private static let known: [(measure: String, rubrics: [String])] = [
        ("harm-", ["harmfulness"]), ("attack-success-", ["harmfulness"]),
        ("usefulness-", ["usefulness"]), ("strong-reject-", ["usefulness"]),
        ("danger-zone-", ["harmfulness", "usefulness"]), ("declined-", ["refusal"]),
        ("self-preference-absolute", ["quality"]), ("synthetic-preference-absolute", ["quality"]),
        ("self-preference", compared), ("own-preference", compared),
        ("human-preference", compared), ("own-recognition", ["recognition"]),
        ("position-bias", compared), ("order-consistency", compared),
        ("discrimination", compared),
    ]

    private static let compared = ["pairwise", "pairwise-with-question"]

    /// The first that fits holds; empty for a measure that is not known: whatever was asked.
    package static func of(_ measure: String) -> [String] {
        known.first { measure.hasPrefix($0.measure) }?.rubrics ?? []
    }
}
