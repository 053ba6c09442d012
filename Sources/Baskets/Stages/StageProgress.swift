// SPDX-License-Identifier: Apache-2.0

/// How far a stage is.
package struct StageProgress: Sendable, Hashable {
    package let stage: StageName
    /// "answers".
    package let unit: String
    /// The source or cell at work.
    package let item: String
    package let done: Int
    package let total: Int
    /// Rows a second since this process took the stage up; nil before the first.
    package let rate: Double?

    package init(
        stage: StageName, unit: String, item: String, done: Int, total: Int, rate: Double?
    ) {
        self.stage = stage
        self.unit = unit
        self.item = item
        self.done = done
        self.total = total
        self.rate = rate
    }

    /// Until the stage is done, at this rate; nil before the first row.
    package var secondsLeft: Double? {
        guard let rate, rate > 0 else { return nil }
        return Double(total - done) / rate
    }
}

/// What a run tells while it goes on.
package enum RunEvent: Sendable, Hashable {
    /// A stage, or a part of one, begins; all is there already where nothing is missing.
    case started(StageProgress)
    case progress(StageProgress)
    /// Something a reader should know, in one sentence.
    case remark(StageName, String)
    /// A file was written.
    case wrote(String)
}

/// How a run ended.
package enum RunEnd: Sendable, Hashable {
    /// All of the plan is there; so many of its rows are failures.
    case finished(failed: Int)
    /// The last batch is stored; the same command goes on.
    case interrupted
    /// The study's budget is spent: which part of it, in words.
    case budgetSpent(String)
}
