// SPDX-License-Identifier: Apache-2.0

/// How the study was made: enough to judge it and to make it again.
enum MakingSection {
    static func make(_ report: StudyReport) -> Section? {
        let parts = [
            part("baskets", "Baskets", baskets(report), notes: report.equality ?? []),
            part("sources", "Sources and their terms", sources(report)),
            part("data", "Questions", questions(report)),
            part("models", "Model files", models(report)),
            part("seeds", "Seeds", pairs("Random seeds", "Drives", "Seed", report.seeds)),
            part("methods", "Versions of methods", methods(report)),
            part(
                "settings", "Settings", pairs("The resolved study", "Key", "Value", report.settings)
            ),
            part("machine", "Machine", pairs("Where it ran", "What", "Value", report.machine)),
            part("time", "Time", stages(report)), part("cost", "Cost", costs(report)),
        ].compactMap { $0 }
        return Section(id: "making", title: "How it was made", blocks: [], sections: parts)
    }

    private static func part(
        _ id: String, _ title: String, _ block: Block?, notes: [String] = []
    ) -> Section? {
        block.map {
            Section(
                id: "making-\(id)", title: title, blocks: [$0] + notes.map { .note(Phrase($0)) })
        }
    }

    private static func baskets(_ report: StudyReport) -> Block? {
        guard !report.baskets.isEmpty else { return nil }
        let names = CellNames(report.cells)
        let styles = SeriesStyle.byCell(report.cells)
        let rows = report.baskets.map { basket in
            let parts = basket.sources.map { "\($0.source) \(NumberFormat.count($0.rows))" }
            return Table.Row(
                header: Phrase(names[basket.cell])
                    + .rows(report.lineID(.basket, basket.cell)),
                style: styles[basket.cell],
                cells: [
                    Table.Cell(Phrase(NumberFormat.count(basket.rows))),
                    Table.Cell(Phrase(NumberFormat.count(basket.tokens))),
                    basket.steps.map { Table.Cell(Phrase(NumberFormat.count($0))) } ?? .none,
                    Table.Cell(Phrase(parts.joined(separator: ", "))),
                ])
        }
        return .table(
            Table(
                caption: "What each cell was trained on",
                columns: [
                    Table.Column(title: "Cell"), Table.Column(title: "Rows", isNumeric: true),
                    Table.Column(title: "Answer tokens", isNumeric: true),
                    Table.Column(title: "Steps", isNumeric: true),
                    Table.Column(title: "Rows by source"),
                ], rows: rows))
    }

    private static func sources(_ report: StudyReport) -> Block? {
        let unknown = "Unknown: read what its makers say before you train on its answers."
        return table(
            "Who wrote the answers, and what its makers say about training on them",
            ["Source", "Model", "Prompt", "Decoding", "Terms"],
            report.sources.map {
                [$0.name, $0.model, $0.prompt ?? "–", $0.decoding ?? "–", $0.terms ?? unknown]
            }, ids: report.sources.map { report.lineID(.source, $0.name) })
    }

    private static func questions(_ report: StudyReport) -> Block {
        let questions = report.questions
        return .facts([
            Fact(term: "Set", words: Phrase(questions.name)),
            Fact(term: "For baskets", words: Phrase(NumberFormat.count(questions.training))),
            Fact(term: "Held out", words: Phrase(NumberFormat.count(questions.heldOut))),
            Fact(term: "Terms", words: Phrase(questions.terms ?? "Unknown.")),
        ])
    }

    private static func models(_ report: StudyReport) -> Block? {
        guard !report.models.isEmpty else { return nil }
        return .table(
            Table(
                caption: "Model files by content",
                columns: ["Model", "File", "SHA-256", "Licence"].map { Table.Column(title: $0) },
                rows: report.models.map { model in
                    Table.Row(
                        header: Phrase(model.name),
                        cells: [
                            Table.Cell(Phrase(model.file)),
                            Table.Cell(Phrase(.code(model.sha256))),
                            Table.Cell(Phrase(model.licence ?? "unknown")),
                        ])
                }))
    }

    private static func methods(_ report: StudyReport) -> Block? {
        let measures = report.measures.map { Setting($0.name, $0.version) }
        return pairs(
            "Methods whose change makes old numbers incomparable", "Method", "Version",
            report.methods + measures)
    }

    private static func stages(_ report: StudyReport) -> Block? {
        table(
            "Wall time of each stage, over all runs that it took", ["Stage", "Rows", "Time"],
            report.stages.map {
                [$0.stage, NumberFormat.count($0.rows), NumberFormat.time(seconds: $0.seconds)]
            }, numeric: [1, 2],
            ids: report.stages.map { report.lineID(.stage, $0.stage) })
    }

    /// Who wrote and judged how much, and for how much money; addresses alone take some.
    private static func costs(_ report: StudyReport) -> Block? {
        table(
            "What models wrote and judged, and what addresses took for it, in the currency of the"
                + " study's prices",
            ["Who", "Stage", "Rows", "Tokens", "Money"],
            report.costs.map { cost in
                [
                    cost.who, cost.stage, NumberFormat.count(cost.rows),
                    NumberFormat.count(cost.tokens),
                    cost.money > 0 ? NumberFormat(values: [cost.money]).text(cost.money) : "none",
                ]
            }, numeric: [2, 3, 4],
            ids: report.costs.map {
                report.lineID(.cost, $0.who, $0.stage)
            })
    }

    private static func pairs(
        _ caption: String, _ key: String, _ value: String, _ settings: [Setting]
    ) -> Block? {
        table(caption, [key, value], settings.map { [$0.key, $0.value] })
    }

    /// - Parameter ids: what leads to the rows behind each line; empty where nothing does.
    private static func table(
        _ caption: String, _ columns: [String], _ rows: [[String]], numeric: Set<Int> = [],
        ids: [String?] = []
    ) -> Block? {
        guard !rows.isEmpty else { return nil }
        return .table(
            Table(
                caption: Phrase(caption),
                columns: columns.enumerated().map {
                    Table.Column(title: $0.element, isNumeric: numeric.contains($0.offset))
                },
                rows: rows.enumerated().map { place, row in
                    Table.Row(
                        header: Phrase(row.first ?? "")
                            + .rows(ids.indices.contains(place) ? ids[place] : nil),
                        cells: row.dropFirst().map { Table.Cell(Phrase($0)) })
                }))
    }
}
