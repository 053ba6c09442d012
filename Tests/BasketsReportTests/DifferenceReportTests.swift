// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics
import Foundation
import Testing

@testable import BasketsReport

@Suite struct DifferenceReportTests {
    private func card(withMap: Bool = true) throws -> DifferenceCard {
        let texts = ["plain", "<b>other</b>"].map { word in
            (0..<20).map { "\(word) answer w\($0 * 7 % 5) and w\($0 * 3 % 11). It ends." }
        }
        let sources = try MatchedSources(
            names: ["plain", "<b>other</b>"], texts: texts, questions: nil, seed: 3)
        let comparison = SourceComparison(sources, subsets: 10, nullDraws: 10)
        var card = DifferenceCard(sources)
        card.form = try [0, 1].map { try comparison.form(of: $0).values }
        card.tokens = try sources.pairs.map { try comparison.tokens($0) }
        card.wordAccuracy = try sources.pairs.map { try comparison.accuracy($0) }
        if withMap {
            let vectors: [[[Float]]] = (0..<2).map { source in
                (0..<20).map { [Float(source), Float($0 % 7), Float($0 % 3), 1] }
            }
            card.embeddings = try sources.pairs.map { try comparison.embeddings($0, vectors) }
            let map = try comparison.map(vectors)
            (card.map, card.mapTrustworthiness) = (map.places, map.trustworthiness)
        }
        card.judge()
        return card
    }

    @Test func thePageSaysTheVerdictFirstAndShowsAllParts() throws {
        let html = DifferenceReport.html(try card())
        let parts = [
            "id=\"verdict\"", "id=\"distances\"", "id=\"map\"", "id=\"pairs\"", "id=\"form\"",
        ]
        let places = try parts.map { try #require(html.range(of: $0)).lowerBound }
        #expect(places == places.sorted())
        #expect(html.contains("These two baskets are two baskets."))
        #expect(!html.contains("<b>other"))
        #expect(html.contains("&lt;b&gt;other&lt;/b&gt;"))
        #expect(!html.contains("http:") && !html.contains("https:"))
    }

    @Test func figuresHaveTitlesAndTheirNumbersInWords() throws {
        let html = DifferenceReport.html(try card())
        #expect(html.contains(">How well a classifier tells sources apart</title>"))
        #expect(html.contains(">Map of the answers</title>"))
        #expect(html.contains("plain and &lt;b&gt;other&lt;/b&gt; 1.00"))
        #expect(html.contains("within plain 0."))
    }

    @Test func withoutEmbeddingsThereIsNoMap() throws {
        let document = DifferenceReport.document(try card(withMap: false))
        #expect(
            document.sections.map(\.id) == ["verdict", "distances", "pairs", "form", "reading"])
    }

    @Test func aNumberOfFormWithoutDataIsSaidInItsOwnColumn() throws {
        var card = try card()
        card.form[1].removeAll { $0.metric == FormProfile.Part.sentenceWords.rawValue }
        let section = try #require(DifferenceTables.form(card))
        guard case .table(let table) = section.blocks[0] else {
            Issue.record("no table")
            return
        }
        // Words and sentences of an answer, then words of a sentence.
        let place = 2
        #expect(table.columns[place + 1].title == "words-per-sentence, words")
        #expect(table.rows[1].cells[place].text == Phrase("no data"))
        #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count - 1 })
        #expect(table.rows[0].cells[place].text != Phrase("no data"))
    }

    @Test func everySourceHasAMarkerOfItsOwn() throws {
        let figure = AnswerMapFigure(names: ["a", "b"], places: try card().map)
        let svg = figure.draw(width: 760).rendered(
            id: "x", className: "wide", title: "t", description: "d")
        // One path a source for its points, and one in the legend.
        #expect(svg.components(separatedBy: "class=\"mark").count - 1 == 4)
        #expect(Set([0, 1, 2, 3].map { SeriesStyle.numbered($0).shape }).count == 4)
    }

    @Test func aMatrixWritesEveryNumberAndDrawsItsSize() {
        let matrix = DistanceMatrix(
            names: ["a", "b"], values: [[0.2, 0.8], [0.8, nil]], format: NumberFormat(decimals: 2))
        let svg = matrix.draw(width: 400).rendered(
            id: "x", className: "wide", title: "t", description: "d")
        #expect(svg.components(separatedBy: ">0.80</text>").count - 1 == 2)
        #expect(svg.components(separatedBy: "class=\"density").count - 1 == 3)
    }
}
