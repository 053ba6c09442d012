// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// All scores as one table of comma-separated values (RFC 4180), one row a score.
package enum CSVReport {
    private static let columns = [
        "measure", "title", "version", "cell", "condition", "kind", "target", "training_seed",
        "reference", "value", "unit", "n", "interval_lower", "interval_upper", "interval_level",
        "interval_method", "smallest_difference", "too_small_to_tell", "rows", "note",
    ]

    /// The whole file, numbers in full precision. No data is an empty field, never 0.
    package static func text(_ report: StudyReport) -> String {
        let rows = report.scores.map { row($0, report) }
        return ([columns.map(field)] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func row(_ score: Score, _ report: StudyReport) -> [String] {
        let cell = report.cells.first { $0.name == score.cell }
        let measure = report.measures.first { $0.name == score.measure }
        let tooSmall = score.isTooSmallToTell.map { $0 ? "yes" : "no" }
        return [
            field(score.measure), field(measure?.title), field(score.version), field(score.cell),
            field(cell?.label), field(cell?.kind.rawValue), field(cell?.target),
            field(cell?.trainingSeed.map(String.init)), field(score.reference),
            number(score.value), field(score.unit), String(score.n),
            number(score.interval?.lower), number(score.interval?.upper),
            number(score.interval?.level), field(score.interval?.method),
            number(score.smallestDifference), field(tooSmall),
            field(report.rowsID(of: score)), field(score.note),
        ]
    }

    private static func number(_ value: Double?) -> String {
        value.map { "\($0)" } ?? ""
    }

    /// Text that no spreadsheet takes for a formula, quoted where needed.
    static func field(_ text: String?) -> String {
        guard let text else { return "" }
        let visible = text.visible
        let isFormula = visible.first { $0 != " " }.map { "=+-@\t\n＝＋－＠".contains($0) } ?? false
        let safe = (isFormula ? "'" : "") + visible
        let needsQuotes = safe.contains { ",\"\n;".contains($0) } || safe.hasPrefix(" ")
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }
}

extension Score {
    /// For a difference whose precision is known: whether so few rows can show it.
    fileprivate var isTooSmallToTell: Bool? {
        guard reference != nil, let value, let smallestDifference else { return nil }
        return abs(value) < smallestDifference
    }
}
