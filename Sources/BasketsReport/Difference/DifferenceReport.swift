// SPDX-License-Identifier: Apache-2.0
package import BasketsMetrics

/// A card of how different sources are, as a page that fetches nothing.
package enum DifferenceReport {
    /// The whole file. The same card gives the same bytes.
    package static func html(_ card: DifferenceCard) -> String {
        HTMLReport.page(document(card))
    }

    static func document(_ card: DifferenceCard) -> Document {
        let names = Words.list(card.sources.map(\.name))
        let sections = [
            opening(card), DifferenceFigures.distances(card), DifferenceFigures.map(card),
            DifferenceTables.pairs(card), DifferenceTables.form(card), reading(card),
        ]
        return Document(
            title: "How different are these baskets?", subtitle: names,
            sections: sections.compactMap { $0 })
    }

    static func opening(_ card: DifferenceCard) -> Section {
        let compared = card.sources.first?.compared ?? 0
        let how =
            card.isPaired
            ? "one to each question that all sources answered" : "drawn by their content"
        let leftOut = card.sources.filter { $0.leftOut > 0 }.map {
            "\($0.leftOut) of \($0.name)"
        }
        var blocks: [Block] = []
        if let verdict = card.verdict { blocks.append(.lead(Phrase(verdict.sentence))) }
        let rest = leftOut.isEmpty ? "None is left out." : "Left out: \(Words.list(leftOut))."
        let answers = Words.counted(compared, "answers")
        let told = "\(answers) of each source are compared, \(how). \(rest) Seed \(card.seed)."
        blocks.append(.paragraph(Phrase(runs: [.text(told)])))
        if !card.remarks.isEmpty { blocks.append(.list(card.remarks.map { Phrase($0) })) }
        return Section(id: "verdict", title: "Verdict", blocks: blocks)
    }

    /// What each number is; the meanings are the catalog's own.
    private static func reading(_ card: DifferenceCard) -> Section {
        let topics: [TopicMeasure] =
            card.topicCoverage == nil ? [.overlap, .entropy] : [.overlap, .entropy, .coverage]
        let infos =
            DifferenceMeasure.allCases.filter { $0 != .mauve }.map(\.info) + topics.map(\.info)
        let facts = infos.map { info -> Fact in
            let details = [info.unit + ".", info.source, info.deviation ?? ""]
            return Fact(
                term: info.name,
                words: Phrase(.text("\(info.meaning) "), .quiet(details.joined(separator: " "))))
        }
        let rule =
            "Two sources are joined into one basket when the upper limit of every classifier's "
            + "accuracy is below \(SourceVerdict.limit): alike has to be shown, with enough "
            + "answers; a test that fails to reject shows nothing. The null of a number is what it "
            + "is when the labels of the answers are dealt anew."
        return Section(
            id: "reading", title: "How to read it",
            blocks: [.paragraph(Phrase(runs: [.text(rule)])), .facts(facts)])
    }
}
