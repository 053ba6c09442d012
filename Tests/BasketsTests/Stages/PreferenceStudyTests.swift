// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Testing

@testable import Baskets

private let yaml =
    SmallStudy.yaml + """

        evaluate: {self-preference: {questions: 5, sources: [human, smol]}}
        judges: {outside: {model: third}}
        """

private func verdicts(_ small: SmallStudy) throws -> [StoredRow] {
    let store = try small.store()
    return try store.keys(of: .verdict).flatMap { try store.rows(for: $0).prefix(1) }
}

/// smol writes for one basket alone, a third of it: its held-out answers are written for the judges.
@Test func theTextsToBeJudgedAreWritten() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let drawn = try #require(keys.study.evaluation.selfPreference)
        .drawn(from: store.questions(draw: keys.draw, part: .heldOut), seed: 11)
    #expect(drawn.count == 5)
    let smol = try #require(keys.study.source(named: "smol"))
    let written = try store.answers(keys: drawn.map { keys.answer(keys.writer(smol), $0.id) })
    #expect(written.count == 5)
}

@Test func eachPairIsComparedInBothOrders() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    var seen: [String: Set<[String]>] = [:]
    for row in try verdicts(small) {
        let columns = Dictionary(uniqueKeysWithValues: row.columns.map { ($0.name, $0.value) })
        guard let second = columns["second"], second != "null" else { continue }
        seen[columns["judge"] ?? "", default: []].insert([columns["first"] ?? "", second])
    }
    // Four cells and the judge outside.
    #expect(seen.count == 5)
    for pairs in seen.values {
        #expect(pairs.allSatisfy { pairs.contains($0.reversed()) && $0[0] != $0[1] })
    }
}

/// A question that its writer failed at is judged without that text, and the others as ever.
@Test func aFailedTextIsNotJudged() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "small"
    faults.failing = Set(SmallStudy.questions.map(\.id))
    let small = try SmallStudy(yaml, faults: faults)
    defer { small.remove() }
    try await small.run(through: .evaluate)
    let store = try small.store()
    let rubrics = try verdicts(small).filter { row in
        row.columns.contains { $0.name == "judge" && $0.value.contains("outside") }
    }
    // The untuned target and smol are one model, which fails: what is left is the planted pair.
    #expect(rubrics.count == 5 * 2)
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let found = scores.filter { $0.measure == "self-preference" && $0.reference == nil }
    #expect(!found.isEmpty && found.allSatisfy { $0.value == nil && $0.note != nil })
}

@Test func aClaimThatRestsOnACoinIsNotShown() async throws {
    let small = try SmallStudy(yaml.replacing("seeds: [1]", with: "seeds: [1, 2]"))
    defer { small.remove() }
    try await small.run()
    let report = try RunRows.maker(small.folder).report()
    let claims = report.claims.filter {
        $0.claim.measure == "self-preference" && $0.estimate != nil
    }
    #expect(!claims.isEmpty)
    // Scripted judges answer by chance: none tells a text from its words in disorder.
    for claim in claims {
        #expect(claim.verdict == .notShown)
        #expect(claim.judge?.contains("no better than a coin") == true)
        #expect(claim.settles == "judges that can tell")
    }
    let store = try small.store()
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        .filter { $0.reference == nil && $0.value != nil }
    for score in scores where ["self-preference", "position-bias"].contains(score.measure) {
        let saysSo = score.note?.contains(Score.noBetterThanACoin) == true
        #expect(saysSo == (score.measure == "self-preference"), "\(score.cell)")
    }
    let others = report.claims.filter { $0.claim.measure == "human-perplexity" }
    #expect(others.allSatisfy { $0.judge == nil })
}
