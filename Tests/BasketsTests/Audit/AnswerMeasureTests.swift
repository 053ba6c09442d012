// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsMetrics
import Testing

@Suite struct AnswerMeasureTests {
    private func value(_ name: String, _ texts: [String]) async throws -> MetricValue {
        try await AnswerMeasure.value(of: name, texts, interval: nil) { texts in
            texts.map { $0 == "a" ? [1, 0] : [0, 1] }
        }
    }

    @Test func answersWithoutWordsAreNotEmbeddedButCounted() async throws {
        // Two vectors at right angles: a cosine of 0.
        let found = try await value("mean-cosine-distance", ["a", "", "b", " "])
        #expect(found.value == 1 && found.n == 2 && found.leftOut == 2)
    }

    @Test func wordsAreMeasuredWithoutEmbeddings() async throws {
        let found = try await AnswerMeasure.value(
            of: "distinct-2", ["a b a b"], interval: Jackknife(seed: 1)
        ) { _ in
            Issue.record("nothing to embed")
            return []
        }
        #expect(found.value == 2.0 / 3.0)
        #expect(found.note?.hasPrefix("No interval: needs three rows") == true)
    }

    @Test func closenessToOthersIsOfEquallyManyAnswers() async throws {
        let others = ["b one", "b two", "b three", "b four", "b five"]
        let found = try await AnswerMeasure.mauve(
            ["a one", "", "a two", "a three"], against: others, seed: 4, interval: nil
        ) { texts in texts.map { $0.hasPrefix("a") ? [1, 0] : [0, 1] } }
        // Three with words of each; nothing in common.
        #expect(found.n == 3 && found.leftOut == 1)
        #expect(found.value < 0.01)
        #expect(found.note?.hasPrefix("2 clusters, seed 4; ") == true)
        let error = await #expect(throws: MetricError.self) { try await value("mauve", ["a"]) }
        #expect(error?.remedy == "Name the other one: `--against FILE`.")
    }

    @Test func noAnswersAreNoData() async throws {
        for name in ["distinct-2", "vendi-score"] {
            let error = await #expect(throws: MetricError.self) { try await value(name, [""]) }
            #expect(error?.code == .noData)
        }
    }

    @Test func everyOtherMetricSaysWhatItIsMadeFrom() throws {
        for info in MetricCatalog.all.map(\.info) {
            #expect(try AnswerMeasure.info(named: info.name) == info)
            guard !AnswerMeasure.names.contains(info.name) else { continue }
            let error = #expect(throws: MetricError.self) {
                try AnswerMeasure.takenInfo(named: info.name)
            }
            #expect(error?.code == .wrongInput)
            #expect(error?.remedy?.hasPrefix("`baskets ") == true)
        }
    }
}
