// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import Foundation

extension ViewSite {
    private static let pageLength = 20

    /// One page of questions, each with the beginnings of all answers side by side.
    func questions(_ query: [String: String]) throws -> ViewReply {
        var search = QuestionSearch()
        search.category = query["category"]
        search.writer = query["writer"]
        search.finish = query["finish"]
        search.text = query["text"]
        search.after = query["after"] ?? ""
        let found = try browser.questions(search, limit: Self.pageLength + 1)
        let shown = found.prefix(Self.pageLength)
        var body = try form(query)
        body += shown.isEmpty ? "<p id=\"none\">No question matches.</p>\n" : ""
        for question in shown {
            body +=
                "<section class=\"example\"><h2><a href=\"/questions/\(question.id.htmlEscaped)\">"
                + "\(question.instruction.visibleLine.prefix(200).description.htmlEscaped)</a></h2>\n"
                + "<p class=\"note\">\(question.category.htmlEscaped)</p>\n<div class=\"answers\">"
            for answer in try browser.answers(to: question.id)
            where search.writer == nil || search.writer == answer.writer {
                body += Self.short(answer)
            }
            body += "</div></section>\n"
        }
        if found.count > shown.count, let last = shown.last {
            var next = URLComponents()
            next.queryItems =
                query.filter { $0.key != "after" }.sorted { $0.key < $1.key }
                .map { URLQueryItem(name: $0.key, value: $0.value) }
                + [URLQueryItem(name: "after", value: last.id)]
            let address = (next.percentEncodedQuery ?? "").replacing("+", with: "%2B").htmlEscaped
            body +=
                "<p><a id=\"next\" rel=\"next\" href=\"/questions?\(address)\">Next page</a></p>\n"
        }
        return try page("Questions", body)
    }

    private static func short(_ answer: AnswerHead) -> String {
        let text = answer.head.prefix(600)
        let more = text.count < answer.head.count || answer.isCut ? "…" : ""
        return
            "<div><p class=\"writer\" dir=\"auto\">\(answer.name.htmlEscaped)\(note(answer))</p>"
            + "<p class=\"text\" dir=\"auto\">\(String(text).htmlEscaped)\(more)</p></div>\n"
    }

    private static func note(_ answer: AnswerHead) -> String {
        switch answer.finish {
        case "length": return " (cut at the token limit)"
        case "failed": return " (failed: \((answer.failure ?? "").htmlEscaped))"
        default: return ""
        }
    }

    private func form(_ query: [String: String]) throws -> String {
        func choice(_ name: String, _ title: String, _ values: [String]) -> String {
            let options = values.map { value in
                let mark = query[name] == value ? " selected" : ""
                return "<option value=\"\(value.htmlEscaped)\"\(mark)>\(value.htmlEscaped)</option>"
            }
            return "<label>\(title) <select name=\"\(name)\"><option value=\"\">any</option>"
                + "\(options.joined())</select></label>\n"
        }
        let finishes = FinishReason.allCases.map(\.rawValue)
        return """
            <form class="search" role="search" action="/questions" method="get">
            <label>Text <input type="search" name="text" value="\((query["text"] ?? "").htmlEscaped)"></label>
            \(choice("category", "Category", try browser.categories()))\
            \(choice("writer", "Writer", try browser.writers()))\
            \(choice("finish", "Finish", finishes))<button>Show</button></form>

            """
    }

    /// A question with all its answers, what judges said of them, and a place for labels.
    func question(_ key: String) throws -> ViewReply {
        guard let question = try browser.question(key) else {
            return ViewReply(404, .text, "There is no question \(key) here.\n")
        }
        let answers = try browser.answers(to: key)
        let given = labels.labels()
        var body = "<p class=\"prompt\" dir=\"auto\">\(question.instruction.htmlEscaped)</p>\n"
        if let context = question.context {
            body += "<p class=\"text\" dir=\"auto\">\(context.htmlEscaped)</p>\n"
        }
        body +=
            "<p class=\"note\">\(question.category.htmlEscaped), "
            + "<a href=\"/rows/\(key.htmlEscaped)\"><code>\(key.htmlEscaped)</code></a></p>\n"
        body += Self.comparison(answers) + "<div class=\"answers\">\n"
        for answer in answers {
            body += Self.whole(answer, given.filter { $0.answer == answer.key })
        }
        body +=
            "</div>\n"
            + Self.table(
                try browser.verdicts(on: key),
                writers: Dictionary(
                    answers.map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first }))
        return try page("Question", body)
    }

    private static func whole(_ answer: AnswerHead, _ labels: [AnswerLabel]) -> String {
        let key = answer.key.htmlEscaped
        let link =
            answer.isCut
            ? "<p class=\"note\">The first \(StoreBrowser.headLength) of \(answer.length) characters: "
                + "<a href=\"/answers/\(key)\">the whole as plain text</a></p>" : ""
        return """
            <article id="a-\(key)"><h2 class="writer" dir="auto">\(answer.name.htmlEscaped)\(note(answer))</h2>
            <p class="text" dir="auto">\(answer.head.htmlEscaped)</p>\(link)
            <p class="note"><a href="/rows/\(key)"><code>\(key)</code></a></p>
            \(labelPart(answer.key, labels))</article>

            """
    }

    /// What a user said of an answer, and buttons to say more.
    static func labelPart(_ answer: String, _ labels: [AnswerLabel]) -> String {
        let said = labels.map { "\($0.rubric): \($0.label)" }.joined(separator: ", ")
        return
            (said.isEmpty ? "" : "<p class=\"given\">Your label: \(said.htmlEscaped)</p>\n")
            + labelForm(answer.htmlEscaped)
    }

    private static func labelForm(_ key: String) -> String {
        let rows = AnswerLabel.rubrics.map { rubric in
            let buttons = rubric.answers.map {
                "<button name=\"label\" value=\"\($0)\" aria-label=\"\(rubric.rawValue) \($0)\">\($0)</button>"
            }
            return "<form method=\"post\" action=\"/labels\"><span>\(rubric.rawValue)</span>"
                + "<input type=\"hidden\" name=\"answer\" value=\"\(key)\">"
                + "<input type=\"hidden\" name=\"rubric\" value=\"\(rubric.rawValue)\">"
                + "\(buttons.joined())</form>\n"
        }
        return "<details class=\"label\"><summary>Label</summary>\n\(rows.joined())</details>\n"
    }

    private static func comparison(_ answers: [AnswerHead]) -> String {
        guard answers.count > 1 else { return "" }
        func choice(_ name: String, _ chosen: Int) -> String {
            let options = answers.enumerated().map { index, answer in
                "<option value=\"\(answer.key.htmlEscaped)\"\(index == chosen ? " selected" : "")>"
                    + "\(answer.name.htmlEscaped)</option>"
            }
            return
                "<select name=\"\(name)\" aria-label=\"\(name) answer\">\(options.joined())</select>"
        }
        return "<form class=\"search\" action=\"/compare\" method=\"get\">Differences between "
            + "\(choice("first", 0)) and \(choice("second", 1)) <button>Show</button></form>\n"
    }

    /// - Parameter writers: names by key of the answers.
    static func table(_ verdicts: [VerdictRow], writers: [String: String]) -> String {
        guard !verdicts.isEmpty else { return "" }
        let rows = verdicts.map { row in
            let cells = [
                row.rubric, writers[row.first] ?? row.first,
                row.second.map { writers[$0] ?? $0 } ?? "", row.outcome.rawValue,
                row.rating.map { String(format: "%.3f", $0) } ?? "none",
                row.mass.map { String(format: "%.3f", $0) } ?? "not known", row.reading,
            ]
            return "<tr><th scope=\"row\">\(row.judge.htmlEscaped)</th>"
                + cells.map { "<td>\($0.htmlEscaped)</td>" }.joined() + "</tr>\n"
        }
        let head = [
            "Judge", "Rubric", "First", "Second", "Outcome", "Rating or P(first)",
            "Share of allowed answers", "Read from",
        ].map { "<th scope=\"col\">\($0)</th>" }
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="Verdicts"><table>
            <caption><span>What judges said</span></caption><thead><tr>\(head.joined())</tr></thead>
            <tbody>\(rows.joined())</tbody></table></div>

            """
    }
}
