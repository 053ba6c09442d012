// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The scores of one measure, cell by cell, with the contrast of each to its vanilla cell.
struct MeasureTable {
    struct Row {
        let cell: ReportCell
        let name: String
        let score: Score?
        let paired: Score?
        /// The difference of whole answers, where `paired` is of answers cut to equal lengths.
        let unmatched: Score?
        let contrast: Contrast?
        /// The cell it is read against: the vanilla cell of the same target, nil for itself.
        let reference: ReportCell?
    }

    let measure: ReportMeasure
    let rows: [Row]
    /// Decimals of the values, and of their differences.
    let format: NumberFormat

    init(_ measure: ReportMeasure, in report: StudyReport, names: CellNames) {
        let scores = report.scores.filter { $0.measure == measure.name }
        let own = { (cell: String) in scores.first { $0.cell == cell && $0.reference == nil } }
        rows = report.cells.map { cell in
            let reference = report.reference(of: cell)
            let paired = reference.flatMap { other in
                scores.first { $0.cell == cell.name && $0.reference == other.name }
            }
            let unmatched = reference.flatMap { other in
                report.scores.first {
                    $0.measure == StudyReport.unmatched(measure.name) && $0.cell == cell.name
                        && $0.reference == other.name
                }
            }
            return Row(
                cell: cell, name: names[cell.name], score: own(cell.name), paired: paired,
                unmatched: unmatched,
                contrast: reference.flatMap { other in
                    Contrast(
                        cell: cell, own: own(cell.name), reference: own(other.name), paired: paired)
                }, reference: reference)
        }
        self.measure = measure
        let values = rows.compactMap { $0.score?.value ?? $0.paired?.value }
        let precisions = rows.flatMap { [$0.score, $0.paired] }.compactMap { $0?.precision }
        format = NumberFormat(values: values, precisions: precisions)
    }

    /// Whether any cell has a value.
    var hasValues: Bool {
        rows.contains { $0.score?.value != nil }
    }

    var hasScores: Bool {
        rows.contains { $0.score != nil || $0.paired != nil }
    }
}

extension Score {
    /// The finest of what is known about the precision: half the interval, smallest difference.
    fileprivate var precision: Double? {
        let half = interval.map { ($0.upper - $0.lower) / 2 }
        return [half, smallestDifference].compactMap { $0 }.filter { $0 > 0 }.min()
    }
}

extension StudyReport {
    /// The vanilla cell of the same target; nil for that cell itself and where there is none.
    func reference(of cell: ReportCell) -> ReportCell? {
        guard cell.kind != .vanilla else { return nil }
        return cells.first { $0.kind == .vanilla && $0.target == cell.target }
    }

    /// Each measure that has a score, in order.
    func measureTables() -> [MeasureTable] {
        let names = CellNames(cells)
        return measures.map { MeasureTable($0, in: self, names: names) }.filter(\.hasScores)
    }
}
