// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private let yaml =
    SmallStudy.yaml + """

        evaluate:
          self-preference: {articles: {from: news.jsonl, rows: 5}, sources: [human, teacher]}
        judges: {outside: {model: third}}
        """

private func finished(_ yaml: String = yaml) async throws -> SmallStudy {
    let small = try SmallStudy(yaml)
    try await small.run()
    return small
}

/// Every cell and each named source sums up each drawn article, and the summaries are what is compared.
@Test func summariesOfArticlesAreWrittenAndCompared() async throws {
    let small = try await finished()
    defer { small.remove() }
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let drawn = try store.questions(draw: #require(keys.articles), part: .heldOut)
    #expect(drawn.count == 5 && drawn.allSatisfy { $0.context?.hasPrefix("News no.") == true })
    let ids = Set(drawn.map(\.id))
    let verdicts = try store.verdicts(keys: store.keys(of: .verdict)).values
    #expect(Set(verdicts.map(\.question)) == ids)
    // Five articles: the untuned target's summary beside people's and the teacher's, in both orders, and
    // one planted pair.
    let pairs = verdicts.filter { $0.judge == "smol.vanilla" && $0.second != nil }
    #expect(pairs.count == 30)
    // Neither the held-out answers nor the basket has a summary.
    let report = try RunRows.maker(small.folder).report()
    let scores = report.scores.filter { $0.measure == "self-preference" && $0.reference == nil }
    #expect(scores.count == 4 && scores.allSatisfy { $0.n == 5 && $0.value != nil })
    #expect(
        report.leftOut.contains { $0.reason.contains("empty article") && $0.count == 2 })
    #expect(try RunStatus.read(small.folder).isDone)
}

/// Articles move no number of the held-out answers, and no basket.
@Test func articlesMoveNoOtherNumber() async throws {
    let small = try await finished()
    defer { small.remove() }
    let plain = try await finished(SmallStudy.yaml)
    defer { plain.remove() }
    let (one, other) = (
        try RunRows.maker(small.folder).report(), try RunRows.maker(plain.folder).report()
    )
    for score in other.scores { #expect(one.scores.contains(score), "\(score.measure)") }
    #expect(one.baskets == other.baskets)
    #expect(one.difference == other.difference)
}

@Test func aStudyOfArticlesCrashedAndResumedIsTheSame() async throws {
    let once = try await finished()
    defer { once.remove() }
    var faults = ScriptedModels.Faults()
    faults.batchesBeforeCrash = 5
    var small = try SmallStudy(yaml, faults: faults)
    defer { small.remove() }
    var crashes = 0
    while true {
        small.models = ScriptedModels(faults)
        do {
            try await small.run()
            break
        } catch is ScriptedModels.Crash {
            crashes += 1
            try #require(crashes < 500)
        }
    }
    #expect(crashes > 5)
    #expect(try small.dump() == once.dump())
}

@Test func articlesAreReadByTheirFields() throws {
    func row(_ line: Int, _ article: String, _ highlights: String) -> QuestionRow {
        QuestionRow(
            line: line, fields: ["article": .text(article), "highlights": .text(highlights)])
    }
    let plan = ArticlePlan(from: "news.jsonl", rows: 3, summary: "highlights")
    let set = try ArticleSet(
        [row(1, "One.", "1"), row(2, "One.", "1"), row(3, " ", "2"), row(4, "Two.", "2")], plan,
        file: "news.jsonl")
    #expect(set.articles.count == 2 && set.empty == 1)
    #expect(set.articles[0].prompt == "One.\n\nSummarize the article above.")
    #expect(set.articles[0].humanAnswer == "1")
    let few = #expect(throws: RunError.self) { try set.drawn(plan, seed: 1) }
    #expect(few?.description.contains("has 2 articles") == true)
    let error = #expect(throws: QuestionError.self) {
        try ArticleSet(
            [row(1, "One.", "1"), QuestionRow(line: 2, fields: ["article": .text("Two.")])], plan,
            file: "news.jsonl")
    }
    #expect(error?.description.contains("line 2, field \"highlights\"") == true)
    // A larger draw holds the smaller one.
    let many = ArticleSet(
        articles: (0..<20).map {
            Question(instruction: "s", context: "\($0)", category: "a", humanAnswer: "\($0)")
        })
    let small = try many.drawn(ArticlePlan(from: "n", rows: 5), seed: 3)
    let large = try many.drawn(ArticlePlan(from: "n", rows: 9), seed: 3)
    #expect(Set(small).isSubset(of: Set(large)) && large.count == 9)
}

@Test func aStudyNamesArticlesInPlaceOfQuestions() throws {
    let study = try Study(yaml: yaml, file: "s.yaml")
    let plan = try #require(study.evaluation.selfPreference)
    #expect(plan.articles == ArticlePlan(from: "news.jsonl", rows: 5) && plan.questions == 5)
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
    let error = #expect(throws: StudyError.self) {
        try Study(
            yaml: yaml.replacing("rows: 5}", with: "rows: 5}, questions: 4"), file: "s.yaml")
    }
    #expect(error?.faults.map(\.key) == ["evaluate.self-preference.questions"])
}
