// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// One measure: what it means, its figures, its table, its method.
enum MeasureSection {
    static func make(_ table: MeasureTable, _ report: StudyReport) -> Section {
        let measure = table.measure
        var blocks: [Block] = [
            .paragraph(Phrase(measure.meaning)),
            .paragraph(
                Phrase(
                    .strong("Lower: "), .text("\(measure.lower). "), .strong("Higher: "),
                    .text("\(measure.higher).")),
            ),
        ]
        blocks += MeasureFigures.dots(table, report)
        blocks += [scores(table, report)]
        blocks += MeasureFigures.distributions(table, report)
        blocks += agreement(measure, report) + [.note(Phrase(method(table)))]
        return Section(id: measure.sectionID, title: measure.title, blocks: blocks)
    }

    /// The same without figures, folded away.
    static func folded(_ table: MeasureTable, _ report: StudyReport) -> Section {
        Section(
            id: table.measure.sectionID, title: table.measure.title,
            blocks: [
                .paragraph(Phrase(table.measure.meaning)), scores(table, report),
            ] + agreement(table.measure, report) + [.note(Phrase(method(table)))], isFolded: true)
    }

    /// How far judges agree on what a judged number is made of.
    private static func agreement(_ measure: ReportMeasure, _ report: StudyReport) -> [Block] {
        let asked = measure.judgedBy ?? []
        let names = CellNames(report.cells)
        return (report.panel?.agreements ?? []).filter { asked.contains($0.rubric) }.map {
            .note(Phrase("Agreement of the study's judges on \($0.rubric): \($0.words(names))."))
        }
    }

    private static func scores(_ table: MeasureTable, _ report: StudyReport) -> Block {
        let hasIDs = table.rows.contains { $0.score.map { report.rowsID(of: $0) != nil } ?? false }
        let styles = SeriesStyle.byCell(report.cells)
        var columns = [
            Table.Column(title: "Cell"),
            Table.Column(title: table.measure.unit, isNumeric: true),
            Table.Column(title: "Interval", isNumeric: true),
            Table.Column(title: "n", isNumeric: true),
            Table.Column(title: "Difference to untuned", isNumeric: true),
            Table.Column(title: "Smallest that shows", isNumeric: true),
            Table.Column(title: "Reading"),
        ]
        if hasIDs { columns.append(Table.Column(title: "Rows")) }
        let hasPairing = pairing(table) == nil
        let rows = table.rows.map { row in
            var cells = own(row, table) + difference(row, table, hasPairing: hasPairing)
            if hasIDs {
                let id = row.score.flatMap { report.rowsID(of: $0) }
                cells.append(.rows(id))
            }
            return Table.Row(
                header: Phrase(row.name), style: styles[row.cell.name], cells: cells)
        }
        return .table(
            Table(
                caption: Phrase("\(table.measure.title): scores and differences"),
                columns: columns, rows: rows))
    }

    /// Value, interval, n.
    private static func own(_ row: MeasureTable.Row, _ table: MeasureTable) -> [Table.Cell] {
        let noData = Table.Cell("no data", isQuiet: true)
        guard let score = row.score else { return [noData, .none, .none] }
        let n = Table.Cell(Phrase(NumberFormat.count(score.n)))
        guard let value = score.value else { return [noData, .none, n] }
        let interval = score.interval.map {
            Table.Cell("\(table.format.text($0.lower)) to \(table.format.text($0.upper))")
        }
        return [Table.Cell(Phrase(table.format.text(value))), interval ?? .none, n]
    }

    /// Difference, smallest difference, reading.
    ///
    /// - Parameter hasPairing: whether the cell says how the two are paired, and on how many rows.
    private static func difference(
        _ row: MeasureTable.Row, _ table: MeasureTable, hasPairing: Bool
    ) -> [Table.Cell] {
        let format = table.format
        guard let contrast = row.contrast else {
            let smallest = row.score?.smallestDifference.map {
                Table.Cell(Phrase(format.text($0)))
            }
            return [.none, smallest ?? .none, Table.Cell(Phrase(whyNone(row)), isQuiet: true)]
        }
        var details: [String] = []
        if let interval = contrast.interval {
            details.append(
                "\(format.signed(interval.lower)) to \(format.signed(interval.upper))")
        }
        if hasPairing { details.append(Self.pairing(contrast)) }
        if let whole = row.unmatched?.value { details.append("unmatched \(format.signed(whole))") }
        let reading = contrast.reading
        return [
            Table.Cell(Phrase(format.signed(contrast.difference)), details: details),
            contrast.smallestDifference.map { Table.Cell(Phrase(format.text($0))) } ?? .none,
            Table.Cell(
                Phrase("\(reading.sign) \(reading.brief)"),
                isQuiet: ![.higher, .lower].contains(reading)),
        ]
    }

    private static func pairing(_ contrast: Contrast) -> String {
        (contrast.isPaired ? "paired, n " : "unpaired, n ") + NumberFormat.count(contrast.n)
    }

    /// How all differences are paired, where it is the same for all.
    private static func pairing(_ table: MeasureTable) -> String? {
        let all = Set(table.rows.compactMap(\.contrast).map(pairing))
        return all.count == 1 ? all.first : nil
    }

    /// Why there is no difference, or no number at all.
    private static func whyNone(_ row: MeasureTable.Row) -> String {
        guard let score = row.score else { return "not measured" }
        if score.value == nil { return score.note ?? "no reason was stored" }
        guard let reference = row.reference else {
            return row.cell.kind == .vanilla
                ? "the others' reference" : "nothing to compare"
        }
        return "no data for \(reference.label)"
    }

    /// What the numbers are made with, and what was noted beside them.
    private static func method(_ table: MeasureTable) -> String {
        let measure = table.measure
        let scores = table.rows.flatMap { [$0.score, $0.paired] }.compactMap { $0 }
        let intervals = scores.compactMap(\.interval).map {
            "\(NumberFormat(decimals: 0).text($0.level * 100)) %, \($0.method)"
        }
        let versions = Set(scores.map(\.version)).sorted()
        var out = "Method \(measure.name), version \(Words.list(versions))"
        out += versions.count > 1 ? ", which cannot be compared with each other." : "."
        out += " n counts \(measure.items)."
        if let words = pairing(table) { out += " Differences to untuned: \(words)." }
        let kinds = Set(intervals).sorted()
        if !kinds.isEmpty { out += " Intervals: \(kinds.joined(separator: "; "))." }
        let notes = notes(table)
        if !notes.isEmpty { out += " Notes: \(notes.joined(separator: "; "))." }
        return out
    }
}

extension MeasureSection {
    /// What was noted beside numbers, each once, with the cells that it is about unless it is all.
    private static func notes(_ table: MeasureTable) -> [String] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for row in table.rows {
            for score in [row.score, row.paired] {
                guard let score, score.value != nil, let note = score.note else { continue }
                let words = note.hasSuffix(".") ? String(note.dropLast()) : note
                if names[words] == nil { order.append(words) }
                if names[words]?.last != row.name { names[words, default: []].append(row.name) }
            }
        }
        let valued = table.rows.count { $0.score?.value != nil }
        return order.map { words in
            let mine = names[words] ?? []
            return mine.count == valued ? words : "\(words) (\(Words.list(mine)))"
        }
    }
}

extension Table.Cell {
    /// Nothing is to be said here: a dash, not an empty box.
    static var none: Table.Cell { Table.Cell("–", isQuiet: true) }

    /// Identifiers that `baskets rows` takes.
    static func rows(_ ids: String?...) -> Table.Cell { rows(ids) }

    static func rows(_ ids: [String?]) -> Table.Cell {
        let known = ids.compactMap { $0 }
        guard let first = known.first else { return .none }
        return Table.Cell(
            known.dropFirst().reduce(Phrase(.code(first))) { $0 + Phrase(.text(" "), .code($1)) })
    }
}

extension Phrase {
    /// An identifier that `baskets rows` takes, behind what it belongs to, where a table is wide already.
    static func rows(_ id: String?) -> Phrase {
        id.map { Phrase(.text(" "), .code($0)) } ?? Phrase(runs: [])
    }
}

extension StudyReport {
    func rowsID(of score: Score) -> String? { rowsIDs[Self.rowsKey(of: score)] }

    /// Of a cell's own score, or of its difference from a reference.
    func rowsID(_ measure: String, _ cell: String, less reference: String? = nil) -> String? {
        rowsIDs[Self.rowsKey(measure, cell, reference)]
    }
}
