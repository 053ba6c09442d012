// SPDX-License-Identifier: Apache-2.0

/// Blocks of the document as HTML.
enum HTMLBlocks {
    static func html(_ block: Block) -> String {
        switch block {
        case .paragraph(let phrase): "<p>\(html(phrase))</p>\n"
        case .lead(let phrase): "<p class=\"lead\">\(html(phrase))</p>\n"
        case .note(let phrase): "<p class=\"note\">\(html(phrase))</p>\n"
        case .list(let items):
            "<ul>\n" + items.map { "<li>\(html($0))</li>\n" }.joined() + "</ul>\n"
        case .facts(let facts):
            "<dl>\n"
                + facts.map { "<dt>\($0.term.htmlEscaped)</dt><dd>\(html($0.words))</dd>\n" }
                .joined() + "</dl>\n"
        case .table(let table): html(table)
        case .figure(let figure): html(figure)
        case .answers(let example): html(example)
        }
    }

    static func html(_ phrase: Phrase) -> String {
        phrase.runs.map { run in
            switch run {
            case .text(let text): text.htmlEscaped
            case .strong(let text): "<strong>\(text.htmlEscaped)</strong>"
            case .quiet(let text): "<span class=\"quiet\">\(text.htmlEscaped)</span>"
            case .code(let text): "<code>\(text.htmlEscaped)</code>"
            case .link(let text, let section): "<a href=\"#\(section)\">\(text.htmlEscaped)</a>"
            }
        }.joined()
    }

    /// A table, and where it is too wide for paper the parts that print shows in its place.
    private static func html(_ table: Table) -> String {
        let parts = table.printedParts
        guard !parts.isEmpty else { return html(table, in: "scroll") }
        return html(table, in: "scroll unprinted")
            + parts.map { html($0, in: "scroll printed") }.joined()
    }

    /// A table in a box that scrolls by itself and can be reached with the keyboard.
    private static func html(_ table: Table, in kind: String) -> String {
        let head = table.columns.dropFirst(table.hasSentences ? 1 : 0).map { column in
            let kind = column.isNumeric ? " class=\"num\"" : ""
            return "<th scope=\"col\"\(kind)>\(column.title.htmlEscaped)</th>"
        }
        let label = table.caption.plain.htmlEscaped
        let kinds =
            (table.hasSentences ? ["sentences"] : []) + (table.isStacked ? ["stacked"] : [])
        return """
            <div class="\(kind)" role="group" tabindex="0" aria-label="\(label)">
            <table\(kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\"")>
            <caption><span>\(html(table.caption))</span></caption>
            <thead><tr>\(head.joined())</tr></thead>
            \(body(table))</table>
            </div>

            """
    }

    /// A row with a sentence is a group: the sentence over all columns, its cells below.
    private static func body(_ table: Table) -> String {
        guard table.hasSentences else {
            return "<tbody>\n\(table.rows.map { html($0, table) }.joined())</tbody>\n"
        }
        return table.rows.map { row in
            let head =
                "<th scope=\"rowgroup\" colspan=\"\(table.columns.count - 1)\">"
                + "\(row.style.map(key) ?? "")\(html(row.header))</th>"
            return "<tbody>\n<tr>\(head)</tr>\n<tr>\(cells(row, table))</tr>\n</tbody>\n"
        }.joined()
    }

    private static func html(_ row: Table.Row, _ table: Table) -> String {
        let key = row.style.map(key) ?? ""
        return "<tr><th scope=\"row\">\(key)\(html(row.header))</th>\(cells(row, table))</tr>\n"
    }

    private static func cells(_ row: Table.Row, _ table: Table) -> String {
        zip(table.columns.dropFirst(), row.cells).map { column, cell in
            let names = (column.isNumeric ? ["num"] : []) + (cell.isQuiet ? ["weak"] : [])
            var kind = names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
            if table.isStacked { kind += " data-column=\"\(column.title.htmlEscaped)\"" }
            let details = cell.details.map { "<small>\($0.htmlEscaped)</small>" }.joined()
            return "<td\(kind)>\(html(cell.text))\(details)</td>"
        }.joined()
    }

    /// The cell's marker as in the figures; its name stands beside it.
    private static func key(_ style: SeriesStyle) -> String {
        let kind = style.isFilled ? "mark" : "mark open"
        return "<svg class=\"key\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">"
            + "<path class=\"\(kind) k\(style.colour)\" d=\"\(style.outline(0, 0, size: 5.5))\"/></svg>"
    }

    private static func html(_ figure: Figure) -> String {
        let drawings = [("wide", figure.wide), ("narrow", figure.narrow)].map { name, drawing in
            drawing.rendered(
                id: "\(figure.id)-\(name)", className: name, title: figure.title,
                description: figure.description)
        }
        return "<figure id=\"\(figure.id)\">\n\(drawings.joined())"
            + "<figcaption>\(html(figure.caption))</figcaption>\n</figure>\n"
    }

    private static func html(_ example: AnswerExample) -> String {
        let replies = example.replies.map { reply in
            let text =
                reply.text.map { "<p class=\"text\" dir=\"auto\">\($0.htmlEscaped)</p>" }
                ?? "<p class=\"text weak\">no answer</p>"
            let note = reply.note.map { "<p class=\"note\">\($0.htmlEscaped)</p>" } ?? ""
            return "<div><p class=\"writer\">\(reply.writer.htmlEscaped)</p>\(text)\(note)</div>\n"
        }
        return """
            <div class="example">
            <p class="prompt" dir="auto">\(example.prompt.htmlEscaped)</p>
            <div class="answers">
            \(replies.joined())</div>
            </div>

            """
    }
}

extension Phrase {
    /// The words alone.
    var plain: String {
        runs.map { run in
            switch run {
            case .text(let text), .strong(let text), .quiet(let text), .code(let text): text
            case .link(let text, section: _): text
            }
        }.joined()
    }
}
