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

/// What a score is made from, whose rows they are, and what then stands behind it.
private let kinds: [(ScoreRow.Input, String, [String])] = [
    (.divergence, "pair", ["divergence d1f1"]), (.choices, "quiz", ["choiceScore c0b1"]),
    (.sentences, "smol-key", ["sentenceVector 5e01"]), (.vectors, "smol-key", ["embedding e1"]),
    (.verdicts, "judge", ["verdict 9e4d"]), (.verdicts, "another judge", []),
    (.refusals, "smol-prompted", ["refusal b0c1"]), (.refusals, "another", []),
    (.divergence, "another pair", []), (.choices, "another quiz", []),
]

@Test(arguments: kinds)
func behindAScoreStandRowsOfItsKind(
    input: ScoreRow.Input, inputKey: String, expected: [String]
) throws {
    try withStore { store in
        var batch = everything()
        batch.scores = [score("5c0e1", input: input, inputKey: inputKey)]
        try store.add(batch)
        #expect(
            try store.rows(for: "5c0e1").map { "\($0.table) \($0.key)" }
                == ["score 5c0e1"] + expected)
    }
}

/// A judge that compared two texts and rated one.
@Test(arguments: [
    ("self-preference", ["9e4d"]), ("self-preference-absolute", ["feed1"]),
    ("own-recognition", ["feed2"]), ("position-bias", ["9e4d"]),
])
func behindAPreferenceStandTheVerdictsOfItsRubric(measure: String, expected: [String]) throws {
    try withStore { store in
        var batch = everything()
        for (key, rubric) in [("feed1", "quality 1"), ("feed2", "recognition 1")] {
            batch.verdicts.append(
                VerdictRow(
                    key: key, judge: "smol.vanilla", judgeKey: "judge", rubric: rubric,
                    question: "q1", first: "a1", second: nil, outcome: .verdict, rating: 1,
                    reading: "text", mass: nil, asked: 1))
        }
        batch.scores = [score("5c0e1", measure, input: .verdicts, inputKey: "judge")]
        try store.add(batch)
        #expect(try store.rows(for: "5c0e1").map(\.key) == ["5c0e1"] + expected)
    }
}

@Test func behindAComparedTextStandsItsAnswerAndBehindChoicesTheirQuestion() throws {
    #expect(try behind("d1f1") == ["divergence d1f1", "answer a1"])
    #expect(try behind("5e01") == ["sentenceVector 5e01", "answer a1"])
    #expect(try behind("c0b1") == ["choiceScore c0b1", "choiceQuestion c0a1"])
    #expect(try behind("c0a1") == ["choiceQuestion c0a1", "choiceScore c0b1"])
    #expect(try behind("9e4d") == ["verdict 9e4d", "answer a1", "answer a2"])
}

@Test func behindARefusalStandsTheAnswerAndBehindThatItsPrompt() throws {
    #expect(try behind("b0c1") == ["refusal b0c1", "promptAnswer b0b1"])
    #expect(try behind("b0b1") == ["promptAnswer b0b1", "prompt b0a1", "refusal b0c1"])
    #expect(try behind("b0a1") == ["prompt b0a1", "promptAnswer b0b1"])
}

@Test func behindAWriterStandItsAnswersAndBehindPeopleTheirs() throws {
    try withStore { store in
        var batch = everything()
        batch.writers = [
            WriterRow(key: "smol-key", name: "smol", model: "SmolLM2", fingerprint: "f")
        ]
        batch.answers.append(
            AnswerRow(
                key: "a3", writerKey: "people",
                answer: Answer(
                    questionID: "q1", writer: "human", text: "By hand.", finish: .human,
                    promptTokens: 0, tokens: 0)))
        try store.add(batch)
        func keys(_ id: String) throws -> [String] {
            try store.rows(for: id).map { "\($0.table) \($0.key)" }
        }
        #expect(try keys("smol") == ["writer smol-key", "answer a1", "answer a2"])
        #expect(try keys("human") == ["writer human", "answer a3"])
        try store.add(
            StoreBatch(writers: [
                WriterRow(key: "older-key", name: "smol", model: "SmolLM2", fingerprint: "e")
            ]))
        #expect(throws: StoreError.self) { try keys("smol") }
    }
}

@Test func severalIDsGiveTheRowsOfAllEachOnce() throws {
    try withStore { store in
        var batch = everything()
        batch.answers.append(answer("ffff0000", of: "q1", by: "gemma"))
        batch.answers.append(answer("ffff0001", of: "q1", by: "gemma", draw: 1))
        try store.add(batch)
        #expect(
            try store.rows(for: "both", orOf: { _ in ["ffff0000", "ffff0001"] })
                .map { "\($0.table) \($0.key)" }
                == ["answer ffff0000", "question q1", "answer ffff0001"])
        #expect(throws: StoreError.self) {
            try store.rows(for: "both", orOf: { _ in ["ffff0000", "dead0000"] })
        }
        #expect(throws: StoreError.self) { try store.rows(for: "both", orOf: { _ in nil }) }
    }
}

@Test func behindAnAnswerStandsItsQuestion() throws {
    #expect(try behind("ffff0000") == ["answer ffff0000", "question abcd1234"])
    #expect(try behind("ffff") == ["answer ffff0000", "question abcd1234"])
}

@Test func aWholeKeyMeansItsRowAlsoWhereAnotherBeginsWithIt() throws {
    try withStore { store in
        try store.add(StoreBatch(questions: [question("abcd"), question("abcd12")]))
        #expect(try store.rows(for: "abcd").map(\.key) == ["abcd"])
    }
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

/// What has no row of its own is known by the rows that speak of it.
@Test func behindABasketADrawAndAStageStandTheirRows() throws {
    try withStore { store in
        var batch = everything()
        batch.baskets = [
            BasketRow(
                basket: "ba5ce7", condition: "human", question: "q1", part: .training,
                source: "smol", answer: "a1", leftOut: nil)
        ]
        batch.questionCounts = [
            QuestionCountRow(draw: "d4a30", kind: .leftOut, reason: "too long", count: 3)
        ]
        try store.add(batch)
        func tables(_ id: String) throws -> [String] { try store.rows(for: id).map(\.table) }
        #expect(try tables("ba5c") == ["basket", "basket"])
        #expect(try tables("d4a30") == ["draw", "questionCount"])
        #expect(try tables("stage-generate") == ["stage", "event"])
        #expect(throws: StoreError.self) { try store.rows(for: "stage-train") }
    }
}
