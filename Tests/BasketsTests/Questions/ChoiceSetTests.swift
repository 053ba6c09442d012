// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

private func read(
    _ lines: String, fields: AbilityPlan.Fields = .init()
) throws -> [ChoiceQuestion] {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(lines.utf8).write(to: file)
    return try ChoiceSet.read(file, fields: fields).questions
}

@Test(arguments: ["1", "\"1\"", "\"B\"", "\"two\""])
func theRightChoiceMayBeNamedInFourWays(answer: String) throws {
    let found = try read("{\"question\":\"q\",\"choices\":[\"one\",\"two\"],\"answer\":\(answer)}")
    #expect(found.map(\.answer) == [1])
    #expect(found[0].choices == ["one", "two"])
}

@Test func aChoiceThatIsALetterIsTakenBeforeTheLetter() throws {
    let found = try read("{\"question\":\"q\",\"choices\":[\"B\",\"A\"],\"answer\":\"A\"}")
    #expect(found.map(\.answer) == [1])
}

@Test func readsOtherFieldsAndLabelledChoices() throws {
    let found = try read(
        "{\"stem\":\"q\",\"c\":{\"text\":[\"x\",\"y\"],\"label\":[\"3\",\"4\"]},\"key\":\"4\"}",
        fields: .init(question: "stem", choices: "c", answer: "key"))
    #expect(found.map(\.answer) == [1])
}

@Test(arguments: [
    ("[1]", "is no JSON object."), ("{\"choices\":[\"a\",\"b\"]}", "has no text \"question\"."),
    ("{\"question\":\"q\",\"choices\":\"a\"}", "has no list of texts \"choices\"."),
    (
        "{\"question\":\"q\",\"choices\":[\"a\"],\"answer\":0}",
        "has not two or more different choices with words."
    ),
    (
        "{\"question\":\"q\",\"choices\":[\"a\",\"a\"],\"answer\":0}",
        "has not two or more different choices with words."
    ),
    (
        "{\"question\":\"q\",\"choices\":[\"a\",\" \"],\"answer\":0}",
        "has not two or more different choices with words."
    ),
    (
        "{\"question\":\"q\",\"choices\":[\"a\",\"b\"],\"answer\":2}",
        "has the answer 2, which is no choice."
    ),
    (
        "{\"question\":\"q\",\"choices\":[\"a\",\"b\"],\"answer\":0.5}",
        "has the answer 0.5, which is no choice."
    ),
    (
        "{\"question\":\"q\",\"choices\":[\"a\",\"b\"],\"answer\":\"C\"}",
        "has the answer \"C\", which is no choice."
    ),
])
func aBrokenRowNamesItsLine(row: String, finding: String) throws {
    let good = "{\"question\":\"q\",\"choices\":[\"a\",\"b\"],\"answer\":0}"
    let error = #expect(throws: RowError.self) { try read("\(good)\n\n\(row)") }
    #expect(error?.line == 3)
    #expect(error?.finding == finding)
}

@Test func drawsByContentAndKnowsTooFew() throws {
    let rows = (0..<9).map {
        "{\"question\":\"q\($0)\",\"choices\":[\"a\",\"b\"],\"answer\":0}"
    }
    let one = ChoiceSet(file: "f", questions: try read(rows.joined(separator: "\n")))
    let other = ChoiceSet(file: "f", questions: try read(rows.reversed().joined(separator: "\n")))
    let plan = AbilityPlan(from: "f", rows: 4)
    #expect(try one.drawn(plan, seed: 1) == other.drawn(plan, seed: 1))
    #expect(try one.drawn(plan, seed: 1).count == 4)
    #expect(try one.drawn(plan, seed: 1) != one.drawn(plan, seed: 2))
    #expect(throws: QuestionError.self) { try one.drawn(AbilityPlan(from: "f", rows: 10), seed: 1) }
}

/// The rows that come with the studies: each right choice stands at no special place.
@Test func theShippedQuestionsCanBeRead() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let set = try ChoiceSet.read(
        root.appending(path: "Studies/abilities.jsonl"), fields: .init())
    #expect(set.questions.count >= 60)
    #expect(set.questions.allSatisfy { $0.choices.count == 4 })
    #expect(Set(set.questions.map(\.answer)) == [0, 1, 2, 3])
}
