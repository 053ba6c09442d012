// SPDX-License-Identifier: Apache-2.0

/// The report as one HTML file that fetches nothing and runs no script.
package enum HTMLReport {
    /// The whole file. The same report gives the same bytes.
    package static func text(_ report: StudyReport) -> String {
        page(ReportSections.document(report))
    }

    /// Scripts, fonts, pictures and forms from anywhere are refused by the page itself.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
        + " form-action 'none'"

    /// Bytes that a page stays below, so that it can be sent around and opens at once.
    private static let largest = 5_000_000

    /// The page; where it would be too large, without what is folded away.
    static func page(_ document: Document) -> String {
        let whole = file(document)
        return whole.utf8.count < largest ? whole : file(document.unfolded)
    }

    private static func file(_ document: Document) -> String {
        let title = document.title.visibleLine.htmlEscaped
        let links = document.sections.map {
            "<li><a href=\"#\($0.id)\">\($0.title.htmlEscaped)</a></li>"
        }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <link rel="icon" href="data:,">
            <style>
            \(StyleSheet.text)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            <header>
            <h1>\(heading(document.title))</h1>
            <p class="subtitle">\(document.subtitle.visibleLine.htmlEscaped)</p>
            \(document.sections.contains(where: hasFolded) ? unprinted : "")</header>
            <nav aria-label="Contents"><ol>
            \(links.joined(separator: "\n"))
            </ol></nav>
            <main id="main">
            \(document.sections.map { section($0, level: 2) }.joined())</main>
            </body>
            </html>

            """
    }

    /// What is folded away on the page stays so on paper, where it would be most of the sheets.
    private static let unprinted = """
        <p class="note printed">Tables that are folded away on the page are not printed, but where they
        were opened before: they stand in report.json, and in the viewer (baskets view).</p>

        """

    private static func hasFolded(_ section: Section) -> Bool {
        section.isFolded || section.sections.contains(where: hasFolded)
    }

    /// Names with hyphens, such as models', stay in one line; a very long one may break.
    private static func heading(_ title: String) -> String {
        title.visibleLine.split(separator: " ").map { word in
            let text = String(word).htmlEscaped
            return word.contains("-") && word.count <= 24
                ? "<span class=\"whole\">\(text)</span>" : text
        }.joined(separator: " ")
    }

    private static func section(_ section: Section, level: Int) -> String {
        let head = "<h\(level) id=\"\(section.id)-h\">\(section.title.htmlEscaped)</h\(level)>"
        let body =
            section.blocks.map(HTMLBlocks.html).joined()
            + section.sections.map { self.section($0, level: level + 1) }.joined()
        // A named section is a landmark: the parts of the report are, a hundred measures are not.
        let label = level == 2 ? " aria-labelledby=\"\(section.id)-h\"" : ""
        guard section.isFolded else {
            return "<section id=\"\(section.id)\"\(label)>\n\(head)\n\(body)</section>\n"
        }
        // A link to what is inside opens it.
        return "<section\(label)>\n<details><summary>\(head)</summary>\n"
            + "<div class=\"folded\" id=\"\(section.id)\">\n\(body)</div></details>\n</section>\n"
    }
}
