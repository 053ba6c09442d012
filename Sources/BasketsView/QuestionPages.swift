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
        search.verdict = SearchForm(query: query).verdict
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
            body += Self.beginnings(
                try browser.answers(to: question.id), of: search.writer, against: query["against"],
                question.id)
            body += "</div></section>\n"
        }
        if found.count > shown.count, let last = shown.last {
            let next = SearchForm(query: query).next("/questions", after: last.id)
            body += "<p><a id=\"next\" rel=\"next\" href=\"\(next)\">Next page</a></p>\n"
        }
        return try page("Questions", body)
    }

    /// Beginnings of answers side by side: of all writers or of one; of two writers what differs
    /// between their first answers.
    private static func beginnings(
        _ answers: [AnswerHead], of writer: String?, against other: String?, _ question: String
    ) -> String {
        let first = answers.first { $0.writer == writer }
        if let first, let second = answers.first(where: { $0.writer == other }) {
            return difference(
                first, second, id: "difference-\(question.htmlEscaped)", length: beginning,
                level: 3)
        }
        return answers.filter { writer == nil || [writer, other].contains($0.writer) }
            .map(short).joined()
    }

    /// Characters of an answer in a list.
    private static let beginning = 600

    private static func short(_ answer: AnswerHead) -> String {
        let text = answer.head.prefix(beginning)
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
        let form = SearchForm(query: query)
        let finishes = FinishReason.allCases.map(\.rawValue)
        return """
            <form class="search" role="search" action="/questions" method="get">
            <label>Text <input type="search" name="text" value="\((query["text"] ?? "").htmlEscaped)"></label>
            \(form.choice("category", "Category", try browser.categories()))\
            \(form.choice("writer", "Writer", try browser.writers()))\
            \(form.choice("against", "Against", try browser.writers()))\
            \(form.choice("finish", "Finish", finishes))\
            \(form.verdicts(try browser.judges()))<button>Show</button></form>

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
        body += Self.comparisonForm(answers) + "<div class=\"answers\">\n"
        for answer in answers {
            body += Self.whole(answer, given.filter { $0.answer == answer.key })
        }
        body +=
            "</div>\n"
            + Self.verdictTable(
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
}
