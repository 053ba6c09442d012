// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What one measure shows about one target, in plain sentences.
struct Finding {
    /// The measure's title and its scale in words: "lower: closer to how people write".
    let title: String
    let scale: String
    let sentences: [String]

    init?(_ table: MeasureTable, target: String, isOnlyTarget: Bool) {
        let rows = table.rows.filter { $0.cell.target == target }
        let known = rows.compactMap { row in row.score?.value.map { (row: row, value: $0) } }
            .filter { $0.value.isFinite }
        guard let low = known.min(by: { $0.value < $1.value }),
            let high = known.max(by: { $0.value < $1.value })
        else { return nil }
        title = table.measure.title + (isOnlyTarget ? "" : ", \(target)")
        scale = "lower: \(table.measure.lower); higher: \(table.measure.higher)"
        var sentences: [String] = []
        if known.count > 1 {
            sentences.append(
                "It runs from \(table.format.text(low.value)) (\(low.row.name))"
                    + " to \(table.format.text(high.value)) (\(high.row.name)).")
        }
        sentences += Self.contrasts(rows, table)
        let missing = rows.filter { $0.score?.value == nil }.map(\.name)
        if !missing.isEmpty {
            sentences.append("No data for \(Words.list(missing)).")
        }
        self.sentences = sentences
    }

    /// One sentence for each outcome against vanilla.
    private static func contrasts(_ rows: [MeasureTable.Row], _ table: MeasureTable) -> [String] {
        guard let reference = rows.first(where: { $0.cell.kind == .vanilla }),
            let value = reference.score?.value
        else { return [] }
        func named(_ readings: Contrast.Reading...) -> [MeasureTable.Row] {
            rows.filter { row in row.contrast.map { readings.contains($0.reading) } ?? false }
        }
        let (higher, lower) = (named(.higher), named(.lower))
        var out: [String] = []
        let clear = [(lower, "lower"), (higher, "higher")].filter { !$0.0.isEmpty }
            .map { "\(Words.list($0.0.map(\.name))) \($0.0.count == 1 ? "is" : "are") \($0.1)" }
        if !clear.isEmpty {
            out.append(
                "Against \(reference.name) (\(table.format.text(value))),"
                    + " \(clear.joined(separator: ", and ")),"
                    + " by more than \(rowsWords(higher + lower, table)) can hide.")
        }
        let unsure = named(.tooSmall, .intervalHoldsZero)
        if !unsure.isEmpty {
            let subject = unsure.count > 1 && clear.isEmpty ? "No difference" : "The difference"
            let of = "between \(reference.name) and \(Words.list(unsure.map(\.name), last: "or"))"
            out.append(
                subject == "No difference"
                    ? "\(subject) \(of) is large enough to tell with \(rowsWords(unsure, table))."
                    : "\(subject) \(of) is too small to tell with \(rowsWords(unsure, table)).")
        }
        return out
    }

    /// "12 held-out texts", or a range where the rows rest on different numbers.
    private static func rowsWords(_ rows: [MeasureTable.Row], _ table: MeasureTable) -> String {
        let counts = rows.compactMap { $0.contrast?.n }
        guard let least = counts.min(), let most = counts.max() else { return table.measure.items }
        if least == most { return Words.counted(least, table.measure.items) }
        return "\(NumberFormat.count(least)) to \(Words.counted(most, table.measure.items))"
    }
}
