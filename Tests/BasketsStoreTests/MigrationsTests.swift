// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsStore

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Store")

/// A released step is never edited: the schema after it is a file. A missing file is written and
/// fails.
@Test func eachStepMakesTheSchemaOfItsFile() throws {
    for (number, step) in Migrations.names.enumerated() {
        let golden = folder.appending(path: "schema-\(number + 1).sql")
        let schema = try Store.schema(after: step)
        guard let expected = try? String(contentsOf: golden, encoding: .utf8) else {
            try Data(schema.utf8).write(to: golden)
            Issue.record("\(golden.lastPathComponent) was missing and is written now: check it")
            continue
        }
        #expect(schema == expected)
    }
}

@Test func theStepsAreNumbered() {
    #expect(
        Migrations.names == [
            "1 study, questions, answers, cells, scores", "2 counts of question rows",
            "3 who wrote what", "4 attempts of answers", "5 resamples",
            "6 sentences, divergences, choices; texts scored under other prompts", "7 verdicts",
            "8 prompts that test safeguards", "9 answers that people rated",
            "10 probabilities of verdicts",
        ])
}

/// A text score of an earlier schema was made under the cell's own prompt.
@Test func theSixthStepKeepsTheTextScoresThereAre() throws {
    try withFolder { folder in
        let old = try Store.open(folder, through: Migrations.names[4])
        try old.add(
            StoreBatch(
                questions: [question("q1")], answers: [answer("a1", of: "q1")],
                cells: [cell("cell1")]))
        try old.execute("INSERT INTO textScore VALUES ('t1', 'cell1', 'a1', -4.5, 4, 7)")
        let rows = try Store.existing(folder).textScores(keys: ["t1"])
        #expect(
            rows["t1"]
                == TextScoreRow(
                    key: "t1", scorer: "cell1", scorerKey: "cell1", answer: "a1",
                    logProbability: -4.5, tokens: 4, bytes: 7))
    }
}

/// Verdicts of an earlier schema have no probabilities; those of this one keep theirs.
@Test func theTenthStepKeepsTheVerdictsThereAre() throws {
    try withFolder { folder in
        let old = try Store.open(folder, through: Migrations.names[8])
        try old.execute(
            "INSERT INTO verdict (key, judge, judgeKey, rubric, question, first, outcome, rating,"
                + " reading, mass, asked) VALUES ('v1', 'j', 'k', 'quality 1', 'q', 'a', 'verdict', 4,"
                + " 'probabilities', 0.5, 1)")
        let store = try Store.existing(folder)
        #expect(try store.verdicts(keys: ["v1"])["v1"]?.probabilities == nil)
        let known = ["A": 0.4, "B": 0.1]
        let row = VerdictRow(
            key: "v2", judge: "j", judgeKey: "k", rubric: "pairwise 1", question: "q", first: "a",
            second: "b", outcome: .verdict, rating: 0.8, reading: "probabilities", mass: 0.5,
            probabilities: known, asked: 1)
        try store.add(StoreBatch(verdicts: [row]))
        #expect(try store.verdicts(keys: ["v2"])["v2"] == row)
    }
}

@Test func refusesAFileOfANewerVersion() throws {
    try withStore { store in
        try store.execute("INSERT INTO grdb_migrations VALUES ('99 later')")
        do {
            _ = try Store.existing(store.file.deletingLastPathComponent())
            Issue.record("a newer file was opened")
        } catch {
            #expect("\(error)".contains("was written by a newer version of Baskets."))
        }
    }
}
