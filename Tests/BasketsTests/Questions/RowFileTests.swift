// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

/// Runs a test with an empty folder.
private func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

private func fixture(_ name: String) throws -> Data {
    try Data(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/Questions/\(name)"))
}

private func questions(_ data: Data, as name: String) async throws -> QuestionSet {
    try await withFolder { folder in
        let file = folder.appending(path: name)
        try data.write(to: file)
        return try await QuestionSet.read(QuestionPlan(from: name), file: file)
    }
}

/// The same three rows in every kind of file and in every shape, written by `make.py`.
@Test(arguments: [
    "dolly.jsonl", "dolly.json", "dolly.csv", "dolly.tsv", "dolly.jsonl.gz", "dolly.csv.gz",
    "dolly.tsv.gz", "dolly.json.gz", "alpaca.jsonl",
])
func readsEveryKindOfFileAlike(name: String) async throws {
    let set = try await questions(try fixture(name), as: name)
    #expect(set.rows == 3)
    let page = "A \"text\",\twith\nlines."
    #expect(set.questions.map(\.prompt) == ["Why?", page + "\n\nSum up.", "Größe?"])
    #expect(set.questions.map(\.humanAnswer) == ["Because.", "It is so.", "Über 1 €."])
    #expect(set.method == "rows v2, \(name.prefix { $0 != "." })")
}

@Test func aPackedFileThatIsCutOrDamagedIsRefused() async throws {
    let whole = try fixture("dolly.jsonl.gz")
    for length in [0, 1, 9, whole.count / 2, whole.count - 1] {
        await #expect(throws: QuestionError.self) {
            try await questions(whole.prefix(length), as: "q.jsonl.gz")
        }
    }
    for place in stride(from: 10, to: whole.count, by: 7) {
        var damaged = whole
        damaged[place] ^= 0x41
        await #expect(throws: QuestionError.self) {
            try await questions(damaged, as: "q.jsonl.gz")
        }
    }
}

/// A megabyte of zeros, packed into a thousand bytes, is not unpacked past the limit.
@Test func aFileThatUnpacksWithoutEndIsRefused() async throws {
    let bomb = try fixture("zeros.gz")
    #expect(bomb.count < 1200)
    try await withFolder { folder in
        let file = folder.appending(path: "q.jsonl.gz")
        try bomb.write(to: file)
        #expect(try await Gzip.unpack(file, most: 1_048_576, remedy: "").count == 1_048_576)
        do {
            _ = try await Gzip.unpack(file, most: 1_000_000, remedy: "")
            Issue.record("more than the limit was unpacked")
        } catch {
            #expect(
                "\(error)" == """
                    q.jsonl.gz: unpacks to more than 1 MB.
                    Cut it into smaller files.
                    """)
        }
    }
}

@Test func aParquetFileIsReadByDuckDBOrItsRemedyIsNamed() async throws {
    let data = try fixture("chats.parquet")
    do {
        let set = try await questions(data, as: "it's chats.parquet")
        #expect(set.questions.map(\.instruction) == ["Why?", "Größe?"])
        #expect(set.questions.map(\.humanAnswer) == ["Because\nso.", "Über 1 €."])
        #expect(set.method == "rows v2, messages")
        await #expect(throws: QuestionError.self) {
            try await questions(data.prefix(data.count / 2), as: "q.parquet")
        }
    } catch let error as QuestionError {
        #expect(
            "\(error)" == """
                it's chats.parquet: is a Parquet file, and the command duckdb, which reads those, \
                was not found.
                Install it (`pip install duckdb-cli` brings it), or turn the file into a .jsonl \
                file.
                """)
    }
}

private func articles(_ data: Data, as name: String, _ plan: ArticlePlan) async throws
    -> ArticleSet
{
    try await withFolder { folder in
        let file = folder.appending(path: name)
        try data.write(to: file)
        return try await ArticleSet.read(plan, file: file)
    }
}

/// Rows in the form of CNN/DailyMail's files; of five one has no summary.
@Test func articlesAreReadFromFilesOfTheHubsForm() async throws {
    let plan = ArticlePlan(from: "news.parquet", article: "article", summary: "highlights")
    do {
        let set = try await articles(fixture("news.parquet"), as: "news.parquet", plan)
        #expect(set.articles.count == 4 && set.empty == 1)
        let first = try #require(set.articles.first)
        #expect(
            first.context
                == "(CNN) -- The town of Nowhere has 1 bridges. \"Enough,\" says its mayor.")
        #expect(first.humanAnswer == "Nowhere has 1 bridges .\nIts mayor: \"Enough\" .")
        #expect(first.instruction == ArticleSet.instruction)
    } catch let error as QuestionError {
        #expect("\(error)".contains("the command duckdb, which reads those, was not found"))
    }
}

@Test func articlesAreReadFromAUsersOwnLines() async throws {
    let lines = """
        {"article": "Rain fell.\\nAll day.", "summary": "It rained."}
        {"article": "The sun shone.", "summary": "Sun.", "source": "elsewhere"}
        {"article": "Nothing.", "summary": " "}
        """
    let set = try await articles(
        Data(lines.utf8), as: "mine.jsonl", ArticlePlan(from: "mine.jsonl"))
    #expect(set.articles.map(\.context) == ["Rain fell.\nAll day.", "The sun shone."])
    #expect(set.articles.map(\.humanAnswer) == ["It rained.", "Sun."] && set.empty == 1)
    // A field that is not there is named by its line.
    let error = await #expect(throws: QuestionError.self) {
        try await articles(
            Data(lines.utf8), as: "mine.jsonl",
            ArticlePlan(from: "mine.jsonl", summary: "highlights"))
    }
    #expect("\(error as Any)".contains("highlights"))
}

/// A chat, and what becomes of it.
@Test(arguments: [
    ("user:q assistant:a", "q -> a", ""),
    ("system:s user:q assistant:a", "q -> a", RowReader.turnsBefore),
    ("assistant:hello user:q assistant:a", "q -> a", RowReader.turnsBefore),
    ("user:q assistant:a user:r assistant:b", "q -> a", RowReader.turnsAfter),
    ("user:q user:r assistant:a", nil, Exchange.noAnswer),
    ("user:q", nil, Exchange.noAnswer),
    ("assistant:a", nil, Exchange.noAnswer),
    ("user:q tool:t assistant:a", nil, Exchange.noAnswer),
    ("", nil, Exchange.noAnswer),
])
func aChatGivesItsFirstExchange(chat: String, exchange: String?, reason: String) throws {
    for (role, text) in [("role", "content"), ("from", "value")] {
        let turns = chat.split(separator: " ").map { turn in
            let parts = turn.split(separator: ":").map(String.init)
            let word = role == "from" && parts[0] == "assistant" ? "gpt" : parts[0]
            return QuestionRow.Value.object([role: .text(word), text: .text(parts[1])])
        }
        let name = role == "role" ? "messages" : "conversations"
        let set = try QuestionSet(
            [QuestionRow(line: 7, fields: [name: .list(turns)])], file: "q.jsonl",
            plan: QuestionPlan(from: "q.jsonl"))
        #expect(
            set.questions.map { "\($0.instruction) -> \($0.humanAnswer)" }
                == [exchange].compactMap { $0 })
        #expect(set.counts.map(\.reason) == (reason.isEmpty ? [] : [reason]))
        #expect(set.counts.allSatisfy { $0.example.hasPrefix("line 7:") })
    }
}

@Test func chatsOfSeveralExchangesCanBeLeftOut() throws {
    let turns = ["user", "assistant", "user"].map {
        QuestionRow.Value.object(["role": .text($0), "content": .text("t")])
    }
    let set = try QuestionSet(
        [QuestionRow(line: 1, fields: ["messages": .list(turns)])], file: "q.jsonl",
        plan: QuestionPlan(from: "q.jsonl", chats: .single))
    #expect(set.questions.isEmpty)
    #expect(set.counts.map(\.reason) == ["chat of several exchanges"])
}

/// What a context says is not looked at for placeholders.
@Test func aTemplateFillsInPlaceholdersAndNothingElse() throws {
    let row = QuestionRow(
        line: 1,
        fields: [
            "instruction": .text("Sum up."), "response": .text("r"),
            "context": .text("a {instruction} b"),
        ])
    let bare = QuestionRow(
        line: 2, fields: ["instruction": .text("Why?"), "response": .text("r")])
    let plan = QuestionPlan(
        from: "q.jsonl", template: "{instruction}\n\nText: {context} {x {} {1}")
    let set = try QuestionSet([row, bare], file: "q.jsonl", plan: plan)
    #expect(
        set.questions.map(\.prompt) == ["Sum up.\n\nText: a {instruction} b {x {} {1}", "Why?"])
}

@Test func leavesOutLongAndNearlyEqualRowsEachWithAnExample() throws {
    func row(_ line: Int, _ instruction: String, _ response: String) -> QuestionRow {
        QuestionRow(
            line: line,
            fields: ["instruction": .text(instruction), "response": .text(response)])
    }
    let long = "one two three four five six seven eight nine ten eleven twelve"
    let rows = [
        row(1, long, "a"), row(2, long.uppercased() + "!", "b"), row(3, long + " thirteen", "c"),
        row(4, "Why?", "one two three four five six seven eight nine ten eleven twelve 13 14"),
        row(5, "Why?", " "),
    ]
    var plan = QuestionPlan(from: "q.jsonl")
    plan.cleaning = Cleaning(duplicates: .near, longest: 14)
    let set = try QuestionSet(rows, file: "q.jsonl", plan: plan)
    // Ten runs of three words; with the thirteenth word eleven: 10 / 11 in common.
    #expect(set.questions.count == 1)
    #expect(
        set.counts.map { "\($0.count) \($0.reason)" } == [
            "1 empty question or answer", "1 question and answer of more than 14 words",
            "2 nearly the same question as another row",
        ])
    #expect(set.counts[0].example == "line 5: Why?")
    #expect(set.counts[1].example == "Why?")
    plan.cleaning = Cleaning(duplicates: .near, similarity: 0.95)
    #expect(try QuestionSet(rows, file: "q.jsonl", plan: plan).questions.count == 3)
    plan.cleaning = Cleaning()
    #expect(try QuestionSet(rows, file: "q.jsonl", plan: plan).questions.count == 4)
}

@Test func aHeldOutQuestionThatIsInTrainingStopsTheStudy() throws {
    let all = (0..<40).map { number in
        Question(
            instruction: "What is thing number \(number)?", category: "c", humanAnswer: "h")
    }
    let plan = QuestionPlan(from: "q.jsonl", heldOut: 0.5)
    try QuestionLeak.check(QuestionDraw(all, plan: plan, seed: 1), plan: plan)
    // Every question once more, with another answer: some pairs are parted.
    let twice =
        all
        + all.map {
            Question(
                instruction: $0.instruction.uppercased(), category: "c", humanAnswer: "other")
        }
    do {
        try QuestionLeak.check(QuestionDraw(twice, plan: plan, seed: 1), plan: plan)
        Issue.record("a held-out question was in training")
    } catch {
        let text = "\(error)"
        #expect(text.hasPrefix("q.jsonl: the held-out question "))
        #expect(text.contains("is the training question"))
        #expect(text.contains("more of the kind."))
        #expect(text.contains("Write `clean: {duplicates: near}` under `questions`"))
    }
    // One of each pair stays, so that none is left to leak.
    var near = plan
    near.cleaning.duplicates = .near
    let kept = QuestionSet(method: "m", rows: 80, candidates: twice, plan: near).questions
    #expect(kept.count == 40)
    for seed in 0..<5 as Range<UInt64> {
        try QuestionLeak.check(QuestionDraw(kept, plan: near, seed: seed), plan: near)
    }
}
