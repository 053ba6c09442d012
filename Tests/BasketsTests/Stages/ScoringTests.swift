// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private func scores(_ small: SmallStudy) throws -> [Score] {
    let store = try small.store()
    return try store.scores(keys: store.keys(of: .score)).values.map(\.score)
}

@Test func everyMeasureIsInTheCatalogAndHasWords() throws {
    for measure in StudyMeasures.all {
        let words = try measure.forReport()
        #expect(words.topic != "Other")
        #expect(!words.meaning.isEmpty)
    }
    #expect(Set(StudyMeasures.all.map(\.name)).count == StudyMeasures.all.count)
}

/// The perplexity of people's answers by hand, from the stored likelihoods.
@Test func humanPerplexityIsThatOfTheStoredLikelihoods() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let plan = try Train(keys: keys, store: store, supply: NoModels(), folder: small.folder).plan()
    let cell = try #require(plan.first { $0.cell.name == "smol.human.s1" })
    let rows = try store.textScores(keys: store.keys(of: .textScore)).values.filter {
        $0.scorer == cell.key
    }
    #expect(rows.count == 10)
    let loss = -rows.reduce(0) { $0 + $1.logProbability }
    let expected = exp(loss / Double(rows.reduce(0) { $0 + $1.tokens }))
    let own = try scores(small).filter { $0.cell == "smol.human.s1" && $0.reference == nil }
    let score = try #require(own.first { $0.measure == "human-perplexity" })
    #expect(abs((score.value ?? 0) - expected) < 1e-9 * expected)
    #expect(score.n == 10)
    #expect(score.interval != nil && score.smallestDifference != nil)
}

@Test func aDifferenceIsTheCellMinusTheUntunedTarget() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let all = try scores(small)
    // Where a measure depends on length, that is the difference of whole answers.
    for (measure, ending) in [
        ("human-perplexity", ""), ("parent-perplexity", ""), ("distinct-2", ", unmatched"),
        ("mean-cosine-distance", ", unmatched"),
    ] {
        func value(_ name: String, _ cell: String, _ reference: String?) throws -> Double {
            try #require(
                all.first {
                    $0.measure == name && $0.cell == cell && $0.reference == reference
                }?.value)
        }
        let difference = try value(measure + ending, "smol.human.s1", "smol.vanilla")
        let expected =
            try value(measure, "smol.human.s1", nil) - value(measure, "smol.vanilla", nil)
        #expect(abs(difference - expected) < 1e-9)
    }
}

@Test func noDataIsAScoreWithoutValueAndWithTheReason() async throws {
    // Two held-out questions: too few for Heaps' law and for intervals.
    let small = try SmallStudy(
        SmallStudy.yaml.replacing("held-out: 0.25", with: "rows: 12, held-out: 0.1"))
    defer { small.remove() }
    try await small.run()
    let all = try scores(small)
    // None of the answers has a mark, a list or a long phrase twice: those shares are truly 0.
    let absent = ["markdown-share", "list-share", "long-repetition"]
    let others = all.filter { score in !absent.contains { score.measure.hasPrefix($0) } }
    #expect(others.allSatisfy { $0.value != 0 || $0.reference != nil })
    // A share can be 0 of some rows, never of none.
    #expect(all.allSatisfy { $0.n > 0 || $0.value == nil })
    #expect(all.filter { $0.value == nil }.allSatisfy { $0.note != nil })
    #expect(all.contains { $0.value == nil })
}

@Test func theReportIsMadeFromTheStoreAlone() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let file = small.folder.appending(path: "report/report.json")
    let first = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: small.folder.appending(path: "report"))
    try FileManager.default.removeItem(at: small.folder.appending(path: "adapters"))
    let files = try StudyRunner.report(small.folder)
    #expect(
        files.map(\.lastPathComponent) == [
            "report.html", "report.md", "report.csv", "claims.csv", "report.json",
        ])
    #expect(try Data(contentsOf: file) == first)
    let report = try JSONReport.study(String(decoding: first, as: UTF8.self))
    #expect(report.cells.count == 4)
    #expect(report.baskets.count == 3)
    #expect(report.learningCurves.count == 3)
    #expect(report.cells.filter(\.isTuned).allSatisfy { $0.hasLearned == true })
    #expect(report.examples.count == 3)
    #expect(Set(report.rowsIDs.values).isSubset(of: try small.store().keys(of: .score)))
    // Groups of scores; those of lines are of other rows too, and are followed below.
    let lines = Set(report.lineIDs.values)
    let groups = (report.rowGroups ?? [:]).filter { !lines.contains($0.key) }
    let grouped = Set(groups.values.joined())
    #expect(!grouped.isEmpty)
    #expect(grouped.isSubset(of: try small.store().keys(of: .score)))
    #expect(report.claims.allSatisfy { $0.estimate == nil || $0.rowsID != nil })
    // Every line of a table that rests on rows leads to some.
    #expect(report.lineIDs.count > report.cells.count * 2)
    let store = try small.store()
    for (line, id) in report.lineIDs {
        let rows = try store.rows(for: id) { report.rowGroups?[$0] }
        #expect(rows.count > 1, "\(line)")
    }
    let group = try #require(groups.min { $0.key < $1.key })
    let rows = try RunRows.behind(String(group.key.prefix(12)), in: small.folder)
    for key in group.value { #expect(rows.contains { $0.contains("\"key\":\"\(key)\"") }) }
}

@Test func everyIdentifierThatIsShownLeadsToRows() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    try expectRowsBehindEveryIdentifier(of: small)
}

@Test func aReportNeedsAFinishedRun() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    #expect(throws: RunError.self) { try StudyRunner.report(small.folder) }
}
