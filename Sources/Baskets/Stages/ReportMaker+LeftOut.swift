// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

/// Rows that something is said of, counted, with what leads to them.
struct LeftOutRows {
    let row: LeftOut
    /// Keys of the rows, or of the draw that read a file's rows.
    let keys: [String]
}

extension ReportMaker {
    /// Rows that were left out, counted by reason and source; nothing is trimmed in silence.
    func leftOut() throws -> [LeftOutRows] {
        try leftOutOfQuestions() + leftOutOfPrompts() + leftOutOfArticles() + unusableAnswers()
            + beyondTheShare() + outputs() + withoutModel() + promptAnswers() + lostVerdicts()
    }

    /// Conditions of which there are answers alone, where the study compares next-token distributions.
    private func withoutModel() throws -> [LeftOutRows] {
        let names = keys.study.evaluation.divergence
        let cells = try evaluate.working()
        return cells.filter(\.cell.condition.isOutputs).map { cell in
            let own = names.count { $0 != cell.cell.condition.name }
            let others = cells.count {
                $0.cell.target == cell.cell.target && $0.cell.isTuned
                    && !$0.cell.condition.isOutputs
            }
            let count = own + (own < names.count ? others : 0)
            return LeftOutRows(
                row: LeftOut(
                    stage: StageName.evaluate.rawValue, item: cell.cell.name, what: "divergences",
                    count: count,
                    reason: "there are answers alone and no model that gives probabilities"),
                keys: [])
        }.filter { $0.row.count > 0 }
    }

    /// Rows that were left out or cleaned, each reason with an example.
    private func leftOutOfQuestions() throws -> [LeftOutRows] {
        let counts = try store.questionCounts(draw: keys.draw)
        let total = counts.first { $0.reason == RunFacts.rowsRead }?.count
        return counts.filter { $0.kind != .read }.map { row in
            LeftOutRows(
                row: LeftOut(
                    stage: StageName.prepare.rawValue, item: keys.study.questions.from,
                    what: row.kind == .cleaned ? "rows, cleaned and kept" : "rows",
                    count: row.count, total: total, reason: row.reason, example: row.example),
                keys: [keys.draw])
        }
    }

    /// Rows of the sets of prompts that were left out.
    private func leftOutOfPrompts() throws -> [LeftOutRows] {
        guard let draw = keys.prompts else { return [] }
        return try store.questionCounts(draw: draw).map { row in
            LeftOutRows(
                row: LeftOut(
                    stage: StageName.prepare.rawValue, item: "robustness", what: "rows",
                    count: row.count, reason: row.reason), keys: [draw])
        }
    }

    private func leftOutOfArticles() throws -> [LeftOutRows] {
        guard let draw = keys.articles, let plan = keys.study.evaluation.selfPreference?.articles
        else { return [] }
        return try store.questionCounts(draw: draw).map { row in
            LeftOutRows(
                row: LeftOut(
                    stage: StageName.prepare.rawValue, item: plan.from, what: "rows",
                    count: row.count, reason: row.reason), keys: [draw])
        }
    }

    /// Per cell, its answers to prompts that failed, or that the token limit cut.
    private func promptAnswers() throws -> [LeftOutRows] {
        try evaluate.prompted(evaluate.evaluated).flatMap { cell -> [LeftOutRows] in
            try PromptKind.allCases.flatMap { kind -> [LeftOutRows] in
                let rows = try store.promptAnswers(writerKey: keys.prompted(cell, kind))
                let reasons = rows.compactMap { row in
                    (row.failure.map { "failed: \($0)" }
                        ?? (row.finish == .length ? "cut at the token limit: kept" : nil))
                        .map { (row.key, $0) }
                }
                return Self.counted(
                    reasons, of: rows.count, stage: .evaluate,
                    item: "\(cell.cell.name), \(kind.rawValue) prompts")
            }
        }
    }

    /// Per judge and rubric, what came in the place of verdicts.
    private func lostVerdicts() throws -> [LeftOutRows] {
        let outside = keys.study.judges.map { (name: $0.name, key: keys.judge($0)) }
        let cells =
            keys.study.evaluation.selfPreference == nil
            ? []
            : evaluate.evaluated.map {
                (name: $0.cell.name, key: keys.judge(cell: $0.key))
            }
        return try (outside + cells).flatMap { judge in
            let rows = try store.verdicts(of: judge.key).values
            return Dictionary(grouping: rows, by: \.rubric).sorted { $0.key < $1.key }
                .flatMap { rubric, rows in
                    Self.counted(
                        rows.filter { $0.outcome != .verdict }.map { ($0.key, $0.outcome.words) },
                        of: rows.count, stage: .evaluate, item: "\(judge.name), \(rubric)",
                        what: "verdicts")
                }
        }
    }

    /// Per source, its unusable answers, which take their questions out of all baskets, and those
    /// that the token limit cut.
    private func unusableAnswers() throws -> [LeftOutRows] {
        let baskets = Set(evaluate.cells.compactMap(\.basket))
        let filter = AnswerFilter(filters: keys.study.filters)
        let people = (name: Source.human, key: RunKeys.humanWriter)
        let writers = [people] + keys.study.usedSources.map { ($0.name, keys.writer($0)) }
        return try writers.flatMap { name, writer -> [LeftOutRows] in
            let own = baskets.filter { $0.allRows(of: name) > 0 }
            guard !own.isEmpty else { return [] }
            var found: [(question: String, reason: String)] = []
            try store.eachAnswer(of: writer, withQuestions: filter.readsQuestions) {
                answer, question in
                guard answer.draw == 0 else { return }
                let reason =
                    filter.reason(answer, to: question).map {
                        "\($0); the question left all baskets"
                    } ?? (answer.finish == .length ? Self.wasCut : nil)
                    ?? (answer.isBlank ? "is empty: kept, and teaches to say nothing" : nil)
                if let reason { found.append((answer.questionID, reason)) }
            }
            let keys = own.map(\.key).sorted()
            let asked = try store.asked(found.map(\.question), of: name, in: keys)
            return Self.counted(
                found.filter { asked.contains($0.question) }.map {
                    (self.keys.answer(writer, $0.question), $0.reason)
                }, of: try answerCount(of: name, in: own), stage: .generate, item: name)
        }
    }

    /// How many answers of a source baskets hold or leave out, each counted once.
    private func answerCount(of source: String, in baskets: Set<Basket>) throws -> Int {
        let most = baskets.map { $0.allRows(of: source) }.max() ?? 0
        // A basket that asks for every answer of a source has no fewer than all of them together.
        let all = try QuestionPart.allCases.reduce(0) {
            $0 + (try store.questionCount(draw: keys.draw, part: $1))
        }
        return most == all
            ? all : try store.answerCount(of: source, in: baskets.map(\.key).sorted())
    }

    private static let wasCut = "cut at the token limit: kept, but an end cannot be learned from it"

    /// - Parameter reasons: the key of each row that something is said of, and what.
    private static func counted(
        _ reasons: [(key: String, reason: String)], of total: Int, stage: StageName, item: String,
        what: String = "answers"
    ) -> [LeftOutRows] {
        Dictionary(grouping: reasons, by: \.reason).sorted { $0.key < $1.key }.map {
            reason, rows in
            LeftOutRows(
                row: LeftOut(
                    stage: stage.rawValue, item: item, what: what, count: rows.count, total: total,
                    reason: reason), keys: rows.map(\.key).sorted())
        }
    }

    /// Rows that a basket has no room for where baskets are matched on tokens.
    private func beyondTheShare() throws -> [LeftOutRows] {
        guard keys.study.match == .tokens else { return [] }
        return try Set(evaluate.cells.compactMap(\.basket))
            .sorted { $0.condition.name < $1.condition.name }
            .flatMap { basket in
                let full = try store.answers(
                    leftOutOf: basket.key, for: BasketFilling.isFull)
                return Self.counted(
                    full.map { ($0, BasketFilling.isFull) }, of: basket.allRows, stage: .train,
                    item: basket.condition.name)
            }
    }

    /// Per cell, its own answers that are none, and those that the token limit cut.
    private func outputs() throws -> [LeftOutRows] {
        try evaluate.evaluated.flatMap { cell in
            try keys.study.evaluation.kinds.flatMap { try outputs(of: cell, $0) }
        }
    }

    private func outputs(of cell: Train.Planned, _ kind: OutputKind) throws -> [LeftOutRows] {
        let written = try store.answers(writerKey: evaluate.writerKey(cell, kind))
        let reasons = written.compactMap { row in
            (row.answer.unusable
                ?? (row.answer.finish == .length ? "cut at the token limit: kept" : nil))
                .map { (row.key, $0) }
        }
        let item = kind == .plain ? cell.cell.name : "\(cell.cell.name), \(kind.name)"
        return Self.counted(reasons, of: written.count, stage: .evaluate, item: item)
    }
}

extension VerdictOutcome {
    /// What came in the place of a verdict, for a reader.
    fileprivate var words: String {
        switch self {
        case .verdict: "a verdict"
        case .unparsed: "unparsed: none of the allowed answers"
        case .refused: "the judge declined to rate"
        case .cutOff: "cut at the token limit before an answer"
        case .failed: "failed: the judge could not be asked"
        }
    }
}
