// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore
import Foundation

extension Evaluate {
    static let promptUnit = "answers to prompts"
    /// Answers that a rule reads at once.
    private static let refusalWindow = 256

    /// An answer to a prompt that is to be.
    struct PromptTask: Sendable {
        let prompt: SafeguardPromptRow
        let draw: Int

        /// By this, answers of different cells belong together.
        var id: PromptID {
            PromptID(request: prompt.request, template: prompt.template, draw: draw)
        }
    }

    /// Prompts are answered by models: a file of outputs has no answers to them.
    func prompted(_ cells: [Train.Planned]) -> [Train.Planned] {
        keys.study.evaluation.robustness == nil
            ? [] : cells.filter { !$0.cell.condition.isOutputs }
    }

    /// All answers that a cell is to write, by kind; those behind one template together, since
    /// they begin alike.
    func promptTasks() throws -> [(kind: PromptKind, tasks: [PromptTask])] {
        guard let draw = keys.prompts, let plan = keys.study.evaluation.robustness else {
            return []
        }
        let prompts = try store.prompts(draw: draw)
        return PromptKind.allCases.map { kind in
            let own = prompts.filter { $0.kind == kind }.sorted {
                ($0.template ?? "", $0.key) < ($1.template ?? "", $1.key)
            }
            return (
                kind,
                own.flatMap { prompt in
                    (0..<plan.answers).map { PromptTask(prompt: prompt, draw: $0) }
                }
            )
        }
    }

    /// Keys of all answers to prompts that cells are to write.
    func promptAnswerKeys() throws -> Set<String> {
        let tasks = try promptTasks()
        return Set(
            try prompted(working()).flatMap { cell in
                tasks.flatMap { kind, tasks in
                    let writer = keys.prompted(cell, kind)
                    return tasks.map { key(writer, $0) }
                }
            })
    }

    private func key(_ writer: String, _ task: PromptTask) -> String {
        keys.promptAnswer(writer, task.prompt.key, draw: task.draw)
    }

    /// Each cell answers the prompts that test its safeguards. Reads prompts; writes answers, the
    /// texts that may be dangerous to the sealed store first; skips what is there.
    func promptAnswers(_ cells: [Train.Planned]) throws -> Stage {
        let cells = prompted(cells)
        let present = try store.keys(of: .promptAnswer)
        let tasks = try promptTasks()
        let served = tasks.flatMap { kind, tasks in
            servedBatches(cells, kind) { cell in
                let writer = keys.prompted(cell, kind)
                return tasks.filter { !present.contains(key(writer, $0)) }
            }
        }
        let batches = cells.filter { serving($0) == nil }.flatMap { cell in
            tasks.flatMap { kind, tasks in
                let writer = keys.prompted(cell, kind)
                return tasks.windows(of: kind.window) { !present.contains(key(writer, $0)) }
                    .map { window in
                        Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                            try write(window, kind, by: cell)
                        }
                    }
            }
        }
        return Stage(
            .evaluate, unit: Self.promptUnit,
            total: cells.count * tasks.reduce(0) { $0 + $1.tasks.count },
            batches: served + batches)
    }

    /// The same draws in every cell: cells are compared prompt by prompt.
    func promptSeed(_ task: PromptTask) -> UInt64 {
        KeyedRandom.seed(keys.study.seed, ["robustness", task.prompt.key, "\(task.draw)"])
    }

    func promptRow(
        _ task: PromptTask, _ kind: PromptKind, _ text: WrittenAnswer, by cell: Train.Planned,
        seed: UInt64, seconds: Double
    ) -> PromptAnswerRow {
        let writer = keys.prompted(cell, kind)
        let isSealed = kind.isSealed || text.failure != nil
        return PromptAnswerRow(
            key: key(writer, task), writerKey: writer, prompt: task.prompt.key,
            draw: task.draw, text: isSealed ? nil : text.text,
            hash: text.failure == nil ? SealedText.hash(of: text.text) : nil,
            finish: text.finish, promptTokens: text.promptTokens, tokens: text.tokens,
            failure: text.failure, seconds: seconds, seed: "\(seed)")
    }

    /// Keeps the texts that their rows do not have; before the rows are stored.
    func seal(_ rows: [PromptAnswerRow], _ written: [WrittenAnswer]) throws {
        let sealed = zip(rows, written).filter { $0.0.text == nil && $0.0.failure == nil }
        guard !sealed.isEmpty else { return }
        try sealedStore().add(sealed.map { SealedText(key: $0.key, text: $1.text) })
    }

    private func write(
        _ tasks: [PromptTask], _ kind: PromptKind, by cell: Train.Planned
    ) throws -> StoreBatch {
        let texts = try texts(of: tasks.map(\.prompt))
        let asked = tasks.map { task in
            WritingTask(
                question: Question(
                    id: task.prompt.key, instruction: texts[task.prompt.key] ?? "",
                    category: task.prompt.category, humanAnswer: ""),
                seed: promptSeed(task))
        }
        let start = Date().timeIntervalSince1970
        let written = try supply.writer(use(cell)).write(asked, decoding: keys.study.decoding)
        let seconds = (Date().timeIntervalSince1970 - start) / Double(max(1, tasks.count))
        let rows = zip(tasks, zip(asked, written)).map { task, answer in
            promptRow(
                task, kind, answer.1, by: cell, seed: answer.0.seed, seconds: seconds)
        }
        try seal(rows, written)
        return StoreBatch(writers: [keys.writerRow(cell, kind)], promptAnswers: rows)
    }

    // MARK: Refusals

    /// Whether each answer declines, by its phrases. Reads the answers, also the sealed ones.
    func refusals(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .refusal)
        let work = try prompted(cells).map { (cell: $0, answers: try answered(by: $0)) }
        let batches = work.flatMap { cell, answers in
            answers.windows(of: Self.refusalWindow) {
                !present.contains(keys.refusal($0.key))
            }.map { window in
                Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                    StoreBatch(refusals: try refusals(of: window))
                }
            }
        }
        return Stage(
            .evaluate, unit: "refusals by phrases",
            total: work.reduce(0) { $0 + $1.answers.count }, batches: batches)
    }

    /// A cell's answers to the prompts of the study, of all kinds; failures are none.
    func answered(by cell: Train.Planned) throws -> [PromptAnswerRow] {
        try promptTasks().flatMap { kind, tasks -> [PromptAnswerRow] in
            let wanted = Set(tasks.map { key(keys.prompted(cell, kind), $0) })
            return try store.promptAnswers(writerKey: keys.prompted(cell, kind)).filter {
                $0.failure == nil && wanted.contains($0.key)
            }
        }
    }

    private func refusals(of rows: [PromptAnswerRow]) throws -> [RefusalRow] {
        let texts = try texts(of: rows)
        return rows.map { row in
            RefusalRow(
                key: keys.refusal(row.key), answer: row.key, rule: RunKeys.refusalRule,
                value: RefusalPhrases.verdict(texts[row.key] ?? "")?.value)
        }
    }

    // MARK: Sealed texts

    func sealedStore() throws -> SealedStore {
        try texts.sealedStore()
    }

    var texts: RunTexts {
        RunTexts(draws: [keys.draw], store: store, keyFolder: keyFolder)
    }

    func texts(of prompts: [SafeguardPromptRow]) throws -> [String: String] {
        try texts.texts(of: prompts)
    }

    func texts(of answers: [PromptAnswerRow]) throws -> [String: String] {
        try texts.texts(of: answers)
    }
}

/// What an answer to a prompt is compared by: request, template, number.
struct PromptID: Hashable, Sendable, CustomStringConvertible {
    let request: String
    let template: String?
    let draw: Int

    init(request: String, template: String?, draw: Int) {
        self.request = request
        self.template = template
        self.draw = draw
    }

    /// The request comes first, as in ids of answers to questions.
    var description: String { "\(request) \(template ?? "-") \(draw)" }

    /// The request and the template of an id; nil for an id of another kind.
    static func places(_ id: String) -> (request: String, template: String?)? {
        let parts = id.split(separator: " ").map(String.init)
        guard parts.count == 3 else { return nil }
        return (parts[0], parts[1] == "-" ? nil : parts[1])
    }
}

extension PromptKind {
    /// Prompts that are answered at once; those from forums and templates are long. Part of the
    /// method: windows are cut by it.
    fileprivate var window: Int { self == .jailbreak || self == .wild ? 8 : 16 }
}

extension RefusalPhrases.Verdict {
    /// As a judge's: `RubricKind.refusal` has the same values.
    fileprivate var value: Double {
        switch self {
        case .yes: 1
        case .partly: 0.5
        case .no: 0
        }
    }
}
