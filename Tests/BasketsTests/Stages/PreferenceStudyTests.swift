// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
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

/// The target's own model as a judge changes nothing of what is net of quality: it is no stranger.
@Test func kinAreNoMeasureOfQuality() async throws {
    func net(_ judges: String) async throws -> [String: Double?] {
        let small = try SmallStudy(yaml.replacing("judges: {", with: "judges: {\(judges)"))
        defer { small.remove() }
        try await small.run(through: .evaluate)
        let store = try small.store()
        let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        return Dictionary(
            uniqueKeysWithValues: scores.filter {
                $0.measure == "self-preference-net" && $0.reference == nil
            }.map { ($0.cell, $0.value) })
    }
    let alone = try await net("")
    #expect(alone.values.contains { $0 != nil })
    #expect(try await net("kin: {model: small}, ") == alone)
    // The target's own model alone is no outside judge at all.
    let kin = try SmallStudy(yaml.replacing("model: third", with: "model: small"))
    defer { kin.remove() }
    try await kin.run(through: .evaluate)
    let scores = try kin.store().scores(keys: kin.store().keys(of: .score)).values.map(\.score)
    #expect(!scores.contains { $0.measure == "self-preference-net" && $0.value != nil })
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

/// A cell that knows its own text: where it is asked which one it wrote, it finds the one with its mark.
@Test func aCellIsAskedWhichTextItWrote() async throws {
    let asked = yaml.replacing(
        "sources: [human, smol]", with: "sources: [human, smol], recognition: true")
    var faults = ScriptedModels.Faults()
    faults.verdict = { _, prompt, answers in
        guard prompt.contains("Which text did you write"), answers.count == 2 else { return nil }
        let first = prompt.components(separatedBy: "Text A:\n").last ?? ""
        // People's texts begin with h0.
        return first.hasPrefix("h0") ? 1 : 0
    }
    let small = try SmallStudy(asked, faults: faults)
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let recognitions = try store.keys(of: .verdict).compactMap { try store.rows(for: $0).first }
        .filter { row in row.columns.contains { $0.value.contains("recognition 1") } }
    // Four cells, five questions, own text against people's and smol's, both orders. No judge outside.
    #expect(recognitions.count == 4 * 5 * 2 * 2)
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let own = scores.filter { $0.measure == "own-recognition" && $0.reference == nil }
    // Against people's it is always right; against smol's the first place wins, which is a coin.
    #expect(own.count == 4)
    for score in own {
        let value = try #require(score.value)
        #expect(value > 0.74 && value < 0.76, "\(score.cell)")
    }
    // A study that does not ask has no such measure.
    #expect(
        !StudyMeasures.of(try Study(yaml: yaml, file: "a.yaml").evaluation).contains {
            $0.name == "own-recognition"
        })
}

@Test func theReportHasWhoseTextsEachJudgePrefers() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let rows = try #require(try RunRows.maker(small.folder).report().preferences)
    #expect(
        rows.map(\.cell) == [
            "smol.vanilla", "smol.human.s1", "smol.single-gemma.s1",
            "smol.multi-smol+teacher+gemma.s1",
            nil,
        ])
    #expect(rows[0].shares.map(\.writer) == ["untuned target", "people", "smol"])
    #expect(rows[1].shares.map(\.writer).contains("the judge itself"))
    for share in rows.flatMap(\.shares) {
        #expect((0...1).contains(share.value) && share.n == 5)
        #expect(share.interval.lower >= 0 && share.interval.upper <= 1)
    }
    // The id of each judge leads to its verdicts.
    for row in rows {
        let found = try small.store().rows(for: #require(row.rowsID))
        #expect(found.first?.table == "judge" && found.count > 10)
        #expect(found.dropFirst().allSatisfy { $0.table == "verdict" })
    }
}
