// SPDX-License-Identifier: Apache-2.0

/// The report as Markdown with GitHub's tables; figures are named, their numbers stand in the tables.
package enum MarkdownReport {
    /// The whole file. The same report gives the same bytes.
    package static func text(_ report: StudyReport) -> String {
        let document = ReportSections.document(report)
        return "# \(document.title.markdownEscaped)\n\n\(document.subtitle.markdownEscaped)\n\n"
            + document.sections.map { section($0, level: 2) }.joined()
    }

    private static func section(_ section: Section, level: Int) -> String {
        String(repeating: "#", count: level) + " \(section.title.markdownEscaped)\n\n"
            + section.blocks.map(markdown).joined()
            + section.sections.map { self.section($0, level: level + 1) }.joined()
    }

    private static func markdown(_ block: Block) -> String {
        switch block {
        case .paragraph(let phrase), .lead(let phrase), .note(let phrase):
            markdown(phrase) + "\n\n"
        case .list(let items): items.map { "- \(markdown($0))\n" }.joined() + "\n"
        case .facts(let facts):
            facts.map { "- **\($0.term.markdownEscaped)**: \(markdown($0.words))\n" }.joined()
                + "\n"
        case .table(let table): markdown(table)
        case .figure(let figure):
            "*Figure in the HTML report:* \(markdown(figure.caption))\n\n"
        case .answers(let example): markdown(example)
        }
    }

    private static func markdown(_ phrase: Phrase) -> String {
        phrase.runs.map { run in
            switch run {
            case .text(let text): spaced(text) { $0 }
            case .strong(let text): spaced(text) { "**\($0)**" }
            case .quiet(let text): " (\(text.markdownEscaped))"
            case .code(let text): fenced(text)
            case .link(let text, section: _): text.markdownEscaped
            }
        }.joined()
    }

    /// Spaces stay outside of the emphasis, where Markdown wants them.
    private static func spaced(_ text: String, _ mark: (String) -> String) -> String {
        let trimmed = text.trimmingPrefix(" ")
        let inner = trimmed.reversed().drop { $0 == " " }.reversed()
        let before = text.hasPrefix(" ") ? " " : ""
        let after = text.hasSuffix(" ") && !inner.isEmpty ? " " : ""
        return before + mark(String(inner).markdownEscaped) + after
    }

    /// Code in as many back ticks as it takes.
    private static func fenced(_ text: String) -> String {
        let line = text.visibleLine.replacing("|", with: "\\|")
        let ticks = String(repeating: "`", count: line.longestRun(of: "`") + 1)
        return ticks.count > 1 ? "\(ticks) \(line) \(ticks)" : "`\(line)`"
    }

    private static func markdown(_ table: Table) -> String {
        let head = table.columns.map(\.title.markdownEscaped).joined(separator: " | ")
        let rule = table.columns.map { $0.isNumeric ? "--:" : ":--" }.joined(separator: " | ")
        let rows = table.rows.map { row in
            let cells = row.cells.map { cell in
                ([markdown(cell.text)] + cell.details.map(\.markdownEscaped))
                    .joined(separator: "<br>")
            }
            return "| " + ([markdown(row.header)] + cells).joined(separator: " | ") + " |\n"
        }
        return "\(markdown(table.caption))\n\n| \(head) |\n| \(rule) |\n\(rows.joined())\n"
    }

    private static func markdown(_ example: AnswerExample) -> String {
        let replies = example.replies.map { reply in
            let note = reply.note.map { " (\($0.markdownEscaped))" } ?? ""
            let text = reply.text.map(block) ?? "no answer\n\n"
            return "*\(reply.writer.markdownEscaped)*\(note)\n\n\(text)"
        }
        return "**Question**\n\n\(block(example.prompt))\(replies.joined())"
    }

    /// Text of a stranger as a block of code: whatever it holds shows as text.
    private static func block(_ text: String) -> String {
        let visible = text.visible
        let fence = String(repeating: "`", count: max(3, visible.longestRun(of: "`") + 1))
        return "\(fence)text\n\(visible)\n\(fence)\n\n"
    }
}

extension String {
    fileprivate func longestRun(of wanted: Character) -> Int {
        var longest = 0
        var current = 0
        for character in self {
            current = character == wanted ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
