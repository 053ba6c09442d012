// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation
import Testing

@Suite struct MetricCatalogTests {
    @Test func everyFileOfAMetricIsInTheCatalog() throws {
        let sources = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/BasketsMetrics")
        func files(_ folder: String) throws -> [Substring] {
            try FileManager.default
                .contentsOfDirectory(atPath: sources.appending(path: folder).path)
                .filter { $0.hasSuffix(".swift") }.map { $0.dropLast(6) }
        }
        let published = try files("Published").filter { $0.hasPrefix("Published") }
        let ofSets = try (files("Topics") + files("Difference") + files("Robustness")).filter {
            $0.hasSuffix("Measure")
        }
        let judged = try files("Preference").filter {
            $0.hasPrefix("Judge") && $0.hasSuffix("Preference")
        }
        let metrics = Set(try files("Collapse") + published + ofSets + judged)
        let listed = Set(MetricCatalog.all.map { "\(type(of: $0))"[...] })
        #expect(metrics.count > 5)
        #expect(metrics == listed)
    }

    @Test func namesAreUniqueAndLedBackTo() throws {
        let names = MetricCatalog.all.map(\.info.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(try MetricCatalog.metric(named: name).info.name == name)
        }
    }

    @Test func everyEntrySaysWhatAReaderNeeds() {
        for info in MetricCatalog.all.map(\.info) {
            #expect(!info.version.isEmpty && !info.unit.isEmpty, "\(info.name)")
            #expect(info.meaning.hasSuffix(".") && info.source.hasSuffix("."), "\(info.name)")
            #expect(info.emptyCase.hasSuffix("no value."), "\(info.name)")
            #expect(info.lowest < info.highest, "\(info.name)")
            #expect(info.deviation?.hasSuffix(".") ?? true, "\(info.name)")
        }
    }

    @Test func measuresByName() throws {
        let found = try MetricCatalog.measure("distinct-2", of: ["a b a b", ""])
        #expect(found.value == 2.0 / 3.0)
        #expect(found.metric == "distinct-2")
        #expect(found.unit == "fraction")
        #expect(found.n == 1)
        #expect(found.leftOut == 1)
        #expect(found.version == "whitespace-1,1")
    }

    @Test func theDefaultOrderMayBeSpelledOut() throws {
        #expect(try MetricCatalog.metric(named: "self-bleu-4").info.name == "self-bleu")
        #expect(
            try MetricCatalog.metric(named: "self-bleu-within-4").info.name == "self-bleu-within")
    }

    @Test func everyMetricOfAnswersHasAnInterval() throws {
        let short = try Reference.lexicalSets()[2].texts
        let texts = short.indices.map { index in
            // Long enough for the widest window; some with a list.
            (index % 3 == 0 ? "- It is.\n" : "")
                + (0..<4).map { short[(index * 7 + $0 * 11) % short.count] }.joined(
                    separator: ". Yes. ")
        }
        for name in MetricCatalog.names(madeFrom: .answers) {
            let found = try MetricCatalog.measure(
                name, of: texts, interval: Jackknife(seed: 4, subsets: 8))
            let interval = try #require(found.interval, "\(name)")
            #expect(interval.lower < found.value && found.value < interval.upper, "\(name)")
            #expect(try #require(found.smallestDifference) > 0)
        }
    }

    @Test func everyMetricOfAnswersRefusesToMeasureNothing() {
        for name in MetricCatalog.names(madeFrom: .answers) {
            for texts in [[], [""], ["", " \n"]] {
                let error = #expect(throws: MetricError.self, "\(name)") {
                    try MetricCatalog.measure(name, of: texts)
                }
                #expect(error?.code == .noData, "\(name)")
            }
        }
    }

    @Test(arguments: [
        (
            "self-blue", MetricError.Code.unknownMetric,
            "self-blue: no metric has this name. Known: self-bleu,"
        ),
        (
            "perplexity", .wrongInput,
            "perplexity: is made from scoredTexts. From answers: self-bleu,"
        ),
        ("distinct-2", .noData, "distinct-2: needs an answer with 2 words, got none."),
    ])
    func errorsSayWhatToDo(name: String, code: MetricError.Code, start: String) {
        let error = #expect(throws: MetricError.self) {
            try MetricCatalog.measure(name, of: ["a"])
        }
        #expect(error?.code == code)
        #expect(error?.description.hasPrefix(start) == true, "\(error?.description ?? "")")
    }

    @Test func aNumberBecomesAScoreOfACell() throws {
        let score = try MetricCatalog.measure("distinct-1", of: ["a b"]).score(of: "smol/human/1")
        #expect(score.measure == "distinct-1")
        #expect(score.cell == "smol/human/1")
        #expect(score.value == 1)
        #expect(score.n == 1)
    }
}
