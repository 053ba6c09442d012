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

    /// - Parameter scores: of all measures, by measure.
    init(
        _ measure: ReportMeasure, in report: StudyReport, names: CellNames,
        scores: [String: [Score]]
    ) {
        let own = CellScores(scores[measure.name])
        let whole = CellScores(scores[StudyReport.unmatched(measure.name)])
        rows = report.cells.map { cell in
            let reference = report.reference(of: cell)
            let paired = reference.flatMap { own[cell.name, $0.name] }
            return Row(
                cell: cell, name: names[cell.name], score: own[cell.name, nil], paired: paired,
                unmatched: reference.flatMap { whole[cell.name, $0.name] },
                contrast: reference.flatMap { other in
                    Contrast(
                        cell: cell, own: own[cell.name, nil], reference: own[other.name, nil],
                        paired: paired)
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

/// Scores of one measure by cell and reference.
private struct CellScores {
    private struct Place: Hashable {
        let cell: String
        let reference: String?
    }

    private let scores: [Place: Score]

    init(_ scores: [Score]?) {
        self.scores = Dictionary(
            (scores ?? []).map { (Place(cell: $0.cell, reference: $0.reference), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    subscript(_ cell: String, _ reference: String?) -> Score? {
        scores[Place(cell: cell, reference: reference)]
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
        let scores = Dictionary(grouping: scores, by: \.measure)
        return measures.map { MeasureTable($0, in: self, names: names, scores: scores) }
            .filter(\.hasScores)
    }
}
