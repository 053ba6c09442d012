// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsStore

/// What stands behind an id: table and key of each row.
private func behind(_ id: String) throws -> [String] {
    try withStore { store in
        var batch = everything()
        batch.questions.append(question("abcd1234"))
        batch.questions.append(question("abcd5678"))
        batch.answers.append(answer("ffff0000", of: "abcd1234", by: "gemma"))
        try store.add(batch)
        return try store.rows(for: id).map { "\($0.table) \($0.key)" }
    }
}

@Test func behindAScoreStandTheRowsItWasMadeFrom() throws {
    #expect(try behind("5c0e1") == ["score 5c0e1", "answer a1", "answer a2"])
}

@Test func behindAnAnswerStandsItsQuestion() throws {
    #expect(try behind("ffff0000") == ["answer ffff0000", "question abcd1234"])
    #expect(try behind("ffff") == ["answer ffff0000", "question abcd1234"])
}

@Test func behindAQuestionStandItsAnswers() throws {
    #expect(try behind("abcd1") == ["question abcd1234", "answer ffff0000"])
}

@Test func behindACellStandItsCurveAndScores() throws {
    #expect(
        try behind("smol.human.s1") == ["cell cell1", "curve cell1", "curve cell1", "score 5c0e1"])
}

@Test(arguments: ["nothing", "abcd", "abc", "%", "", "' OR 1"])
func saysWhenAnIdNamesNoneOrMany(id: String) {
    #expect(throws: StoreError.self) { try behind(id) }
}

@Test func showsColumnsAsJSON() throws {
    try withStore { store in
        try store.add(everything())
        let row = try #require(try store.rows(for: "5c0e1").first)
        let columns = Dictionary(uniqueKeysWithValues: row.columns.map { ($0.name, $0.value) })
        #expect(columns["value"] == "2.5")
        #expect(columns["unit"] == "\"fraction\"")
        #expect(columns["reference"] == "null")
    }
}
