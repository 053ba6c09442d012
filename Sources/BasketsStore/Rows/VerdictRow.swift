// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// What a judge said of an answer, or which of two it found better. It names texts by key alone.
/// Never changes.
package struct VerdictRow: Sendable, Hashable {
    package let key: String
    /// Name of the judge: that of a cell, or of a judge of the study.
    package let judge: String
    /// Fingerprint of the judge.
    package let judgeKey: String
    /// Name and version of what it was told.
    package let rubric: String
    /// The question that the texts answer.
    package let question: String
    /// Key of the answer that is rated, or that stands first.
    package let first: String
    /// Key of the answer that stands second; nil where one is rated alone.
    package let second: String?
    package let outcome: VerdictOutcome
    /// In the rubric's unit: from 1 to 5, or the probability that the first is better; nil without
    /// a verdict.
    package let rating: Double?
    /// How it was read: "probabilities" or "text".
    package let reading: String
    /// Share of the probability that the allowed answers hold; nil where it is not known.
    package let mass: Double?
    /// Probability of each allowed answer to begin the reply, before temperature and top-p; nil where
    /// it is not known.
    package let probabilities: [String: Double]?
    /// How often the judge was asked.
    package let asked: Int
    /// Tokens that a judge at an address read and wrote. Not part of a dump.
    package let spent: Int
    /// In the currency of the address's price. Not part of a dump.
    package let cost: Double

    package init(
        key: String, judge: String, judgeKey: String, rubric: String, question: String,
        first: String, second: String?, outcome: VerdictOutcome, rating: Double?, reading: String,
        mass: Double?, probabilities: [String: Double]? = nil, asked: Int, spent: Int = 0,
        cost: Double = 0
    ) {
        self.key = key
        self.judge = judge
        self.judgeKey = judgeKey
        self.rubric = rubric
        self.question = question
        self.first = first
        self.second = second
        self.outcome = outcome
        self.rating = rating
        self.reading = reading
        self.mass = mass
        self.probabilities = probabilities
        self.asked = asked
        self.spent = spent
        self.cost = cost
    }
}

extension VerdictRow: TableRow {
    static var table: String { "verdict" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("judge", judge), ("judgeKey", judgeKey), ("rubric", rubric),
            ("question", question), ("first", first), ("second", second),
            ("outcome", outcome.rawValue), ("rating", rating), ("reading", reading),
            ("mass", mass), ("asked", asked), ("spent", spent), ("cost", cost),
            ("probabilities", probabilities.map(StoredList.text)),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], judge: row["judge"], judgeKey: row["judgeKey"],
            rubric: row["rubric"], question: row["question"], first: row["first"],
            second: row["second"], outcome: try row.word("outcome"), rating: row["rating"],
            reading: row["reading"], mass: row["mass"],
            probabilities: try StoredList.object(row["probabilities"]), asked: row["asked"],
            spent: row["spent"], cost: row["cost"])
    }
}
