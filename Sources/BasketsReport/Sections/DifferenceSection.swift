// SPDX-License-Identifier: Apache-2.0

/// How different the sources are, as it was known before anything was trained.
enum DifferenceSection {
    static func make(_ report: StudyReport) -> Section? {
        guard let found = report.difference else { return nil }
        var section = Section(
            id: "sources", title: "How different are the sources?", blocks: [])
        if let failure = found.failure {
            section.blocks = [.paragraph(Phrase("The sources are not compared: \(failure)"))]
        }
        guard let card = found.card else { return section }
        section.blocks = DifferenceReport.opening(card).blocks
        let parts = [
            DifferenceFigures.distances(card), DifferenceFigures.map(card),
            DifferenceTables.pairs(card, of: report), DifferenceTables.form(card, of: report),
        ]
        section.sections = parts.compactMap { $0 }.map { part in
            Section(id: "sources-\(part.id)", title: part.title, blocks: part.blocks)
        }
        return section
    }
}
