// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// Lets each source answer the questions that some basket needs it for. Reads questions; writes
/// answers, or the failures in their place; skips what is there under the same key.
struct Generate {
    /// Answers that are written at once. Part of the method: windows are cut by it.
    static let window = 32

    let keys: RunKeys
    let store: Store
    let supply: any ModelSupply

    func stage() throws -> Stage {
        let present = try store.keys(of: .answer)
        let needed = try needs()
        let batches = needed.flatMap { source, questions in
            questions.windows(of: Self.window) { !present.contains(key(source, $0)) }
                .map { window in
                    Stage.Batch(item: source.name, count: window.count) { _ in
                        try batch(source, window)
                    }
                }
        }
        let total = needed.reduce(0) { $0 + $1.questions.count }
        return Stage(.generate, unit: "answers", total: total, batches: batches)
    }

    /// The questions that each source answers, sorted by id.
    func needs() throws -> [(source: Source, questions: [Question])] {
        var wanted: [String: Set<Question>] = [:]
        for part in QuestionPart.allCases {
            let questions = try store.questions(draw: keys.draw, part: part)
            for condition in keys.study.conditions {
                let sources = Shares.sources(condition, of: questions, seed: keys.study.seed)
                for question in questions {
                    if let source = sources[question.id] {
                        wanted[source, default: []].insert(question)
                    }
                }
            }
        }
        return keys.study.usedSources.map { source in
            (source, (wanted[source.name] ?? []).sorted { $0.id < $1.id })
        }
    }

    private func key(_ source: Source, _ question: Question) -> String {
        keys.answer(keys.writer(source), question.id)
    }

    private func batch(_ source: Source, _ questions: [Question]) throws -> StoreBatch {
        let writer = try supply.writer(
            ModelUse(model: source.model, prompting: source.prompting, system: source.system))
        let tasks = questions.map { question in
            WritingTask(
                question: question,
                seed: KeyedRandom.seed(
                    keys.study.seed, ["generate", source.name, question.id, "0"]))
        }
        let start = Date().timeIntervalSince1970
        let written = try writer.write(tasks, decoding: source.decoding)
        let seconds = (Date().timeIntervalSince1970 - start) / Double(max(1, tasks.count))
        let rows = zip(questions, written).map { question, answer in
            AnswerRow(
                key: key(source, question), writerKey: keys.writer(source),
                answer: answer.answer(to: question.id, by: source.name, draw: 0), seconds: seconds)
        }
        return StoreBatch(answers: rows)
    }
}

extension WrittenAnswer {
    func answer(to question: String, by writer: String, draw: Int) -> Answer {
        Answer(
            questionID: question, writer: writer, draw: draw, text: text, finish: finish,
            promptTokens: promptTokens, tokens: tokens, failure: failure)
    }
}

extension Answer {
    /// Why the answer cannot be a training row, or nil.
    var unusable: String? {
        if let failure { return "failed: \(failure)" }
        return text.allSatisfy(\.isWhitespace) ? "is empty" : nil
    }
}
