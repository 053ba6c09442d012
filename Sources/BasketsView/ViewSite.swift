// SPDX-License-Identifier: Apache-2.0
import BasketsReport
import BasketsStore
import Foundation

/// All that the viewer serves, by the first part of the path; whatever is not in this list is not
/// there. Tests of sealing walk through each.
enum ViewRoute: String, CaseIterable {
    case report, questions, answers, rows, pairs, prompts, rubrics, compare, live
    case style = "style.css"
    case script = "view.js"
}

/// The viewer's pages by path. Knows nothing of sockets.
struct ViewSite: Sendable {
    let browser: StoreBrowser
    let labels: LabelFile
    let report: @Sendable () throws -> String
    /// Keys of the rows behind a number of the report that is made from several scores.
    var rowGroup: @Sendable (String) throws -> [String]? = { _ in nil }
    /// What judges are told, by name.
    let rubrics: [(name: String, text: String)]

    func get(_ path: String, _ query: [String: String]) -> ViewReply {
        let parts = path.split(separator: "/").map(String.init)
        guard let first = parts.first else { return .goTo("/\(ViewRoute.questions.rawValue)") }
        guard let route = ViewRoute(rawValue: first) else { return absent(path) }
        do {
            switch (route, parts.dropFirst().first) {
            case (.report, nil): return try reportPage()
            case (.questions, nil): return try questions(query)
            case (.questions, let key?): return try question(key)
            case (.answers, let key?):
                return try browser.text(of: key).map { ViewReply(200, .text, $0) } ?? absent(key)
            case (.rows, let id?): return try rows(id, query)
            case (.pairs, nil): return try pairs(query)
            case (.pairs, let key?): return try pair(key)
            case (.prompts, nil): return try prompts(query)
            case (.prompts, let key?): return try prompt(key)
            case (.rubrics, nil): return try rubricPage()
            case (.compare, nil): return try compare(query)
            case (.live, nil): return ViewReply(200, .text, try progress())
            case (.style, nil):
                return ViewReply(200, .style, StyleSheet.text + ViewStyle.text)
            case (.script, nil): return ViewReply(200, .script, ViewScript.text)
            default: return absent(path)
            }
        } catch let error as StoreError where error.code == .unknownRow {
            return ViewReply(404, .text, error.description + "\n")
        } catch {
            return ViewReply(500, .text, "\(error)\n")
        }
    }

    /// Takes a label, or a choice between two answers; everything else is only looked at.
    func post(_ path: String, _ form: [String: String]) -> ViewReply {
        do {
            switch path {
            case "/labels": return try label(form)
            case "/choices": return try choose(form)
            default: return absent(path)
            }
        } catch {
            return ViewReply(500, .text, "It was not stored: \(error)\n")
        }
    }

    private func label(_ form: [String: String]) throws -> ViewReply {
        guard let key = form["answer"], let rubric = form["rubric"], let word = form["label"],
            let label = AnswerLabel(answer: key, rubric: rubric, label: word)
        else { return ViewReply(400, .text, "A label needs an answer, a rubric and its word.\n") }
        guard let page = try page(ofAnswer: key) else { return absent(key) }
        try labels.add(label)
        return .goTo("\(page)#a-\(key)")
    }

    /// Where an answer to a question or to a prompt is shown; nil where there is none of this key.
    private func page(ofAnswer key: String) throws -> String? {
        if let answer = try browser.answer(key) { return "/questions/\(answer.question)" }
        return try browser.prompt(ofAnswer: key).map { "/prompts/\($0)" }
    }

    private func absent(_ what: String) -> ViewReply {
        ViewReply(404, .text, "There is no \(what) here.\n")
    }

    func progress() throws -> String {
        try browser.counts().map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    }

    private func rubricPage() throws -> ViewReply {
        let parts = rubrics.map { rubric in
            "<section id=\"\(Self.anchor(rubric.name))\"><h2>\(rubric.name.htmlEscaped)</h2>"
                + "<p class=\"text\">\(rubric.text.htmlEscaped)</p></section>\n"
        }
        return try page("What judges are told", parts.joined())
    }

    /// The report, each id in it a link to its rows.
    private func reportPage() throws -> ViewReply {
        var reply = ViewReply(
            Self.linked(try report()).replacing(
                "<main id=\"main\">",
                with: """
                    <main id="main"><p class="note"><a href="/questions">Every question and answer</a></p>
                    """))
        reply.hasOwnStyle = true
        return reply
    }

    /// The page with each identifier in it as a link. A search by pattern takes seconds for some
    /// million characters.
    private static func linked(_ page: String) -> String {
        let end = "</code>"
        let parts = page.components(separatedBy: "<code>")
        return parts.dropFirst().reduce(into: parts[0]) { text, part in
            let name = part.prefix { $0 != "<" }
            guard isIdentifier(name), part.dropFirst(name.count).hasPrefix(end) else {
                text += "<code>" + part
                return
            }
            text += "<a href=\"/rows/\(name)\"><code>\(name)\(end)</a>"
            text += part.dropFirst(name.count + end.count)
        }
    }

    /// A key of a row, the writer of people's answers, or a stage.
    private static func isIdentifier(_ name: Substring) -> Bool {
        let isHex = name.allSatisfy { $0.isHexDigit && !$0.isUppercase }
        if (8...16).contains(name.count) && isHex { return true }
        let stage = "stage-"
        let rest = name.dropFirst(stage.count)
        let isStage = name.hasPrefix(stage) && !rest.isEmpty && rest.allSatisfy(\.isLetter)
        return name == "human" || isStage
    }

    func page(_ title: String, _ body: String, status: Int = 200) throws -> ViewReply {
        let study = (try browser.studyName() ?? "run").visibleLine.htmlEscaped
        return ViewReply(
            status, .html,
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title.visibleLine.htmlEscaped) – \(study)</title>
            <link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">
            <script src="/view.js" defer></script></head>
            <body><a class="skip" href="#main">Skip to the page</a>
            <header><h1>\(title.visibleLine.htmlEscaped)</h1>
            <p class="subtitle">\(study): <span id="live" role="status">\(try progress())</span></p>
            </header>
            <nav aria-label="Pages"><ol><li><a href="/report">Report</a></li>
            <li><a href="/questions">Questions</a></li><li><a href="/pairs">Pairs</a></li>
            <li><a href="/prompts">Prompts</a></li><li><a href="/rubrics">Rubrics</a></li></ol></nav>
            <main id="main">
            \(body)</main></body></html>

            """)
    }
}

extension ViewReply {
    init(_ html: String) { self.init(200, .html, html) }
}
