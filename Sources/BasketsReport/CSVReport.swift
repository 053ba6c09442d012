// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

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
        let measure = report.measure(of: score)
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

    private static let claimColumns = [
        "claim", "family", "text", "measure", "direction", "margin", "origin", "target", "first",
        "second", "estimate", "unit", "interval_lower", "interval_upper", "interval_level",
        "interval_method", "p", "p_adjusted", "seeds", "questions", "smallest_difference", "judge",
        "verdict", "of_these_adapters", "reason", "settles", "unmatched_estimate",
    ]

    /// All claims as a table of its own, one row a claim, target and pair of conditions.
    package static func claims(_ report: StudyReport) -> String {
        let rows = report.claims.map { row in
            [
                field(row.claim.id), field(row.claim.family), field(row.claim.text),
                field(row.claim.measure), field(row.claim.direction.rawValue),
                number(row.claim.margin), field(row.claim.origin), field(row.target),
                field(row.first), field(row.second), number(row.estimate), field(row.unit),
                number(row.interval?.lower), number(row.interval?.upper),
                number(row.interval?.level), field(row.interval?.method),
                number(row.probability), number(row.adjusted),
                field(row.seeds.map(String.init)), field(row.questions.map(String.init)),
                number(row.smallestDifference), field(row.judge), field(row.verdict.rawValue),
                field(row.conditional?.rawValue), field(row.reason), field(row.settles),
                number(row.unmatched),
            ]
        }
        return ([claimColumns.map(field)] + rows).map { $0.joined(separator: ",") + "\r\n" }
            .joined()
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
