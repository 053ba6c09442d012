// SPDX-License-Identifier: Apache-2.0
import BasketsReport
import BasketsStore

extension ViewSite {
    private static let rowsOnAPage = 200
    private static let mostWords = 600

    /// A row and the rows behind it, as `baskets rows` prints them.
    func rows(_ id: String, _ query: [String: String]) throws -> ViewReply {
        let all = try browser.rows(for: id, orOf: rowGroup)
        let start = max(0, query["from"].flatMap { Int($0) } ?? 0)
        let rows = all.dropFirst(start).prefix(Self.rowsOnAPage)
        let items = rows.map { row in
            let columns = row.columns.map { column in
                "<dt>\(column.name.htmlEscaped)</dt><dd><code>"
                    + "\(String(column.value.prefix(Self.mostWords)).htmlEscaped)</code></dd>\n"
            }
            let link =
                ["question", "answer", "prompt"].contains(row.table)
                ? Self.link(row) : "<code>\(row.key.htmlEscaped)</code>"
            return "<details><summary>\(row.table.htmlEscaped) \(link)</summary>"
                + "<dl>\(columns.joined())</dl></details>\n"
        }
        let end = start + rows.count
        let next =
            end < all.count
            ? "<p><a id=\"next\" rel=\"next\" href=\"/rows/\(id.htmlEscaped)?from=\(end)\">"
                + "Next rows</a></p>\n" : ""
        let note = "<p class=\"note\">Rows \(start + 1) to \(end) of \(all.count).</p>\n"
        return try page("Rows behind \(id)", note + items.joined() + next)
    }

    private static func link(_ row: StoredRow) -> String {
        let key = row.key.htmlEscaped
        return "<a href=\"/\(row.table)s/\(key)\"><code>\(key)</code></a>"
    }

    /// Two answers, what is in one of them alone marked by lines as well as by colour.
    func compare(_ query: [String: String]) throws -> ViewReply {
        guard let first = try query["first"].flatMap(browser.answer),
            let second = try query["second"].flatMap(browser.answer)
        else { return ViewReply(404, .text, "Name two answers.\n") }
        let parts = WordDifference(first.head, second.head).parts.map { part in
            switch part {
            case .same(let word): word.htmlEscaped
            case .removed(let word): "<del>\(word.htmlEscaped)</del>"
            case .added(let word): "<ins>\(word.htmlEscaped)</ins>"
            }
        }
        let cut =
            first.isCut || second.isCut
            ? "<p class=\"note\">The first \(StoreBrowser.headLength) characters of each.</p>\n"
            : ""
        let body = """
            <p><del>Struck through: \(first.name.htmlEscaped) alone.</del> \
            <ins>Underlined: \(second.name.htmlEscaped) alone.</ins></p>
            \(cut)<p class="text" id="difference" dir="auto">\(parts.joined())</p>
            <p><a href="/questions/\(first.question.htmlEscaped)">Back to the question</a></p>

            """
        return try page("Differences", body)
    }
}
