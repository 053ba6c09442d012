// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

/// Reads a file of this content.
private func read(
    _ text: String, as name: String, fields: FieldMap = FieldMap(),
    change: (inout QuestionPlan) -> Void = { _ in }
) async throws -> QuestionSet {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: name))
    var plan = QuestionPlan(from: name, fields: fields)
    change(&plan)
    return try await QuestionSet.read(plan, file: folder.appending(path: name))
}

private func message(_ text: String, as name: String) async -> String? {
    do {
        _ = try await read(text, as: name)
        return nil
    } catch {
        return "\(error)"
    }
}

@Test func readsRowsOfEachKindAlike() async throws {
    let lines = """
        {"instruction": "Why?", "response": "Because.", "category": "a", "context": ""}

        {"instruction": "Sum up.", "response": "It is so, \\"yes\\".", "context": "A text."}
        """
    let list = """
        [{"instruction": "Why?", "response": "Because.", "category": "a", "context": null},
         {"instruction": "Sum up.", "response": "It is so, \\"yes\\".", "context": "A text."}]
        """
    let table =
        "instruction,response,context,category\r\n"
        + "Why?,Because.,,a\r\nSum up.,\"It is so, \"\"yes\"\".\",A text.,\r\n"
    let first = try await read(lines, as: "q.jsonl").questions
    #expect(first.map(\.prompt) == ["Why?", "A text.\n\nSum up."])
    #expect(first.map(\.humanAnswer) == ["Because.", "It is so, \"yes\"."])
    #expect(first.map(\.category) == ["a", "none"])
    #expect(try await read(list, as: "q.json").questions == first)
    #expect(try await read(table, as: "q.csv").questions == first)
    #expect(try await read("\u{feff}" + lines, as: "q.jsonl").questions == first)
}

@Test func aFieldMapNamesTheFields() async throws {
    let map = FieldMap(instruction: "q", response: "a", context: "c", category: "k")
    let set = try await read(
        "{\"q\": \"Why?\", \"a\": \"So.\", \"k\": \"x\"}", as: "q.jsonl", fields: map)
    #expect(set.questions.map(\.category) == ["x"])
    #expect(set.questions.map(\.humanAnswer) == ["So."])
}

@Test(arguments: [
    (
        "{\"instruction\": \"Why?\"}\n{\"instruction\": 3, \"response\": null}", "q.jsonl",
        """
        q.jsonl, line 1, field "response": is missing.
        q.jsonl, line 2, field "instruction": is a number or true/false, not a text.
        q.jsonl, line 2, field "response": is null, not a text.
        Mend the file, or name its fields under `questions.fields`.
        """
    ),
    (
        "{\"instruction\": \"Why?\"", "q.jsonl",
        """
        q.jsonl, line 1: is not readable as JSON.
        Mend the line; a text ends on the line that it began on.
        """
    ),
    (
        "[1]", "q.json",
        """
        q.json, line 1: is no object.
        Write each row as {"instruction": ..., "response": ...}.
        """
    ),
    (
        "{}", "q.json",
        """
        q.json: is no list of rows.
        Write [{...}, {...}], or one row a line in a .jsonl file.
        """
    ),
    (
        "instruction,response\n\"a\nb\",c\nd", "q.csv",
        """
        q.csv, line 4: has 1 fields; the header has 2.
        Put quotes around fields with separators or line breaks.
        """
    ),
    (
        "instruction,response\na,\"b", "q.csv",
        """
        q.csv, line 2: opens a quote that never closes.
        Close it; inside a quoted field write a quote twice.
        """
    ),
    (
        "instruction,response\na,\"b\"c", "q.csv",
        """
        q.csv, line 2: has text behind a closing quote.
        Inside a quoted field write a quote twice.
        """
    ),
    (
        "x", "q.txt",
        """
        q.txt: is neither an asset nor a file of a known kind.
        Name `foldoc`, or a file that ends in .jsonl, .json, .csv, .tsv, .parquet; all but the \
        last may be packed with gzip (.gz).
        """
    ),
    (
        "a,b,a\n1,2,3", "q.csv",
        """
        q.csv, line 1: has two columns named "a".
        Rename one.
        """
    ),
    (
        "{\"q\": \"Why?\", \"a\": \"So.\"}", "q.jsonl",
        """
        q.jsonl: has rows of no known shape; their fields: a, q.
        Say which field is what under `questions.fields`, or give the shape as \
        `questions.preset`: dolly, alpaca, messages, sharegpt, prompt-completion.
        """
    ),
    (
        "{\"prompt\": \"Why?\", \"completion\": \"So.\", \"messages\": []}", "q.jsonl",
        """
        q.jsonl: has rows that fit more than one shape: messages and prompt-completion.
        Choose one with `questions.preset`.
        """
    ),
    (
        "{\"messages\": \"Why?\"}\n{\"messages\": [{\"role\": \"user\"}, {}]}", "q.jsonl",
        """
        q.jsonl, line 1, field "messages": is a text, not a list of turns.
        Mend the file, or name its fields under `questions.fields`.
        """
    ),
    (
        "{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {}]}", "q.jsonl",
        """
        q.jsonl, line 1, field "conversations": has a turn (2) without `role` or `from`.
        Mend the file, or name its fields under `questions.fields`.
        """
    ),
    (
        "not gzip", "q.jsonl.gz",
        """
        q.jsonl.gz: is no sound gzip file.
        Pack it again, or fetch it again.
        """
    ),
])
func namesFileLineAndField(text: String, name: String, error: String) async {
    #expect(await message(text, as: name) == error)
}

@Test func listsTenFaultsAndCountsTheRest() async {
    let text = [String](repeating: "{\"instruction\": 1, \"response\": 2}", count: 8).joined(
        separator: "\n")
    // Two fields are no texts in each of eight rows.
    #expect(await message(text, as: "q.jsonl")?.contains("q.jsonl: 6 more of the kind.") == true)
}

@Test func countsEmptyShortAndRepeatedRows() async throws {
    let rows = ["a b c", "a b c", "", "a", "d e f"].map {
        "{\"instruction\": \"Why?\", \"response\": \"\($0)\"}"
    }
    let set = try await read(rows.joined(separator: "\n"), as: "q.jsonl") { $0.words = 2...9 }
    #expect(set.rows == 5)
    #expect(set.questions.map(\.humanAnswer) == ["a b c", "d e f"])
    let counts = Dictionary(uniqueKeysWithValues: set.counts.map { ($0.reason, $0.count) })
    #expect(
        counts == [
            "empty question or answer": 1, "answer without 2 to 9 words": 1,
            "same question and answer as another row": 1,
        ])
}

@Test func anIdIsOfTheContentAlone() {
    let question = Question(instruction: "a", context: "b", category: "c", humanAnswer: "d")
    #expect(
        question.id
            == Question(
                instruction: "a", context: "b", category: "c", humanAnswer: "d"
            ).id)
    #expect(question.id.count == 16)
    // First 16 digits of: printf '1:a1:b1:c1:d' | sha256sum
    #expect(question.id == "40b395eaa29be6f5")
    let others = [
        Question(instruction: "ab", context: "", category: "c", humanAnswer: "d"),
        Question(instruction: "a", context: "b", category: "c", humanAnswer: "e"),
        Question(instruction: "a", context: nil, category: "bc", humanAnswer: "d"),
    ]
    #expect(Set(others.map(\.id) + [question.id]).count == 4)
}
