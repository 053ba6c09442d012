// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// Baskets of a run as stored: by condition, the questions of its training rows.
private func baskets(_ small: SmallStudy) throws -> [String: [BasketRow]] {
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let train = Train(keys: keys, store: store, supply: NoModels(), folder: small.folder)
    return Dictionary(
        try train.plan().compactMap(\.basket).map {
            ($0.condition.name, try train.rows(of: $0, keys.study.targets[0]))
        }, uniquingKeysWith: { first, _ in first })
}

@Test func allArmsHaveTheSameQuestions() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    let baskets = try baskets(small)
    #expect(Set(baskets.keys) == ["human", "single-gemma", "multi-smol+teacher+gemma"])
    #expect(Set(baskets.values.map { $0.map(\.question) }).count == 1)
    let shares = Dictionary(grouping: baskets["multi-smol+teacher+gemma"] ?? [], by: \.source)
        .mapValues { rows in rows.count { $0.part == .training } }
    #expect(shares == ["smol": 10, "teacher": 10, "gemma": 10])
}

/// A question that one source fails at, or answers with nothing, leaves all arms, and is counted
/// once with that source.
@Test func aQuestionWithoutAUsableAnswerLeavesAllArms() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "other"
    faults.failing = [SmallStudy.questions[3].id]
    faults.silent = [SmallStudy.questions[4].id]
    let small = try SmallStudy(SmallStudy.yaml + "\nfilters: [empty]\n", faults: faults)
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 1))
    let baskets = try baskets(small)
    let left = Set(faults.failing.union(faults.silent))
    for rows in baskets.values {
        #expect(Set(rows.filter { $0.leftOut != nil }.map(\.question)) == left)
        #expect(rows.count == 40)
    }
    let reasons = Set(baskets.values.joined().compactMap(\.leftOut))
    #expect(
        reasons == ["the answer of gemma failed: scripted", "the answer of gemma is empty"])
    let report = try String(
        contentsOf: small.folder.appending(path: "report/report.json"), encoding: .utf8)
    #expect(report.contains("failed: scripted; the question left all baskets"))
    // A failed row is there: the next run does not ask for it again.
    let calls = small.models.calls.count
    #expect(try await small.run() == .finished(failed: 1))
    #expect(small.models.calls.count == calls)
}

/// A basket's rows are stored some at a time: what a kill left of one is completed, not begun again.
@Test func aBasketThatWasStoredInPartIsCompleted() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .generate)
    let whole = try #require(try baskets(small)["human"])
    let store = try small.store()
    try store.add(StoreBatch(baskets: Array(whole.prefix(7))))
    try await small.run()
    let dump = try small.dump()
    #expect(dump == (try await undisturbed()))
    // One fact says that all of them are there, and what they hold.
    let fact = try #require(try store.facts(.baskets).first)
    let note: FilledBaskets = try #require(CanonicalJSON.value(fact.value))
    let human = try #require(note.entries.first { $0.condition == "human" })
    #expect(human.key == whole[0].basket && human.shares.map(\.rows) == [30, 10])
    #expect(human.shares.allSatisfy { $0.leftOut == 0 && $0.source == "human" })
}

@Test func saysWhenNoQuestionIsLeft() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "other"
    faults.silent = Set(SmallStudy.questions.map(\.id))
    let small = try SmallStudy(SmallStudy.yaml + "\nfilters: [empty]\n", faults: faults)
    defer { small.remove() }
    do {
        try await small.run()
        Issue.record("a run without rows went on")
    } catch {
        #expect(
            "\(error)".hasPrefix(
                "the baskets have no training question with a usable answer in every arm (the "
                    + "answer of gemma is empty)."))
    }
}

@Test func armsMatchedOnTokensLieWithinOneAnswer() async throws {
    let small = try SmallStudy(SmallStudy.yaml + "\nmatch: tokens\n")
    defer { small.remove() }
    // Before tokens are counted nobody can know the number of steps.
    try await small.run(through: .generate)
    #expect(try RunStatus.read(small.folder).parts.last?.total == nil)
    #expect(try await small.run() == .finished(failed: 0))
    let store = try small.store()
    let counts = try store.tokenCounts(tokenizer: "sha-small")
    let totals = try baskets(small).mapValues { rows in
        rows.filter { $0.part == .training && $0.leftOut == nil }
            .reduce(0) { $0 + (counts[$1.answer] ?? 0) }
    }
    let longest = counts.values.max() ?? 0
    #expect(totals.count == 3)
    #expect((totals.values.max() ?? 0) - (totals.values.min() ?? 0) < longest)
    // The arm with the fewest tokens has all its rows.
    let full = try baskets(small).values.count { $0.allSatisfy { $0.leftOut == nil } }
    #expect(full == 1)
    #expect(try RunStatus.read(small.folder).isDone)
}

/// The filter is off: the answer is a row like others, and is counted as kept.
@Test func anEmptyAnswerStaysUnlessItIsFiltered() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "other"
    faults.silent = [SmallStudy.questions[4].id]
    let small = try SmallStudy(faults: faults)
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 0))
    #expect(try baskets(small).values.joined().allSatisfy { $0.leftOut == nil })
    let report = try String(
        contentsOf: small.folder.appending(path: "report/report.json"), encoding: .utf8)
    #expect(report.contains("is empty: kept, and teaches to say nothing"))
}

/// One, two and three of three sources, each as often, on as many examples or tokens.
@Test(arguments: Study.Match.allCases)
func theArmsOfAnAblationAreEqual(match: Study.Match) async throws {
    let small = try SmallStudy(
        SmallStudy.yaml + """

            ablation: {sources: [smol, teacher, gemma], design: balanced, match: \(match.rawValue)}
            """)
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 0))
    let baskets = try baskets(small)
    #expect(
        Set(baskets.keys) == [
            "human", "single-smol", "single-teacher", "single-gemma", "multi-smol+teacher",
            "multi-smol+gemma", "multi-teacher+gemma", "multi-smol+teacher+gemma",
        ])
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let train = Train(keys: keys, store: store, supply: NoModels(), folder: small.folder)
    let evaluate = Evaluate(
        keys: keys, store: store, supply: NoModels(), folder: small.folder,
        cells: try train.plan())
    #expect(try evaluate.unequalArms().isEmpty)
    let used = baskets.mapValues { $0.filter { $0.part == .training && $0.leftOut == nil } }
    if match == .examples {
        #expect(Set(used.values.map { Set($0.map(\.question)) }).count == 1)
    } else {
        let counts = try store.tokenCounts(tokenizer: "sha-small")
        let totals = used.values.map { $0.reduce(0) { $0 + (counts[$1.answer] ?? 0) } }
        #expect((totals.max() ?? 0) - (totals.min() ?? 0) < counts.values.max() ?? 0)
    }
}

private func arm(_ name: String, questions: [String], steps: Int = 2, tokens: Int = 9)
    -> FairArms.Arm
{
    FairArms.Arm(
        cell: CellRow(
            key: name, name: name, target: "t", condition: name, steps: steps,
            answerTokens: tokens),
        training: FairArms.Rows { row in
            for question in questions.sorted() { row(question, "s") }
        })
}

@Test func equalityOfArmsIsReadFromTheRows() {
    let fair = FairArms(match: .examples, stopsEarly: false)
    let a = arm("a", questions: ["1", "2"])
    #expect(fair.problems([a, arm("b", questions: ["2", "1"])]).isEmpty)
    #expect(fair.problems([a]).isEmpty && fair.problems([]).isEmpty)
    #expect(
        fair.problems([a, arm("b", questions: ["1"])]) == [
            "b has 1 examples, a has 2.", "b has other questions than a.",
        ])
    #expect(
        fair.problems([a, arm("b", questions: ["1", "3"])]) == ["b has other questions than a."])
    #expect(
        fair.problems([a, arm("b", questions: ["1", "2"], steps: 3)]) == [
            "b has 3 optimizer steps, a has 2."
        ])
    #expect(FairArms(match: .examples, stopsEarly: true).problems([a]).count == 1)
    let tokens = FairArms(match: .tokens, stopsEarly: false, longestAnswer: 5)
    #expect(tokens.problems([a, arm("b", questions: ["1"], tokens: 14)]).isEmpty)
    #expect(tokens.problems([a, arm("b", questions: ["1"], tokens: 30)]).count == 1)
}

@Test func unequalArmsAreNotCompared() async throws {
    let small = try SmallStudy(
        SmallStudy.yaml.replacing("seeds: [1]", with: "seeds: [1], early-stopping: 3"))
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let pairs = scores.filter { $0.reference != nil }
    #expect(!pairs.isEmpty)
    #expect(
        pairs.allSatisfy { $0.value == nil && $0.note?.contains("Early stopping is on") == true })
    let own = scores.filter { $0.reference == nil && $0.measure == "human-perplexity" }
    #expect(own.allSatisfy { $0.value != nil })
}

@Test func equalityIsSaidInASentence() {
    let two = [arm("a", questions: ["1", "2"]), arm("b", questions: ["2", "1"])]
    let examples = FairArms(match: .examples, stopsEarly: false)
    #expect(
        examples.equality(two) == "Equal by the rows: each basket has 2 examples, answers to the "
            + "same questions, and 2 optimizer steps.")
    #expect(examples.equality([two[0], arm("c", questions: ["1"])]) == nil)
    #expect(examples.equality([two[0]]) == nil)
    let tokens = FairArms(match: .tokens, stopsEarly: false, longestAnswer: 5)
    #expect(
        tokens.equality([two[0], arm("d", questions: ["1"], tokens: 12)])
            == "Equal by the rows: each basket has from 9 to 12 answer tokens, which is within one "
            + "answer.")
}

@Test func aSourceWithoutARowIsAProblem() {
    var two = [arm("a", questions: ["1", "2"]), arm("b", questions: ["2", "1"])]
    two[1].sources = ["s", "gone"]
    let fair = FairArms(match: .examples, stopsEarly: false)
    #expect(fair.problems(two) == ["b has no row of gone."])
    #expect(fair.equality(two) == nil)
}
