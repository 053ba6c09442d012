// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

@Test func theCardIsThereBeforeAnythingIsTrainedAndStaysInTheReport() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .generate)
    let stored = try #require(try small.store().facts(.difference).first)
    let decoded: SourceDifference? = CanonicalJSON.value(stored.value)
    let found = try #require(decoded)
    let card = try #require(found.card)
    #expect(Set(card.sources.map(\.name)) == ["human", "smol", "teacher", "gemma"])
    #expect(try small.store().keys(of: .cell).isEmpty)
    // People and gemma answer all; smol and teacher a third each, to no question in common.
    #expect(!card.isPaired && card.tokens.count == 6)
    // "w7" and the like are no words of content.
    #expect(card.topicOverlap.isEmpty && card.remarks.contains { $0.hasPrefix("No topics:") })
    let page = small.folder.appending(path: "sources.html")
    #expect(try String(contentsOf: page, encoding: .utf8).contains("How different"))

    let embedded = small.models.calls.count { $0.hasPrefix("embed") }
    try await small.run(through: .generate)
    #expect(small.models.calls.count { $0.hasPrefix("embed") } == embedded)
    try await small.run()
    let report = try RunRows.maker(small.folder).report()
    #expect(report.difference == found)
    #expect(try small.store().facts(.difference).count == 1)
}

@Test func aSourceWithoutAnswersIsSaidBeforeTheBasketsFailForIt() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "other"
    faults.failing = Set(SmallStudy.questions.map(\.id))
    let small = try SmallStudy(faults: faults)
    defer { small.remove() }
    await #expect(throws: (any Error).self) { try await small.run(through: .generate) }
    let stored = try #require(try small.store().facts(.difference).first)
    let decoded: SourceDifference? = CanonicalJSON.value(stored.value)
    let found = try #require(decoded)
    #expect(found.card == nil)
    #expect(found.failure?.contains("none of gemma") == true)
}

/// Of thirty questions eight; a source that answered twenty of them gets all of the eight that it has.
@Test func sourcesAreComparedOnTheQuestionsThatTheyShare() {
    let all = (0..<30).map {
        Question(id: "q\($0)", instruction: "What?", category: "", humanAnswer: "That.")
    }
    let drawn = Compare.drawn(all, seed: 5, most: 8)
    #expect(drawn.count == 8 && drawn.map(\.id) == drawn.map(\.id).sorted())
    #expect(Compare.drawn(all.reversed(), seed: 5, most: 8) == drawn)
    #expect(Compare.drawn(all, seed: 6, most: 8) != drawn)
    let some = Array(all.dropFirst(10))
    let shared = Set(drawn.map(\.id)).intersection(some.map(\.id))
    #expect(shared.isSubset(of: Compare.drawn(some, seed: 5, most: 8).map(\.id)))
    #expect(!shared.isEmpty)
    #expect(Compare.drawn(all, seed: 5).count == 30)
}
