// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What one measure shows about one target, in plain sentences.
struct Finding {
    /// The measure's title, with the target where there are several.
    let title: String
    /// On how many rows it rests, and what so many cannot show.
    let footing: String
    let sentences: [String]

    /// Nil where no cell of the target has a number.
    init?(_ table: MeasureTable, target: String, isOnlyTarget: Bool) {
        let rows = table.rows.filter { $0.cell.target == target }
        guard rows.contains(where: { $0.score?.value != nil || $0.contrast != nil }) else {
            return nil
        }
        title = table.measure.title + (isOnlyTarget ? "" : ", \(target)")
        footing = Self.footing(rows, table)
        sentences = Self.sentences(rows, table)
    }

    private static func footing(_ rows: [MeasureTable.Row], _ table: MeasureTable) -> String {
        let counts = rows.compactMap { $0.contrast?.n ?? $0.score?.n }
        guard let least = counts.min(), let most = counts.max() else { return "" }
        let range = least == most ? "" : "\(NumberFormat.count(least)) to "
        var out = "\(range)\(Words.counted(most, table.measure.items))"
        let limits = rows.compactMap { $0.contrast?.smallestDifference }
        if let low = limits.min(), let high = limits.max() {
            let (low, high) = (table.format.text(low), table.format.text(high))
            out += "; differences under \(low == high ? low : "\(low) to \(high)") cannot be told"
        }
        return out
    }

    private static func sentences(_ rows: [MeasureTable.Row], _ table: MeasureTable) -> [String] {
        func having(_ readings: Contrast.Reading...) -> [MeasureTable.Row] {
            rows.filter { row in
                !isCoin(row) && !isBelow(row)
                    && row.contrast.map { readings.contains($0.reading) } ?? false
            }
        }
        // What a judge prefers that cannot judge is nothing to be read.
        func isCoin(_ row: MeasureTable.Row) -> Bool {
            !isBelow(row) && row.score?.note?.contains(Score.noBetterThanACoin) == true
        }
        // Nor is what a judge says that agrees with people too little.
        func isBelow(_ row: MeasureTable.Row) -> Bool {
            row.score?.note?.contains(Score.belowTheBar) == true
        }
        func sentence(_ intro: String, _ named: [MeasureTable.Row]) -> String? {
            guard !named.isEmpty else { return nil }
            return "\(intro): \(members(named, of: rows.count, table))."
        }
        let vanilla = rows.first { $0.cell.kind == .vanilla }.map { withValue($0, table) } ?? ""
        let (lower, higher) = (having(.lower), having(.higher))
        let than = lower.isEmpty ? " than \(vanilla)" : ""
        let from = lower.isEmpty && higher.isEmpty ? " from \(vanilla)" : ""
        let isAlone = rows.allSatisfy { $0.contrast == nil }
        let missing = rows.filter { $0.score?.value == nil && $0.contrast == nil }
        return [
            sentence("Lower than \(vanilla), so \(table.measure.lower)", lower),
            sentence("Higher\(than), so \(table.measure.higher)", higher),
            sentence("Too small to tell\(from)", having(.tooSmall, .intervalHoldsZero)),
            sentence(
                "No reading, since nothing says what so few rows can show",
                having(.unknownPrecision)),
            sentence("No reading, since the basket was not learned", having(.notLearned)),
            isAlone
                ? sentence("Nothing to compare with", rows.filter { $0.score?.value != nil }) : nil,
            sentence(
                "No reading, since they do not tell a text from its own words in disorder",
                rows.filter(isCoin)),
            sentence(
                "No reading, since a judge of them is below the bar", rows.filter(isBelow)),
            sentence("No data", missing),
        ].compactMap { $0 }
    }

    /// All by name where they are few, else how many and between which.
    private static func members(
        _ named: [MeasureTable.Row], of all: Int, _ table: MeasureTable
    ) -> String {
        let sorted = named.sorted { ($0.score?.value ?? 0) < ($1.score?.value ?? 0) }
        guard named.count > 5, let low = sorted.first, let high = sorted.last else {
            return Words.list(named.map { withValue($0, table) })
        }
        return "\(Words.number(named.count)) of \(Words.number(all)) cells, from"
            + " \(withValue(low, table)) to \(withValue(high, table))"
    }

    /// "human at 18.7", in one piece where it is short.
    private static func withValue(_ row: MeasureTable.Row, _ table: MeasureTable) -> String {
        let name = row.name.count > 24 ? row.name : row.name.replacing(" ", with: "\u{A0}")
        return name + (row.score?.value.map { " at \(table.format.text($0))" } ?? "")
    }
}
