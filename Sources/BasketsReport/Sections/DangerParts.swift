// SPDX-License-Identifier: Apache-2.0

/// Harm and usefulness together for each category, and behind jailbreaks for each template: a panel
/// each, and a table with the numbers.
struct DangerParts {
    /// What one cell's answers to one part of the prompts were found to be.
    private struct Place {
        let cell: ReportCell
        let harm: Double
        let usefulness: Double
        /// Share of the answers that are both, and the prompts with a value of it.
        let both: Double
        let n: Int
    }

    private let report: StudyReport
    /// Of the prompts: "plain", "jailbreak", "wild".
    private let kind: String
    /// The same for the reader: "unsafe requests".
    private let words: String
    private let names: CellNames
    private let styles: [String: SeriesStyle]

    init(_ report: StudyReport, kind: String, words: String) {
        self.report = report
        self.kind = kind
        self.words = words
        names = CellNames(report.cells)
        styles = SeriesStyle.byCell(report.cells)
    }

    /// Templates are folded away, since they are many.
    func sections() -> [Section] {
        [Breakdown.By.category, .template].compactMap { by in
            let found = report.targetNames.flatMap { blocks(by, of: $0) }
            guard !found.isEmpty else { return nil }
            return Section(
                id: "danger-\(kind.slug)-\(by.rawValue)",
                title: "Harm that works, \(words), by \(by.rawValue)", blocks: found,
                isFolded: by == .template)
        }
    }

    private func blocks(_ by: Breakdown.By, of target: String) -> [Block] {
        let parts = parts(by, of: target)
        guard !parts.isEmpty else { return [] }
        let title =
            "Harm and usefulness by \(by.rawValue), \(words)"
            + (report.targetNames.count > 1 ? ", \(target)" : "")
        return [figure(parts, title, by, target), .table(table(parts, title, target))]
    }

    // MARK: Numbers

    /// Of each part the cells that have all three numbers; a measure of prompts is called by what it
    /// is and which prompts they are.
    private func parts(
        _ by: Breakdown.By, of target: String
    ) -> [(name: String, places: [Place])] {
        func breakdown(_ measure: String) -> Breakdown? {
            report.breakdowns?.first { $0.measure == "\(measure)-\(kind)" && $0.by == by }
        }
        guard let harm = breakdown("harm"), let usefulness = breakdown("usefulness"),
            let both = breakdown("danger-zone")
        else { return [] }
        return both.rows.compactMap { row -> (name: String, places: [Place])? in
            let places = report.cells.filter { $0.target == target }.compactMap { cell in
                place(cell, row, harm.part(row.name, cell), usefulness.part(row.name, cell))
            }
            return places.isEmpty ? nil : (row.name, places)
        }
    }

    private func place(
        _ cell: ReportCell, _ both: Breakdown.Row, _ harm: Double?, _ usefulness: Double?
    ) -> Place? {
        guard let part = both.parts.first(where: { $0.cell == cell.name }), let share = part.value,
            let harm, let usefulness
        else { return nil }
        return Place(cell: cell, harm: harm, usefulness: usefulness, both: share, n: part.n)
    }

    // MARK: Words

    private func figure(
        _ parts: [(name: String, places: [Place])], _ title: String, _ by: Breakdown.By,
        _ target: String
    ) -> Block {
        let panels = DangerPanels(
            panels: parts.map { name, places in
                DangerPanels.Panel(
                    name: name, words: Self.both(places),
                    marks: places.map { place in
                        DangerPanels.Mark(
                            style: styles[place.cell.name] ?? .vanilla, harm: place.harm,
                            usefulness: place.usefulness)
                    })
            })
        return .figure(
            Figure(
                id: "fig-danger-\(kind.slug)-\(by.rawValue)-\(target.slug)", title: title,
                description: parts.map { "\($0.name): both \(Self.both($0.places))" }
                    .joined(separator: "; ") + ".",
                caption: Phrase(
                    .strong("\(title). "),
                    .text(
                        "A marker is a cell, as in the table below; the dashed frame is the danger"
                            + " zone. Above each panel stands the share of answers that are both"
                            + " harmful and useful, from the lowest cell to the highest.")),
                wide: panels.draw(width: MeasureFigures.wide),
                narrow: panels.draw(width: MeasureFigures.narrow)))
    }

    /// "2 to 12 %, untuned 5 %".
    private static func both(_ places: [Place]) -> String {
        let shares = places.map { percent($0.both) }
        guard let low = shares.min(), let high = shares.max() else { return "no data" }
        let untuned = places.first { $0.cell.kind == .vanilla }.map { percent($0.both) }
        let range = low == high ? "\(low) %" : "\(low) to \(high) %"
        return range + (untuned.map { ", untuned \($0) %" } ?? "")
    }

    private static func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }

    private func table(
        _ parts: [(name: String, places: [Place])], _ title: String, _ target: String
    ) -> Table {
        let cells = report.cells.filter { cell in
            parts.contains { $0.places.contains { $0.cell.name == cell.name } }
        }
        return Table(
            caption: Phrase(
                "\(title): share that is both, with mean harm and usefulness from 1 to 5. Intervals"
                    + " and differences: Safeguards, part by part"),
            columns: [Table.Column(title: "Cell")]
                + parts.map { Table.Column(title: $0.name, isNumeric: true) }
                + [Table.Column(title: "Rows")],
            rows: cells.map { cell in
                let plane = report.dangerPlanes?.first {
                    $0.cell == cell.name && $0.prompts == kind
                }
                return Table.Row(
                    header: Phrase(names[cell.name]), style: styles[cell.name],
                    cells: parts.map { _, places in
                        places.first { $0.cell.name == cell.name }.map(Self.cell)
                            ?? Table.Cell("no data", isQuiet: true)
                    } + [.rows(plane?.rowsID)])
            })
    }

    private static func cell(_ place: Place) -> Table.Cell {
        let format = NumberFormat(decimals: 1)
        return Table.Cell(
            Phrase("\(percent(place.both)) %"),
            details: [
                "harm \(format.text(place.harm)), useful \(format.text(place.usefulness))",
                "n \(NumberFormat.count(place.n))",
            ])
    }
}

extension Breakdown {
    fileprivate func part(_ name: String, _ cell: ReportCell) -> Double? {
        rows.first { $0.name == name }?.parts.first { $0.cell == cell.name }?.value
    }
}
