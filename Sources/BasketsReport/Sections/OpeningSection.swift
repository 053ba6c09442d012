// SPDX-License-Identifier: Apache-2.0

/// What was compared, what stands out, how far it carries: the way into the sections behind it.
enum OpeningSection {
    static func make(_ report: StudyReport) -> Section? {
        let findings = Findings(report: report)
        var blocks = findings.compared.enumerated().map { index, sentence in
            index == 0 ? Block.lead(Phrase(sentence)) : .paragraph(Phrase(sentence))
        }
        blocks += [GlanceFigure.make(report)].compactMap { $0 }
        var parts = [Section(id: "findings", title: "What stands out", blocks: list(report))]
        if !findings.caution.isEmpty {
            parts.append(
                Section(
                    id: "caution", title: "How far this carries",
                    blocks: findings.caution.map { .paragraph(Phrase($0)) }))
        }
        parts.append(Section(id: "reading", title: "How to read the numbers", blocks: [guide]))
        return Section(
            id: "short", title: "What was compared", blocks: blocks,
            sections: parts.filter { !$0.isEmpty })
    }

    private static func list(_ report: StudyReport) -> [Block] {
        let targets = Set(report.cells.map(\.target))
        let tables = report.measureTables().filter(\.measure.isHeadline)
        let items = tables.flatMap { table in
            report.targetNames.compactMap { target in
                Finding(table, target: target, isOnlyTarget: targets.count == 1).map { finding in
                    Phrase(
                        .strong("\(finding.title). "),
                        .text(finding.sentences.joined(separator: " ")),
                        .quiet(finding.footing))
                }
            }
        }
        guard !items.isEmpty else { return [] }
        guard tables.contains(where: { $0.rows.contains { $0.contrast != nil } }) else {
            return [.list(items)]
        }
        return [
            .paragraph(
                "Lower or higher is said only where the difference reaches the smallest one that"
                    + " so many rows can show."),
            .list(items),
        ]
    }

    private static let guide = Block.facts([
        Fact(term: "n", words: "how many texts or answers a number rests on."),
        Fact(
            term: "interval",
            words: "where the number would lie with other texts of the same kind; it knows nothing"
                + " of another training seed."),
        Fact(
            term: "smallest difference",
            words: "the smallest difference between two cells that so many rows can show. What is"
                + " smaller is marked ≈ and called too small to tell: it may be there or not."),
        Fact(
            term: "▲ ▼",
            words: "higher or lower than the untuned target by more than that."),
    ])
}

extension Section {
    var isEmpty: Bool { blocks.isEmpty && sections.isEmpty }
}

extension StudyReport {
    /// Targets in the order of their first cell.
    var targetNames: [String] {
        cells.map(\.target).distinct
    }
}
