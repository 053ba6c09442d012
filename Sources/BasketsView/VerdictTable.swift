// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import Foundation

extension ViewSite {
    /// What judges said, each with the rubric that they were told and how likely they found each
    /// allowed answer.
    ///
    /// - Parameter writers: names by key of the answers.
    static func verdictTable(_ verdicts: [VerdictRow], writers: [String: String]) -> String {
        guard !verdicts.isEmpty else { return "" }
        let rows = verdicts.map { row in
            let rubric =
                "<a href=\"/rubrics#\(anchor(row.rubric))\">\(row.rubric.htmlEscaped)</a>"
            let cells =
                [rubric]
                + [
                    writers[row.first] ?? row.first, row.second.map { writers[$0] ?? $0 } ?? "",
                    row.outcome.rawValue, row.rating.map { String(format: "%.3f", $0) } ?? "none",
                    probabilities(row), row.mass.map { String(format: "%.3f", $0) } ?? "not known",
                    row.reading,
                ].map(\.htmlEscaped)
            return "<tr><th scope=\"row\">\(row.judge.htmlEscaped)</th>"
                + cells.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
        }
        let head = [
            "Judge", "Rubric", "First", "Second", "Outcome", "Rating or P(first)",
            "Probability of each answer", "Their sum", "Read from",
        ].map { "<th scope=\"col\">\($0)</th>" }
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="Verdicts"><table id="verdicts">
            <caption><span>What judges said</span></caption><thead><tr>\(head.joined())</tr></thead>
            <tbody>\(rows.joined())</tbody></table></div>

            """
    }

    /// "1: 0.700, 2: 0.100"; in runs of an earlier version they were not kept.
    private static func probabilities(_ row: VerdictRow) -> String {
        guard let found = row.probabilities else { return "not known" }
        return found.sorted { $0.key < $1.key }.map {
            "\($0.key): \(String(format: "%.3f", $0.value))"
        }.joined(separator: ", ")
    }

    /// A rubric's place on the page of rubrics: its name and version.
    static func anchor(_ rubric: String) -> String {
        String(rubric.map { $0.isLetter || $0.isNumber ? $0 : "-" }).htmlEscaped
    }
}
