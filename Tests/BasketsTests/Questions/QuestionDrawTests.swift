// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

/// Questions of several categories: `sizes[c]` of category c.
private func questions(_ sizes: [Int]) -> [Question] {
    sizes.enumerated().flatMap { category, size in
        (0..<size).map { number in
            Question(
                instruction: "question \(number) of \(category)", category: "c\(category)",
                humanAnswer: "answer")
        }
    }
}

private func plan(rows: Int? = nil, heldOut: Double = 0.1) -> QuestionPlan {
    QuestionPlan(from: "q.jsonl", rows: rows, heldOut: heldOut)
}

@Test(arguments: 0..<10 as Range<UInt64>)
func holdsOutItsShareOfEveryCategory(seed: UInt64) throws {
    let all = questions([50, 30, 15, 5])
    let draw = try QuestionDraw(all, plan: plan(heldOut: 0.2), seed: seed)
    // A fifth of 50, 30, 15 and 5.
    let counts = Dictionary(grouping: draw.heldOut, by: \.category).mapValues(\.count)
    #expect(counts == ["c0": 10, "c1": 6, "c2": 3, "c3": 1])
    #expect(Set(draw.heldOut + draw.training) == Set(all))
    #expect(draw.heldOut.count + draw.training.count == all.count)
}

@Test(arguments: 0..<10 as Range<UInt64>)
func sharesThatDoNotDivideAreRoundedUpOrDown(seed: UInt64) throws {
    let sizes = [7, 4, 1, 1, 1, 9, 2]
    let draw = try QuestionDraw(questions(sizes), plan: plan(heldOut: 0.3), seed: seed)
    #expect(draw.heldOut.count == 8)  // 25 * 0.3 = 7.5
    for (category, size) in sizes.enumerated() {
        let count = draw.heldOut.count { $0.category == "c\(category)" }
        #expect(abs(Double(count) - Double(size) * 8 / 25) < 1)
    }
}

@Test func theOrderOfTheFileDoesNotMatter() throws {
    let all = questions([20, 20, 3])
    let draw = try QuestionDraw(all, plan: plan(rows: 30), seed: 5)
    #expect(try QuestionDraw(all.reversed(), plan: plan(rows: 30), seed: 5) == draw)
    #expect(try QuestionDraw(all, plan: plan(rows: 30), seed: 6) != draw)
}

@Test func aRowMoreTakesThePlaceOfAtMostOneThatWasDrawn() throws {
    let all = questions([40, 40])
    let draw = try QuestionDraw(all, plan: plan(rows: 40), seed: 1)
    for number in 0..<20 {
        let more = Question(instruction: "new \(number)", category: "c0", humanAnswer: "x")
        let after = try QuestionDraw(all + [more], plan: plan(rows: 40), seed: 1)
        let before = Set(draw.training + draw.heldOut)
        #expect(before.subtracting(after.training + after.heldOut).count <= 1)
        if !(after.training + after.heldOut).contains(more) { #expect(after == draw) }
    }
}

@Test func aRowMoreMovesFewOthersBetweenTheParts() throws {
    let all = questions([40, 40])
    let draw = try QuestionDraw(all, plan: plan(), seed: 1)
    for number in 0..<20 {
        let more = Question(instruction: "new \(number)", category: "c0", humanAnswer: "x")
        let after = try QuestionDraw(all + [more], plan: plan(), seed: 1)
        // One may come in and one may go out in each category.
        #expect(Set(draw.heldOut).symmetricDifference(after.heldOut).subtracting([more]).count <= 2)
    }
}

@Test func keepsSomethingOnBothSidesHoweverSmall() throws {
    for share in [0.001, 0.999] {
        let draw = try QuestionDraw(questions([4]), plan: plan(heldOut: share), seed: 1)
        #expect(!draw.heldOut.isEmpty && !draw.training.isEmpty)
    }
}

@Test func saysWhenThereAreTooFewQuestions() {
    do {
        _ = try QuestionDraw(questions([5]), plan: plan(rows: 9), seed: 1)
        Issue.record("nine of five were drawn")
    } catch {
        #expect("\(error)".hasPrefix("q.jsonl: has 5 usable questions; the study wants 9."))
    }
}

/// Why rows are no questions, and only keys that the study sets.
@Test func tooFewQuestionsAreExplained() {
    let error = #expect(throws: QuestionError.self) {
        try QuestionDraw(
            questions([2]), plan: QuestionPlan(from: "q.jsonl"), seed: 1,
            leftOut: ["38 several exchanges"])
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("Left out: 38 several exchanges.") && text.contains("more rows"))
    #expect(!text.contains("questions.rows") && !text.contains("questions.words"))
}

@Test(arguments: 0..<5 as Range<UInt64>)
func aKeyedSplitMovesNoOtherRow(seed: UInt64) throws {
    let all = questions([400, 100])
    var keyed = plan(heldOut: 0.2)
    keyed.split = .keyed
    let draw = try QuestionDraw(all, plan: keyed, seed: seed)
    #expect(Set(draw.heldOut + draw.training) == Set(all))
    // 0.2 of 500 with a standard deviation of 8.9: within four of them.
    #expect((65...135).contains(draw.heldOut.count))
    for number in 0..<20 {
        let more = Question(instruction: "new \(number)", category: "c0", humanAnswer: "x")
        let after = try QuestionDraw(all + [more], plan: keyed, seed: seed)
        #expect(Set(draw.heldOut).symmetricDifference(after.heldOut).subtracting([more]).isEmpty)
        #expect(Set(draw.training).symmetricDifference(after.training).subtracting([more]).isEmpty)
    }
}

@Test func aKeyedSplitThatLeavesASideEmptyIsTold() {
    var keyed = plan(heldOut: 1e-9)
    keyed.split = .keyed
    #expect(throws: QuestionError.self) { try QuestionDraw(questions([9]), plan: keyed, seed: 1) }
}
