// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsStore

@Test func givesBackWhatItWasGiven() throws {
    try withStore { store in
        let batch = everything(seconds: 2)
        try store.add(batch)
        #expect(try store.facts(.method) == [FactRow(.method, "split", "1")])
        #expect(try store.questions(draw: "d", part: .training) == [question("q1")])
        #expect(try store.questions(draw: "d", part: .heldOut) == [question("q2")])
        #expect(try store.answers(keys: ["a1", "none"]) == ["a1": batch.answers[0]])
        #expect(try store.answers(writerKey: "smol-key") == batch.answers)
        #expect(try store.basket("b") == batch.baskets)
        #expect(try store.cells(keys: ["cell1"]) == ["cell1": batch.cells[0]])
        #expect(try store.curve(cell: "cell1") == batch.curves)
        #expect(try store.textScores(keys: ["t1"]) == ["t1": batch.textScores[0]])
        #expect(try store.embeddings(keys: ["e1"]) == ["e1": batch.embeddings[0]])
        #expect(try store.scores(keys: ["5c0e1"]) == ["5c0e1": batch.scores[0]])
        #expect(try store.resamples(keys: ["7e5a1"]) == ["7e5a1": batch.resamples[0]])
        #expect(try store.events() == batch.events)
        #expect(try store.keys(of: .answer) == ["a1", "a2"])
        #expect(try store.questions(draw: "other", part: .training).isEmpty)
    }
}

@Test func readsMoreKeysThanOneStatementTakes() throws {
    try withStore { store in
        let rows = (0..<25_000).map { answer("a\($0)", of: "q1", draw: $0) }
        try store.add(StoreBatch(questions: [question("q1")], answers: rows))
        #expect(try store.answers(keys: rows.map(\.key)).count == 25_000)
    }
}

@Test func theLastStudyIsTheCurrentOne() throws {
    try withStore { store in
        #expect(try store.study() == nil)
        let (a, b) = (
            StudyRow(key: "a", name: "s", resolved: "x"),
            StudyRow(key: "b", name: "s", resolved: "y")
        )
        for study in [a, b, a] {
            try store.makeCurrent(study)
            #expect(try store.study() == study)
        }
    }
}

@Test func aFactIsReplacedAndAQuestionIsNot() throws {
    try withStore { store in
        try store.add(StoreBatch(facts: [FactRow(.model, "smol", "1")], questions: [question("q")]))
        try store.add(StoreBatch(facts: [FactRow(.model, "smol", "2")], questions: [question("q")]))
        #expect(try store.facts(.model) == [FactRow(.model, "smol", "2")])
    }
}

@Test func keepsInfiniteLogProbabilitiesAndMissingValues() throws {
    try withStore { store in
        try store.add(everything())
        let row = TextScoreRow(
            key: "t2", scorer: "cell1", answer: "a2", logProbability: -.infinity, tokens: 1,
            bytes: 1)
        try store.add(StoreBatch(textScores: [row], scores: [score("none", value: nil)]))
        #expect(try store.textScores(keys: ["t2"]) == ["t2": row])
        #expect(try store.scores(keys: ["none"])["none"]?.score.value == nil)
        #expect(try store.dump().contains("\"logProbability\":\"-inf\""))
    }
}

/// Batches that break a rule of the schema.
private let refused: [(String, StoreBatch)] = [
    ("a key twice", StoreBatch(answers: [answer("a1", of: "q1", by: "other")])),
    ("a writer's second answer", StoreBatch(answers: [answer("a9", of: "q1")])),
    ("an unknown question", StoreBatch(answers: [answer("a9", of: "nobody")])),
    (
        "an unknown answer in a basket",
        StoreBatch(baskets: [
            BasketRow(
                basket: "b", condition: "human", question: "q2", part: .training, source: "smol",
                answer: "nobody", leftOut: nil)
        ])
    ),
    (
        "a question twice in a basket",
        StoreBatch(baskets: [
            BasketRow(
                basket: "b", condition: "human", question: "q1", part: .training, source: "smol",
                answer: "a2", leftOut: nil)
        ])
    ),
    (
        "a curve without a cell",
        StoreBatch(curves: [
            CurveRow(cell: "nobody", step: 0, part: .training, loss: 1, tokens: 1)
        ])
    ),
    (
        "a question in two parts",
        StoreBatch(splits: [SplitRow(draw: "d", question: "q1", part: .heldOut)])
    ),
    (
        "a failure that says nothing",
        StoreBatch(answers: [
            AnswerRow(
                key: "a9", writerKey: "w",
                answer: Answer(
                    questionID: "q1", writer: "w", text: "", finish: .failed, promptTokens: 0,
                    tokens: 0))
        ])
    ),
]

@Test(arguments: refused)
func refusesWhatBreaksARuleAndStoresNothingOfTheBatch(rule: String, batch: StoreBatch) throws {
    try withStore { store in
        try store.add(everything())
        let before = try store.dump()
        var batch = batch
        batch.questions.append(question("q3"))
        #expect(throws: StoreError.self, "\(rule)") { try store.add(batch) }
        #expect(try store.dump() == before)
    }
}

@Test func saysWhenThereIsNoRun() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    do {
        _ = try Store.existing(folder)
        Issue.record("a store was opened")
    } catch {
        #expect("\(error)".contains("holds no run."))
    }
}

@Test func refusesAFileThatIsNoStore() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let noise = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try noise.write(to: folder.appending(path: Store.fileName))
    #expect(throws: StoreError.self) { try Store.existing(folder) }
}
