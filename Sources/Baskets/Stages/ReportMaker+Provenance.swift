// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// How the numbers were made: settings, seeds, models, methods, machine, time.
    func addProvenance(_ report: inout StudyReport) throws {
        let study = keys.study
        report.sources = try sources()
        report.settings = settings()
        report.seeds =
            [Setting("study", "\(study.seed)")]
            + [Setting("training", study.training.seeds.map(String.init).joined(separator: ", "))]
        let models = keys.models.sorted { $0.key < $1.key }.map(\.value) + [keys.encoder]
        report.models = models.map {
            ModelFile(name: $0.name, file: $0.file, sha256: $0.sha256, licence: $0.licence)
        }
        report.methods = try store.facts(.method).map { Setting($0.name, $0.value) }
        report.machine = try store.facts(.machine).map { Setting($0.name, $0.value) }
        report.stages = try stages()
    }

    private func sources() throws -> [SourceSummary] {
        let terms = try store.facts(.questions).first { $0.name == RunFacts.terms }?.value
        let usesHuman = keys.study.allConditions.contains { $0.sources.contains(Source.human) }
        let people = SourceSummary(name: Source.human, model: "people", terms: terms)
        return (usesHuman ? [people] : [])
            + keys.study.usedSources.map { source in
                guard source.answers == nil else {
                    return SourceSummary(
                        name: source.name, model: keys.modelName(source), prompt: "from a file",
                        terms: keys.terms(source))
                }
                let decoding = source.decoding
                return SourceSummary(
                    name: source.name, model: keys.modelName(source),
                    prompt: source.system.map { "system turn: \($0)" } ?? source.prompting.rawValue,
                    decoding: "temperature \(decoding.temperature), top-p \(decoding.topP), "
                        + "at most \(decoding.maxTokens) tokens",
                    terms: keys.terms(source))
            }
    }

    /// The resolved study, one line a setting: "training.rank" and "16".
    private func settings() -> [Setting] {
        var section = ""
        return keys.study.resolved.split(separator: "\n").compactMap { line in
            let text = line.drop { " -".contains($0) }
            guard let colon = text.firstIndex(of: ":") else {
                return Setting(section, String(text))
            }
            let key = String(text[..<colon])
            let value = String(text[text.index(after: colon)...].drop { $0 == " " })
            if line.first != " ", value.isEmpty {
                section = key
                return nil
            }
            let path = line.first == " " ? "\(section).\(key)" : key
            return Setting(path, value)
        }
    }

    private func stages() throws -> [StageTime] {
        let events = try store.events().filter { $0.kind == .batch }
        return StageName.allCases.compactMap { stage in
            let own = events.filter { $0.stage == stage.rawValue }
            guard !own.isEmpty else { return nil }
            return StageTime(
                stage: stage.rawValue, rows: own.reduce(0) { $0 + $1.rows },
                seconds: own.reduce(0) { $0 + $1.seconds })
        }
    }

    /// Rows that were left out, counted by reason and source; nothing is trimmed in silence.
    func leftOut() throws -> [LeftOut] {
        try leftOutOfQuestions() + leftOutOfPrompts() + leftOutOfArticles()
            + unusableAnswers() + beyondTheShare() + outputs() + withoutModel()
            + promptAnswers() + lostVerdicts()
    }

    /// Conditions of which there are answers alone, where the study compares next-token distributions.
    private func withoutModel() throws -> [LeftOut] {
        let names = keys.study.evaluation.divergence
        let cells = try evaluate.working()
        return cells.filter(\.cell.condition.isOutputs).map { cell in
            let own = names.count { $0 != cell.cell.condition.name }
            let others = cells.count {
                $0.cell.target == cell.cell.target && $0.cell.isTuned
                    && !$0.cell.condition.isOutputs
            }
            let count = own + (own < names.count ? others : 0)
            return LeftOut(
                stage: StageName.evaluate.rawValue, item: cell.cell.name, what: "divergences",
                count: count,
                reason: "there are answers alone and no model that gives probabilities")
        }.filter { $0.count > 0 }
    }

    /// Rows that were left out or cleaned, each reason with an example.
    private func leftOutOfQuestions() throws -> [LeftOut] {
        let counts = try store.questionCounts(draw: keys.draw)
        let total = counts.first { $0.reason == RunFacts.rowsRead }?.count
        return counts.filter { $0.kind != .read }.map { row in
            LeftOut(
                stage: StageName.prepare.rawValue, item: keys.study.questions.from,
                what: row.kind == .cleaned ? "rows, cleaned and kept" : "rows", count: row.count,
                total: total, reason: row.reason, example: row.example)
        }
    }

    /// Rows of the sets of prompts that were left out.
    private func leftOutOfPrompts() throws -> [LeftOut] {
        guard let draw = keys.prompts else { return [] }
        return try store.questionCounts(draw: draw).map { row in
            LeftOut(
                stage: StageName.prepare.rawValue, item: "robustness", what: "rows",
                count: row.count, reason: row.reason)
        }
    }

    private func leftOutOfArticles() throws -> [LeftOut] {
        guard let draw = keys.articles, let plan = keys.study.evaluation.selfPreference?.articles
        else { return [] }
        return try store.questionCounts(draw: draw).map { row in
            LeftOut(
                stage: StageName.prepare.rawValue, item: plan.from, what: "rows",
                count: row.count, reason: row.reason)
        }
    }

    /// Per cell, its answers to prompts that failed, or that the token limit cut.
    private func promptAnswers() throws -> [LeftOut] {
        try evaluate.prompted(evaluate.evaluated).flatMap { cell -> [LeftOut] in
            try PromptKind.allCases.flatMap { kind -> [LeftOut] in
                let rows = try store.promptAnswers(writerKey: keys.prompted(cell, kind))
                let reasons = rows.compactMap { row in
                    row.failure.map { "failed: \($0)" }
                        ?? (row.finish == .length ? "cut at the token limit: kept" : nil)
                }
                return Self.counted(
                    reasons, of: rows.count, stage: .evaluate,
                    item: "\(cell.cell.name), \(kind.rawValue) prompts")
            }
        }
    }

    /// Per judge and rubric, what came in the place of verdicts.
    private func lostVerdicts() throws -> [LeftOut] {
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
                        rows.filter { $0.outcome != .verdict }.map(\.outcome.words),
                        of: rows.count, stage: .evaluate, item: "\(judge.name), \(rubric)",
                        what: "verdicts")
                }
        }
    }

    /// Per source, its unusable answers, which take their questions out of all baskets, and those
    /// that the token limit cut.
    private func unusableAnswers() throws -> [LeftOut] {
        let rows = Set(evaluate.cells.compactMap(\.basket).flatMap(\.rows))
        let answers = try store.answers(keys: Set(rows.map(\.answer)))
        let questions = try QuestionPart.allCases.flatMap {
            try store.questions(draw: keys.draw, part: $0)
        }
        let byID = Dictionary(
            questions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let filter = AnswerFilter(filters: keys.study.filters)
        return ([Source.human] + keys.study.usedSources.map(\.name)).flatMap { name -> [LeftOut] in
            let own = Set(rows.filter { $0.source == name }.map(\.answer))
            let reasons = own.compactMap { answers[$0]?.answer }.compactMap { answer in
                byID[answer.questionID].flatMap { filter.reason(answer, to: $0) }
                    .map { "\($0); the question left all baskets" }
                    ?? (answer.finish == .length ? Self.wasCut : nil)
                    ?? (answer.isBlank ? "is empty: kept, and teaches to say nothing" : nil)
            }
            return Self.counted(reasons, of: own.count, stage: .generate, item: name)
        }
    }

    private static let wasCut = "cut at the token limit: kept, but an end cannot be learned from it"

    private static func counted(
        _ reasons: [String], of total: Int, stage: StageName, item: String,
        what: String = "answers"
    ) -> [LeftOut] {
        let counts = Dictionary(grouping: reasons) { $0 }.mapValues(\.count)
        return counts.sorted { $0.key < $1.key }.map { reason, count in
            LeftOut(
                stage: stage.rawValue, item: item, what: what, count: count, total: total,
                reason: reason)
        }
    }

    /// Rows that a basket has no room for where baskets are matched on tokens.
    private func beyondTheShare() throws -> [LeftOut] {
        Set(evaluate.cells.compactMap(\.basket)).sorted { $0.condition.name < $1.condition.name }
            .flatMap { basket in
                let full = basket.rows.compactMap(\.leftOut).filter { $0 == BasketFilling.isFull }
                return Self.counted(
                    full, of: basket.rows.count, stage: .train, item: basket.condition.name)
            }
    }

    /// Per cell, its own answers that are none, and those that the token limit cut.
    private func outputs() throws -> [LeftOut] {
        try evaluate.evaluated.flatMap { cell in
            try keys.study.evaluation.kinds.flatMap { try outputs(of: cell, $0) }
        }
    }

    private func outputs(of cell: Train.Planned, _ kind: OutputKind) throws -> [LeftOut] {
        let written = try store.answers(writerKey: evaluate.writerKey(cell, kind)).map(\.answer)
        let reasons = written.compactMap { answer in
            answer.unusable ?? (answer.finish == .length ? "cut at the token limit: kept" : nil)
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
