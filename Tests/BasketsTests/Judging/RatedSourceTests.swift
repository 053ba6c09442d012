// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

private func read(_ text: String) throws -> [RatedAnswer] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try RatedAnswers.file(file)
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

@Test(arguments: [
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
