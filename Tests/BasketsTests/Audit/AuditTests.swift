// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsCore
import BasketsMetrics
import Foundation
import Testing

@Suite struct AuditedFileTests {
    private func read(
        _ content: String, ending: String, field: String? = nil, questionField: String? = nil,
        isAnswersAlone: Bool = false
    ) async throws -> AuditedFile {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "answers-\(UUID().uuidString).\(ending)")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        if isAnswersAlone { return try await AuditedFile.readAnswers(file, field: field) }
        return try await AuditedFile.read(file, field: field, questionField: questionField)
    }

    @Test func knownFieldsAreFoundInEveryKindOfFile() async throws {
        let lines = #"{"instruction": "q", "response": "a", "x": 1}"# + "\n"
        for (content, ending) in [
            (lines, "jsonl"), ("[\(lines)]", "json"), ("instruction,response\nq,a\n", "csv"),
        ] {
            let found = try await read(content, ending: ending)
            #expect(found.answers == ["a"] && found.questions == ["q"])
            #expect(found.field == "response")
        }
    }

    @Test func aNamedFieldIsReadAndAnUnknownQuestionIsNone() async throws {
        let found = try await read(#"{"text": "b", "said": "a"}"#, ending: "jsonl", field: "said")
        #expect(found.answers == ["a"] && found.questions == nil)
    }

    @Test func answersAloneComeFromTheFieldOfThatNameWhateverTheQuestionsAre() async throws {
        let line = #"{"response": "b", "answer": "a", "input": [1]}"#
        let found = try await read(line, ending: "jsonl", isAnswersAlone: true)
        #expect(found.answers == ["a"] && found.field == "answer" && found.questions == nil)
        let other = try await read(
            #"{"response": "b"}"#, ending: "jsonl", isAnswersAlone: true)
        #expect(other.answers == ["b"] && other.field == "response")
    }

    @Test func aMissingFieldIsNamedWithItsLineAndTheFieldsThereAre() async throws {
        let error = await #expect(throws: QuestionError.self) {
            try await read("{\"response\": \"a\"}\n{\"reply\": \"b\"}\n", ending: "jsonl")
        }
        let text = error?.description ?? ""
        #expect(text.contains("line 2, field \"response\": is missing."))
        #expect(text.contains("--field"))
        await #expect(throws: QuestionError.self) { try await read("\n", ending: "jsonl") }
    }
}

@Suite struct AuditTests {
    /// Answers of six words to the same questions; two kinds share no word.
    private func file(_ name: String, _ kind: String, seed: Int, count: Int = 160) async throws
        -> AuditedFile
    {
        let rows = (0..<count).map { row in
            let said = (0..<6).map { place in
                let letter = Unicode.Scalar(UInt8(97 + (row * 5 + seed * (row % 7) + place) % 24))
                return "\(kind)\(letter)"
            }
            return "{\"question\": \"q\(row)\", \"answer\": \"\(said.joined(separator: " ")).\"}"
        }
        return try await file(name, rows: rows)
    }

    private func file(_ name: String, rows: [String]) async throws -> AuditedFile {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appending(path: "\(name).jsonl")
        try Data(rows.joined(separator: "\n").utf8).write(to: place)
        return try await AuditedFile.read(place)
    }

    /// Counts of letters: near for texts of like words.
    private func letters(_ texts: [String]) -> [[Float]] {
        texts.map { text in
            (0..<26).map { letter in
                Float(text.unicodeScalars.filter { $0.value == UInt32(97 + letter) }.count) + 0.01
            }
        }
    }

    @Test func partsComeInOrderAndTheCardIsWhole() async throws {
        let files = [
            try await file("one", "sea", seed: 1),
            try await file("two", "kitchen", seed: 2, count: 150),
        ]
        var parts: [Audit.Part] = []
        let card = try await Audit(files, embedded: 40).run(embed: { letters($0) }) { part, card in
            parts.append(part)
            #expect((part == .sources) == card.form.isEmpty)
        }
        #expect(parts == Audit.Part.allCases)
        #expect(card.isPaired && card.sources.map(\.compared) == [150, 150])
        #expect(card.sources.map(\.leftOut) == [10, 0])
        #expect(card.verdict?.sentence == "These two baskets are two baskets.")
        #expect(card.map.count == 80)
        #expect(try #require(card.topicOverlap.first).value.value < 0.1)
        #expect(card.nearDuplicates.first?.value.value == 0)
        #expect(card.remarks.count == 1 && card.remarks[0].contains("40 answers"))
        #expect(card.embeddings.first?.excess.null?.draws == 200)
    }

    /// Of 160 answers and 150 that share questions, 60 each; the card says how many and that they were drawn.
    @Test func noMoreAnswersAreComparedThanAskedFor() async throws {
        let files = [
            try await file("one", "sea", seed: 1),
            try await file("two", "kitchen", seed: 2, count: 150),
        ]
        let card = try await Audit(files, seed: 4, compared: 60).run(embed: nil) { _, _ in }
        #expect(card.sources.map(\.compared) == [60, 60])
        #expect(card.sources.map(\.leftOut) == [100, 90])
        #expect(card.remarks.first?.hasPrefix("Of each source 60 answers are compared") == true)
    }

    @Test func theSameAnswersInTwoFilesAreOneBasket() async throws {
        let twice = try await file("one", "sea", seed: 1, count: 250)
        let card = try await Audit([twice, twice]).run(embed: nil) { _, _ in }
        #expect(card.verdict?.sentence == "These two baskets are one basket.")
        #expect(card.sources.map(\.name) == ["one (1)", "one (2)"])
        #expect(card.nearDuplicates.first?.value.value == 1)
        #expect(card.tokens.first?.jensenShannon.value.value == 0)
        #expect(card.map.isEmpty)
        #expect(card.remarks == ["Without embeddings: words alone say how different sources are."])
    }

    /// One way of drawing words; one source writes ten times as much. Cut to equal lengths, nothing is
    /// left of the difference.
    @Test func whatLengthAloneTellsApartIsSaid() async throws {
        func rows(_ count: Int, seed: String) -> [String] {
            (0..<300).map { number in
                var random = KeyedRandom(5, seed, "\(number)")
                let words = (0..<count).map { _ in "w\(random.next() % 400)" }
                return "{\"answer\": \"\(words.joined(separator: " "))\"}"
            }
        }
        let files = [
            try await file("short", rows: rows(12, seed: "short")),
            try await file("long", rows: rows(120, seed: "long")),
        ]
        let card = try await Audit(files).run(embed: nil) { _, _ in }
        let whole = try #require(card.wordAccuracy.first?.value)
        let cut = try #require(card.matchedWordAccuracy?.first?.value)
        #expect(whole.value > 0.9 && cut.value < 0.6)
        let divergences = (
            whole: card.tokens[0].jensenShannon, cut: card.matchedJensenShannon?.first
        )
        let equal = try #require(divergences.cut)
        // Among those that chance alone gives, while that of whole answers is beyond them.
        let null = try #require(equal.null)
        #expect(equal.value.value <= null.upper * 1.1)
        #expect(card.remarks.contains { $0.contains("tell short from long by length") })
    }

    @Test func fewAnswersAreSaidToBeTooFew() async throws {
        let files = [
            try await file("one", "sea", seed: 1, count: 4),
            try await file("two", "sea", seed: 2, count: 4),
        ]
        let card = try await Audit(files).run(embed: nil) { _, _ in }
        #expect(card.wordAccuracy.isEmpty && card.verdict?.fewest == 1)
        #expect(card.remarks.contains { $0.contains("needs 5 answers of each source") })
    }

    @Test(arguments: ["🙂 🎉 🙂", "7 + 5 = 12"])
    func aSourceWithoutALetterHasACardWithoutItsSentences(said: String) async throws {
        let bare = (0..<20).map { "{\"answer\": \"\(said) \($0)\"}" }
        let files = [
            try await file("bare", rows: bare), try await file("one", "sea", seed: 1, count: 20),
        ]
        let card = try await Audit(files).run(embed: nil) { _, _ in }
        #expect(card.number(.sentenceWords, of: 0) == nil)
        #expect(card.number(.sentences, of: 0)?.value == 0)
        let words = said.split(separator: " ").count + 1
        #expect(card.number(.words, of: 0)?.value == Double(words))
        // Six words and a full stop.
        #expect(card.number(.sentenceWords, of: 1)?.value == 6)
        let why = "bare: words-per-sentence: needs an answer with a sentence, got none."
        #expect(card.remarks.contains(why))
        #expect(card.remarks.contains { $0.hasPrefix("No topics:") })
        #expect(card.verdict?.sentence == "These two baskets are two baskets.")
        #expect(DifferencePage.html(card).contains("no data"))
    }

    @Test func theCardSaysHowMuchOfPeoplesTopicsASourceCovers() async throws {
        let files = [
            try await file("human", "sea", seed: 1, count: 60),
            try await file("copy", "sea", seed: 1, count: 60),
            try await file("other", "kitchen", seed: 1, count: 60),
        ]
        let card = try await Audit(files).run(embed: nil) { _, _ in }
        let covered = try #require(card.topicCoverage)
        #expect(covered.map(\.first) == [1, 2] && covered.map(\.second) == [0, 0])
        #expect(covered.allSatisfy { $0.value.metric == "topic-coverage" })
        // The same answers, and answers that share no word with people's.
        #expect(covered[0].value.value > 0.8 && covered[1].value.value < 0.3)
        let page = DifferencePage.html(card)
        #expect(page.contains("topic-coverage, fraction") && page.contains("the reference"))
    }

    @Test func aCardOfAnOlderVersionIsStillRead() async throws {
        let files = [
            try await file("human", "sea", seed: 1, count: 20),
            try await file("b", "sea", seed: 2, count: 20),
        ]
        var card = try await Audit(files).run(embed: nil) { _, _ in }
        #expect(card.topicCoverage?.count == 1)
        #expect(try read(card) == card)
        card.topicCoverage = nil
        let old = String(decoding: try JSONEncoder().encode(card), as: UTF8.self)
        #expect(!old.contains("topicCoverage"))
        #expect(try read(card) == card)
    }

    /// The card behind JSON.
    private func read(_ card: DifferenceCard) throws -> DifferenceCard {
        try JSONDecoder().decode(DifferenceCard.self, from: JSONEncoder().encode(card))
    }

    @Test func theSameFilesGiveTheSameCardAndPage() async throws {
        let files = [try await file("a", "sea", seed: 1), try await file("b", "sea", seed: 3)]
        let cards = [
            try await Audit(files, embedded: 30).run(embed: { letters($0) }) { _, _ in },
            try await Audit(files, embedded: 30).run(embed: { letters($0) }) { _, _ in },
        ]
        #expect(cards[0] == cards[1])
        #expect(DifferencePage.html(cards[0]) == DifferencePage.html(cards[1]))
    }
}
