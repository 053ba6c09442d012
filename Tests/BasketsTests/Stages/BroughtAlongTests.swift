// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// A study with files of answers, an adapter and outputs that were made elsewhere.
private func withFiles(
    _ answers: [String: String], conditions: String, _ body: (SmallStudy, URL) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
        at: folder.appending(path: "adapter"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("weights".utf8).write(to: folder.appending(path: "adapter/adapter.txt"))
    let lines = answers.sorted { $0.key < $1.key }.map { prompt, answer in
        CanonicalJSON.text(["instruction": prompt, "response": answer])
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "a.jsonl"))
    let small = try SmallStudy(
        """
        study: brought
        seed: 11
        questions: {from: q.jsonl, held-out: 0.25}
        targets: {smol: {model: small}}
        sources: {mine: {answers: \(folder.path)/a.jsonl, terms: mine}}
        training: {epochs: 1, batch: 4}
        conditions:
          - vanilla
        \(conditions.replacing("FOLDER", with: folder.path))
        """)
    defer { small.remove() }
    try await body(small, folder)
}

private let written = Dictionary(
    uniqueKeysWithValues: SmallStudy.questions.map { ($0.instruction, "my \($0.instruction) text") }
)

@Test func answersFromAFileAreASource() async throws {
    var answers = written
    answers["What is thing 3?"] = nil
    try await withFiles(answers, conditions: "  - single: mine") { small, _ in
        #expect(try await small.run() == .finished(failed: 1))
        let store = try small.store()
        let keys = try #require(try RunFacts.keys(store))
        let source = try #require(keys.study.source(named: "mine"))
        let rows = try store.answers(writerKey: keys.writer(source))
        #expect(rows.count == 40)
        let failed = rows.filter { $0.answer.failure != nil }
        #expect(failed.map(\.answer.questionID) == [SmallStudy.questions[3].id])
        #expect(failed.first?.answer.failure?.hasSuffix("a.jsonl has no answer to it") == true)
        #expect(rows.allSatisfy { $0.seed == nil })
        #expect(!small.models.calls.contains { $0.hasPrefix("write small 3") })
        // A second run finds all of it.
        let calls = small.models.calls.count
        _ = try await small.run()
        #expect(small.models.calls.count == calls)
    }
}

@Test func anAdapterFromElsewhereIsEvaluatedAndNotTrained() async throws {
    let conditions = "  - adapter: {name: mine, path: FOLDER/adapter}"
    try await withFiles(written, conditions: conditions) { small, folder in
        #expect(try await small.run() == .finished(failed: 0))
        let store = try small.store()
        let name = "smol.adapter-mine"
        let row = try #require(
            try store.cells(keys: store.keys(of: .cell)).values.first { $0.name == name })
        #expect(row.folder == "adapters/\(name)")
        #expect(row.steps == 0 && row.basket == nil)
        #expect(row.adapter == "sha-\(folder.path)/adapter")
        let copy = small.folder.appending(path: "adapters/\(name)/adapter.txt")
        #expect(try Data(contentsOf: copy) == Data("weights".utf8))
        #expect(small.models.calls.contains { $0 == "write \(name) 10" })
        #expect(!small.models.calls.contains { $0.hasPrefix("step") })
        let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        let pair = scores.first {
            $0.cell == name && $0.reference == "smol.vanilla" && $0.measure == "human-perplexity"
        }
        #expect(pair?.value != nil)
    }
}

@Test func outputsFromElsewhereAreEvaluatedWithoutAModel() async throws {
    let conditions = "  - outputs: {name: theirs, file: FOLDER/a.jsonl}"
    try await withFiles(written, conditions: conditions) { small, _ in
        #expect(try await small.run() == .finished(failed: 0))
        #expect(try RunStatus.read(small.folder).isDone)
        let store = try small.store()
        let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        let own = scores.filter { $0.cell == "smol.outputs-theirs" && $0.reference == nil }
        // No model reads people's answers; the parent reads these.
        #expect(own.first { $0.measure == "human-perplexity" }?.value == nil)
        #expect(own.first { $0.measure == "parent-perplexity" }?.value != nil)
        #expect(own.first { $0.measure == "distinct-1" }?.value != nil)
        #expect(!small.models.calls.contains { $0.contains("outputs") })
        let report = try String(
            contentsOf: small.folder.appending(path: "report/report.md"), encoding: .utf8)
        #expect(report.contains("Tuned elsewhere: nothing shows that its budget equals"))
    }
}

/// An adapter from elsewhere has no training seed, and stands beside the first of others; answers
/// alone have no probabilities, and that is said.
@Test func whatWasMadeElsewhereIsComparedWhereThereIsAModel() async throws {
    let conditions = """
          - human
          - adapter: {name: mine, path: FOLDER/adapter}
          - outputs: {name: theirs, file: FOLDER/a.jsonl}
        evaluate: {divergence: [parent, human, adapter-mine, outputs-theirs]}
        """
    try await withFiles(written, conditions: conditions) { small, _ in
        #expect(try await small.run() == .finished(failed: 0))
        let store = try small.store()
        let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        func cells(_ measure: String) -> Set<String> {
            Set(scores.filter { $0.measure == measure && $0.reference == nil }.map(\.cell))
        }
        let (adapter, human) = ("smol.adapter-mine", "smol.human.s1")
        #expect(cells("kl-from-reference") == ["smol.vanilla", adapter, human])
        #expect(cells("kl-from-reference-to-human") == [adapter])
        #expect(cells("kl-from-reference-to-adapter-mine") == [human])
        let report = try RunRows.maker(small.folder).report()
        let left = report.leftOut.filter { $0.what == "divergences" }
        #expect(left.map(\.item) == ["smol.outputs-theirs"])
        // It beside the parent, people and the adapter; two others beside it.
        #expect(left.map(\.count) == [3 + 2])
    }
}

@Test func aFileOfAnswersIsMatchedByIdOrByText() throws {
    let question = Question(
        instruction: "Sum up.", context: "A text.", category: "c", humanAnswer: "h")
    let rows = [
        QuestionRow(
            line: 1,
            fields: [
                "instruction": .text(" Sum up.\n"), "context": .text("A text."),
                "response": .text("by text"), "finish": .text("length"),
            ]),
        QuestionRow(
            line: 2,
            fields: [
                "id": .text("0123"), "instruction": .text("?"), "response": .text("by id"),
            ]),
    ]
    let file = try AnswerFile(rows, name: "a.jsonl", as: .source)
    #expect(file.answers(to: question).first?.text == "by text")
    #expect(file.answers(to: question).first?.finish == .length)
    let other = Question(id: "0123", instruction: "x", category: "c", humanAnswer: "h")
    #expect(file.answers(to: other).first?.text == "by id")
    #expect(file.answers(to: other).first?.finish == .stop)
    do {
        _ = try AnswerFile(rows + [rows[0]], name: "a.jsonl", as: .source)
        Issue.record("two answers to one question were taken")
    } catch {
        #expect(
            "\(error)" == """
                a.jsonl, line 1: answers a question twice.
                Keep one answer a question, each a text.
                """)
    }
}

@Test func theWriterOfEveryAnswerIsNamed() async throws {
    let small = try SmallStudy(
        SmallStudy.yaml.replacing(
            "gemma: {model: other, prompt: few-shot}",
            with: "gemma: {model: other, template: 'Explain: {question}', seed: 5}"))
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let gemma = try #require(keys.study.source(named: "gemma"))
    let writers = try #require(try store.rows(for: keys.writer(gemma)).first)
    let columns = Dictionary(
        uniqueKeysWithValues: writers.columns.map { ($0.name, $0.value) })
    #expect(columns["template"] == "\"Explain: {question}\"")
    #expect(columns["model"] == "\"OTHER\"" && columns["fingerprint"] == "\"sha-other\"")
    #expect(columns["seed"] == "\"5\"" && columns["temperature"] == "0.7")
    // Each drawn answer has its seed, and its writer is there.
    let rows = try store.answers(keys: store.keys(of: .answer)).values
    #expect(rows.filter { $0.answer.finish != .human }.allSatisfy { $0.seed != nil })
    let cell = try #require(rows.first { $0.answer.writer == "smol.human.s1" })
    #expect(try store.rows(for: cell.key).contains { $0.table == "writer" })
}

@Test func outputsMayAnswerAQuestionSeveralTimes() throws {
    let question = Question(id: "7", instruction: "Sum up.", category: "c", humanAnswer: "h")
    let rows = ["first", "second"].enumerated().map { line, text in
        QuestionRow(
            line: line + 1,
            fields: ["id": .text("7"), "instruction": .text("?"), "response": .text(text)])
    }
    let file = try AnswerFile(rows, name: "a.jsonl", as: .outputs)
    #expect(file.count == 1)
    let tasks = [1, 0, 2].map { WritingTask(question: question, seed: 0, draw: $0) }
    let written = try file.write(tasks, decoding: DecodingSettings())
    #expect(written.map(\.text) == ["second", "first", ""])
    #expect(written.map(\.failure) == [nil, nil, "a.jsonl has 2 of the answers to it"])
}
