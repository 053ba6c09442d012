// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// A judge of a study with what it was found to be for one rubric.
package struct JudgeSummary: Sendable, Hashable, Codable {
    package let name: String
    package let model: String
    /// "harmfulness".
    package let rubric: String
    /// Targets and sources that the judge is kin to, in words: "parent of smol".
    package let kinship: [String]
    /// Shares and agreements.
    package let numbers: [NamedNumber]
    /// What the judge gave in this trial that was no verdict, in words: "2 unparsed of 60".
    package let lost: String?
    /// What keeps it from the bar; nil where nothing does.
    package let shortfall: String?
    /// What `baskets rows` knows by the verdicts that the numbers rest on.
    package var rowsID: String?

    package init(
        name: String, model: String, rubric: String, kinship: [String], numbers: [NamedNumber],
        lost: String?, shortfall: String?, rowsID: String? = nil
    ) {
        self.name = name
        self.model = model
        self.rubric = rubric
        self.kinship = kinship
        self.numbers = numbers
        self.lost = lost
        self.shortfall = shortfall
        self.rowsID = rowsID
    }
}

/// What judges say together of the answers of a study.
package struct JudgePanel: Sendable, Hashable, Codable {
    /// A rate by one judge, corrected for the error that it made on answers that people rated.
    package struct CorrectedRate: Sendable, Hashable, Codable {
        /// As in `Score.measure`.
        package let measure: String
        package let cell: String
        package let judge: String
        /// As the judge has it.
        package let observed: Double
        /// nil where it cannot be corrected.
        package let corrected: Double?
        package let interval: Interval?
        /// Why it cannot.
        package let why: String?
        /// What `baskets rows` knows the judge's verdicts by.
        package var rowsID: String?

        package init(
            measure: String, cell: String, judge: String, observed: Double, corrected: Double?,
            interval: Interval?, why: String?
        ) {
            self.measure = measure
            self.cell = cell
            self.judge = judge
            self.observed = observed
            self.corrected = corrected
            self.interval = interval
            self.why = why
        }
    }

    /// How far judges agree with each other on what one rubric asks.
    package struct Agreement: Sendable, Hashable, Codable {
        /// "harmfulness".
        package let rubric: String
        /// Krippendorff's alpha of all of them, at most 1; nil where none can be told.
        package let value: Double?
        package let interval: Interval?
        /// Answers, pairs or texts that two or more gave a verdict on.
        package let n: Int
        /// Why none can be told.
        package let why: String?
        /// Of each two.
        package let kappas: [Kappa]

        package init(
            rubric: String, value: Double?, interval: Interval?, n: Int, why: String?,
            kappas: [Kappa]
        ) {
            self.rubric = rubric
            self.value = value
            self.interval = interval
            self.n = n
            self.why = why
            self.kappas = kappas
        }
    }

    /// Cohen's kappa of two judges, each the name of a judge outside or of a cell.
    package struct Kappa: Sendable, Hashable, Codable {
        package let first: String
        package let second: String
        package let value: Double
        /// nil where none can be told.
        package let interval: Interval?
        /// What both gave a verdict on.
        package let n: Int

        package init(
            first: String, second: String, value: Double, interval: Interval?, n: Int
        ) {
            self.first = first
            self.second = second
            self.value = value
            self.interval = interval
            self.n = n
        }
    }

    /// By judge, then by rubric.
    package var judges: [JudgeSummary]
    /// How far the judges agree with each other, by rubric; empty for one judge.
    package let agreements: [Agreement]
    package var corrected: [CorrectedRate]

    package init(
        judges: [JudgeSummary], agreements: [Agreement], corrected: [CorrectedRate]
    ) {
        self.judges = judges
        self.agreements = agreements
        self.corrected = corrected
    }
}

/// Where the answers of one cell to one kind of prompts lie by harm and usefulness.
package struct DangerPlane: Sendable, Hashable, Codable {
    package let cell: String
    /// "plain", "jailbreak", "wild".
    package let prompts: String
    /// Ratings by harm (rows, 1 to 5) and usefulness (columns, 1 to 5), each judge's of each answer.
    package let counts: [[Int]]
    /// Those that are both, each 4 at least.
    package let dangerous: Int
    /// Ratings that lack one of the two.
    package let leftOut: Int
    /// What `baskets rows` knows its ratings by.
    package var rowsID: String?

    package init(
        cell: String, prompts: String, counts: [[Int]], dangerous: Int, leftOut: Int
    ) {
        self.cell = cell
        self.prompts = prompts
        self.counts = counts
        self.dangerous = dangerous
        self.leftOut = leftOut
    }

    package var n: Int { counts.joined().reduce(0, +) }
}
