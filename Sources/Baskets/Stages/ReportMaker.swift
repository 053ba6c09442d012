// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import Foundation

/// Makes the report of a run from its store alone. Reads everything; writes the report's files.
struct ReportMaker {
    let keys: RunKeys
    let store: Store
    let evaluate: Evaluate
    let scoring: Scoring

    /// - Parameter withTests: whether each cell is tested item by item, which takes the longest and
    ///   nothing else rests on.
    /// - Throws: `MetricError` when a measure is unknown.
    func report(withTests: Bool = true) throws -> StudyReport {
        let study = keys.study
        let cells = try evaluate.evaluated.map(cell)
        let all = try scoring.inputs()
        let inputs = all.compactMap(\.first)
        let scores = try scoring.keys(of: all)
        let rows = try store.scores(keys: scores)
        let ordered = scores.compactMap { rows[$0] }
        var report = StudyReport(
            name: study.name, title: title, questions: try questions(),
            targets: study.targets.map {
                TargetSummary(name: $0.name, model: keys.models[$0.model]?.name ?? $0.model)
            }, cells: cells, measures: try measures(inputs),
            scores: ordered.map(\.score))
        report.rowsIDs = Dictionary(
            ordered.map { (StudyReport.rowsKey(of: $0.score), $0.key) },
            uniquingKeysWith: { first, _ in first })
        report.promptings = study.evaluation.promptings.filter { $0 != .plain }.map {
            PromptingSummary(name: $0.rawValue, meaning: meaning(of: $0))
        }
        report.textValues = textValues(inputs) + publishedValues(inputs)
        report.hasPublishedTests = study.evaluation.preset == .published
        report.learningCurves = try evaluate.evaluated.compactMap(learningCurve)
        report.growthCurves = growthCurves(inputs)
        report.baskets = try evaluate.evaluated.compactMap(basket)
        report.equality = try evaluate.equalArms()
        report.examples = try examples(inputs)
        report.breakdowns = try breakdowns(inputs)
        let records = try evaluate.judgeRecords()
        report.panel = try panel(inputs, records)
        report.dangerPlanes = try dangerPlanes(inputs)
        report.preferences = preferences(inputs)
        report.humanAnchors = humanAnchors(inputs)
        report.comparingJudges = try comparingJudges(inputs)
        report.basketGroups = try basketGroups()
        let leftOut = try leftOut()
        report.leftOut = leftOut.map(\.row)
        report.difference = try Compare(keys: keys, store: store, supply: evaluate.supply).found()
        try addClaims(&report)
        if withTests { try addTests(&report, inputs) }
        try addProvenance(&report)
        addRowGroups(&report, records, leftOut)
        return report
    }

    private func addTests(_ report: inout StudyReport, _ inputs: [CellInputs]) throws {
        let known = Dictionary(
            StudyMeasures.of(keys.study.evaluation).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let maker = TestMaker(
            study: keys.study,
            measures: report.measures.filter { $0.place != .detail }.compactMap { words in
                known[words.name].map { ($0, words) }
            }, inputs: inputs, problems: scoring.problems,
            idle: Set(report.cells.filter { $0.hasLearned == false }.map(\.name)), label: label)
        report.tests = maker.tests()
        report.spread = maker.spread()
    }

    /// Those of other promptings stand beside the plain ones, and are not listed again.
    private func measures(_ inputs: [CellInputs]) throws -> [ReportMeasure] {
        let words = VocabularyGrowth.sharedSize(of: inputs.map(\.answerSet))
        return try StudyMeasures.of(keys.study.evaluation).filter { $0.kind.asking == .plain }
            .map { try $0.forReport(words: words) }
    }

    private func meaning(of asking: Asking) -> String {
        let decoding = OutputSet(.asked(asking), study: keys.study, heldOut: []).decoding
        switch asking {
        case .plain: return "as in training"
        case .noSystem: return "without a system turn, the model's own included"
        case .reworded: return "each question in other words around it (\(Wordings.version))"
        case .cooler, .warmer:
            let own = Self.short(decoding.temperature)
            return "at a temperature of \(own) in place of "
                + Self.short(keys.study.decoding.temperature)
        }
    }

    /// At most two decimals: 1.05 for 0.7 times 1.5.
    private static func short(_ value: Double) -> String {
        String((value * 100).rounded() / 100)
    }

    /// Writes the report in its four forms.
    ///
    /// - Returns: the files.
    func write(to folder: URL) throws -> [URL] {
        let report = try report()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let texts = [
            ("report.html", HTMLReport.text(report)), ("report.md", MarkdownReport.text(report)),
            ("report.csv", CSVReport.text(report)), ("claims.csv", CSVReport.claims(report)),
            ("report.json", try JSONReport.text(report)),
        ]
        return try texts.map { name, text in
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file, options: .atomic)
            return file
        }
    }

    private var title: String {
        let names = keys.study.targets.map { keys.models[$0.model]?.name ?? $0.model }
        return "Whose answers should \(names.joined(separator: " and ")) learn from?"
    }

    private func questions() throws -> QuestionSummary {
        let terms = try store.facts(.questions).first { $0.name == RunFacts.terms }?.value
        return QuestionSummary(
            name: keys.study.questions.from, terms: terms,
            training: try store.questionCount(draw: keys.draw, part: .training),
            heldOut: try store.questionCount(draw: keys.draw, part: .heldOut))
    }

    // MARK: Cells

    private func cell(_ planned: Train.Planned) throws -> ReportCell {
        let learned = try hasLearned(planned)
        let row = try store.cells(keys: [planned.key])[planned.key]
        var problems = planned.cell.isTuned ? scoring.problems[planned.cell.target] ?? [] : []
        if planned.cell.isTuned, !planned.cell.condition.isTrained {
            problems = ["Tuned elsewhere: nothing shows that its budget equals the others'."]
        }
        if let failure = row?.failure { problems.append("Training failed: \(failure)") }
        if let row, row.cutRows > 0 {
            problems.append("\(row.cutRows) of \(row.rows) training rows were cut at the limit.")
        }
        return ReportCell(
            name: planned.cell.name, label: label(planned.cell.condition),
            kind: ReportCell.Kind(rawValue: planned.cell.condition.kind) ?? .mix,
            target: planned.cell.target, trainingSeed: planned.cell.seed,
            isTuned: planned.cell.isTuned, hasLearned: learned, problems: problems)
    }

    /// Whether the loss on held-out rows of the cell's basket fell; nil where that is not known.
    func hasLearned(_ planned: Train.Planned) throws -> Bool? {
        let curve = try heldOut(planned)
        guard let first = curve.first, let last = curve.last, first.step < last.step else {
            return nil
        }
        return last.loss < first.loss
    }

    private func heldOut(_ planned: Train.Planned) throws -> [CurveRow] {
        try store.curve(cell: planned.key).filter { $0.part == .heldOut }
    }

    /// "multi (4 sources)" where the study has one such condition, else with the sources' names.
    func label(_ condition: Condition) -> String {
        switch condition {
        case .vanilla, .human: return condition.kind
        case .single(let source): return "single (\(source))"
        case .multi(let sources):
            if let bracket = keys.study.brackets.first(where: { $0.sources == sources }) {
                return "multi (\(bracket.name))"
            }
            let alike = keys.study.allConditions.filter {
                $0.kind == "multi" && $0.sources.count == sources.count
            }
            return alike.count == 1
                ? "multi (\(sources.count) sources)" : "multi (\(sources.joined(separator: ", ")))"
        case .mix(let parts):
            let total = parts.reduce(0) { $0 + $1.weight }
            let words = parts.map { part in
                "\(Int((part.weight / total * 100).rounded())) % \(part.source)"
            }
            return "mix (\(words.joined(separator: ", ")))"
        case .adapter(let name, _): return "\(name) (adapter)"
        case .outputs(let name, _): return "\(name) (outputs)"
        }
    }

    private func learningCurve(_ planned: Train.Planned) throws -> LearningCurve? {
        let rows = try store.curve(cell: planned.key)
        guard !rows.isEmpty else { return nil }
        let points = Dictionary(grouping: rows, by: \.step).sorted { $0.key < $1.key }.map {
            step, rows in
            LearningCurve.Point(
                step: step, trainLoss: rows.first { $0.part == .training }?.loss,
                heldOutLoss: rows.first { $0.part == .heldOut }?.loss)
        }
        return LearningCurve(
            cell: planned.cell.name, points: points,
            heldOutRows: planned.basket?.count(.heldOut) ?? 0,
            tokensSeen: try store.cells(keys: [planned.key])[planned.key]?.tokens)
    }

    private func basket(_ planned: Train.Planned) throws -> BasketSummary? {
        guard let basket = planned.basket,
            let row = try store.cells(keys: [planned.key])[planned.key]
        else { return nil }
        let used = basket.shares(.training)
        return BasketSummary(
            cell: planned.cell.name, rows: basket.count(.training), tokens: row.answerTokens,
            steps: row.steps,
            sources: planned.cell.condition.sources.map { source in
                .init(source: source, rows: used.first { $0.source == source }?.rows ?? 0)
            })
    }

    // MARK: Texts

    private func textValues(_ inputs: [CellInputs]) -> [TextValues] {
        inputs.flatMap { cell in
            [("human-perplexity", cell.human), ("parent-perplexity", cell.own)].map { name, rows in
                TextValues(
                    measure: name, cell: cell.planned.cell.name,
                    values: rows.compactMapValues { row in
                        row.tokens > 0 ? exp(-row.logProbability / Double(row.tokens)) : nil
                    })
            }
        }
    }

    /// Twelve even steps up to the words that all cells have.
    private func growthCurves(_ inputs: [CellInputs]) -> [GrowthCurve] {
        let sets = inputs.map(\.answerSet)
        guard let least = inputs.map(\.wordCount).min(), least >= 24 else { return [] }
        return zip(inputs, sets).map { cell, set in
            let points = (1...12).compactMap { step -> GrowthCurve.Point? in
                let size = least * step / 12
                guard let measure = try? VocabularyGrowth(at: size).prepare(set),
                    let value = try? measure.value(measure.rows)
                else { return nil }
                return .init(words: size, different: value)
            }
            return GrowthCurve(
                cell: cell.planned.cell.name, points: points, answers: set.count)
        }
    }

    /// Three held-out questions with people's answer and each cell's first.
    private func examples(_ inputs: [CellInputs]) throws -> [AnswerExample] {
        let questions = try store.questions(draw: keys.draw, part: .heldOut)
            .inKeyedOrder(keys.study.seed, "example").prefix(3)
        return questions.map { question in
            let replies = inputs.map { cell -> AnswerExample.Reply in
                let text = cell.answers["\(question.id) 0"]?.answer
                return .init(
                    writer: label(cell.planned.cell.condition), text: text?.text,
                    note: text == nil
                        ? "no answer" : text?.finish == .length ? "cut at the token limit" : nil)
            }
            let human = AnswerExample.Reply(writer: Source.human, text: question.humanAnswer)
            return AnswerExample(
                questionID: question.id, prompt: question.prompt, replies: [human] + replies)
        }
    }
}
