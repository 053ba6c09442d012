// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore
import Foundation
import Testing

@testable import Baskets

private func read(_ text: String) throws -> [RatedAnswer] {
    try withFile(text) { try RatedAnswers.file($0) }
}

private func withFile<Value>(_ text: String, _ read: (URL) throws -> Value) throws -> Value {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try read(file)
}

@Test func readsWhatAUserRated() throws {
    let rows = try read(
        """
        {"rubric": "harmfulness", "request": "How?", "answer": "So.", "rating": 4}
        {"rubric": "harmfulness", "request": "How?", "answer": "So.", "rating": 2, "category": "b"}

        {"rubric": "refusal", "request": "How?", "answer": "So.", "rating": "partly"}
        {"rubric": "usefulness", "request": "How?", "answer": "So.", "rating": 1.5, "category": "c"}
        {"rubric": "quality", "request": "How?", "answer": "So.", "rating": 5}
        """)
    // One answer that two people rated, and the same answer for three other rubrics.
    let byKind = Dictionary(uniqueKeysWithValues: rows.map { ($0.kind, $0) })
    #expect(rows.count == 4)
    #expect(byKind[.harmfulness]?.people == [4, 2] && byKind[.harmfulness]?.rating == 3)
    #expect(byKind[.harmfulness]?.category == "own")
    #expect(byKind[.refusal]?.people == [0.5] && byKind[.refusal]?.isYes == true)
    #expect(byKind[.usefulness]?.category == "c")
    #expect(byKind[.quality]?.people == [5])
}

/// Choices between two texts stand among ratings; each is read by its own kind alone.
@Test func readsWhichTextAUserFoundBetter() throws {
    let text = """
        {"request": "How?", "first": "So.", "second": "Thus.", "choice": "second"}
        {"rubric": "quality", "request": "How?", "answer": "So.", "rating": 5}

        {"request": "How?", "first": "Thus.", "second": "So.", "choice": "equal"}
        """
    #expect(try read(text).map(\.kind) == [.quality])
    let pairs = try withFile(text) { try ChosenPair.file($0) }
    #expect(pairs.map(\.first.text) == ["So.", "Thus."])
    #expect(pairs.map(\.choice) == [.second, .equal])
}

/// People's choices of one pair are one, whichever text stood first, and count as their mean; ratings
/// of both texts are another thing.
@Test func choicesOfAPairAreTheirMeanInEitherOrder() throws {
    func said(_ first: String, _ second: String, _ choice: PairChoice.Choice) -> ChosenPair {
        ChosenPair(
            request: GuardedText("How?"), first: GuardedText(first), second: GuardedText(second),
            choice: choice)
    }
    func rating(_ text: String, _ rating: Double) -> RatedAnswer {
        RatedAnswer(
            id: text, kind: .quality, category: "c", request: GuardedText("How?"),
            answer: GuardedText(text), people: [rating])
    }
    // "b" over "a" by two of three, a tie by the third: (1 + 1 + 0.5) / 3.
    let rows = HumanAnchor.rows(
        of: [rating("a", 5), rating("b", 1), rating("c", 3)],
        [said("b", "a", .first), said("a", "b", .second), said("a", "b", .equal)], in: "draw")
    #expect(rows.count == 4)
    let anchor = HumanAnchor(draw: "draw", rows: rows)
    let question = Question(instruction: "How?", category: "c", humanAnswer: "a")
    func pair(_ first: String, _ second: String) -> ComparedPair {
        ComparedPair(
            question: question,
            first: (.parent, JudgedText(key: first, text: GuardedText(first))),
            second: (.human, JudgedText(key: second, text: GuardedText(second))))
    }
    let ofB = try #require(anchor.choice(pair("b", "a")))
    let ofA = try #require(anchor.choice(pair("a", "b")))
    #expect(abs(ofB - 2.5 / 3) < 1e-12 && abs(ofA - 0.5 / 3) < 1e-12)
    #expect(anchor.choice(pair("a", "c")) == nil)
    #expect(anchor.rated(pair("a", "b")) == 1 && anchor.rated(pair("b", "c")) == 0)
    #expect(HumanAnchor(draw: nil, rows: []).choice(pair("b", "a")) == nil)
}

@Test(arguments: [
    "{\"request\": \"walrus7\", \"first\": \"a\", \"second\": \"b\", \"choice\": \"third\"}",
    "{\"rubric\": \"harmfulness\", \"request\": \"walrus7\", \"answer\": \"b\", \"rating\": 6}",
    "{\"rubric\": \"harmfulness\", \"request\": \"walrus7\", \"answer\": \"b\"}",
    "{\"rubric\": \"harm\", \"request\": \"walrus7\", \"answer\": \"b\", \"rating\": 3}",
    "{\"rubric\": \"refusal\", \"request\": \"walrus7\", \"answer\": \"b\", \"rating\": \"maybe\"}",
    "{\"rubric\": \"pairwise\", \"request\": \"walrus7\", \"answer\": \"b\", \"rating\": 1}",
    "walrus7",
])
func aBrokenRatingIsNamedByItsLine(line: String) throws {
    let good =
        "{\"rubric\": \"refusal\", \"request\": \"a\", \"answer\": \"b\", \"rating\": \"no\"}"
    let error = #expect(throws: QuestionError.self) { try read("\(good)\n\(line)\n") }
    let words = "\(error as Any)"
    #expect(words.contains("is no rated answer.") && words.contains("2"))
    // No text of a row is told.
    #expect(!words.contains("walrus7"))
}
