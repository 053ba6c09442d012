// SPDX-License-Identifier: Apache-2.0

extension RowMeasure {
    /// The same measure within questions: taken of the answers to each question alone, then the
    /// mean over questions. It says whether one question gets varied answers, which a spread over
    /// all answers does not.
    ///
    /// The rows of the result are the questions, in the order of their first answer.
    /// - Parameters:
    ///   - questions: the question of each row of the input, row by row.
    ///   - least: questions with fewer answers that carry data are left out and counted.
    /// - Throws: `MetricError.badSetting` when the questions do not belong to the rows, and what
    ///   the measure throws for a question's answers.
    public func withinQuestions(
        _ questions: [String], least: Int = 2
    ) throws(MetricError) -> RowMeasure {
        guard (rows.last ?? -1) < questions.count else {
            throw .badSetting("within questions", "\(questions.count) questions are too few.")
        }
        var groups: [[Int]] = []
        var known: [String: Int] = [:]
        for row in rows {
            if let group = known[questions[row]] {
                groups[group].append(row)
            } else {
                known[questions[row]] = groups.count
                groups.append([row])
            }
        }
        var values: [Double?] = []
        for group in groups { values.append(group.count < least ? nil : try value(group)) }
        let found = values
        let kept = groups.indices.filter { found[$0] != nil }
        return RowMeasure(rows: kept, leftOut: groups.count - kept.count, note: note) {
            rows throws(MetricError) in
            let chosen = rows.compactMap { found[$0] }
            guard !chosen.isEmpty else {
                throw .noData(
                    "within questions", needs: "a question with \(least) answers", got: "none")
            }
            return mean(chosen)
        }
    }
}
