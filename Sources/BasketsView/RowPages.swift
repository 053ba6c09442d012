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
}
