// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import Foundation

/// Prompts that test safeguards. What is sealed stays so unless the viewer was told to open it.
extension ViewSite {
    private static let promptsOnAPage = 50

    func prompts(_ query: [String: String]) throws -> ViewReply {
        let kind = query["kind"].flatMap(PromptKind.init)
        let form = SearchForm(query: query)
        let found = try browser.prompts(
            kind: kind, verdict: form.verdict, after: query["after"] ?? "",
            limit: Self.promptsOnAPage + 1)
        let shown = found.prefix(Self.promptsOnAPage)
        let texts = try browser.sealedTexts(shown.map(\.key))
        let kinds = PromptKind.allCases.map { "<a href=\"/prompts?kind=\($0)\">\($0)</a>" }
        var body = "<p>Kinds: <a href=\"/prompts\">all</a>, \(kinds.joined(separator: ", ")).</p>\n"
        body += """
            <form class="search" role="search" action="/prompts" method="get">
            \(form.choice("kind", "Kind", PromptKind.allCases.map(\.rawValue)))\
            \(form.verdicts(try browser.judges()))<button>Show</button></form>

            """
        body += shown.isEmpty ? "<p id=\"none\">No prompt matches.</p>\n" : "<ul>\n"
        for prompt in shown {
            let text = prompt.text ?? texts[prompt.key]
            let words = text.map { String($0.visibleLine.prefix(160)) } ?? "sealed"
            body +=
                "<li><a href=\"/prompts/\(prompt.key)\" dir=\"auto\">\(words.htmlEscaped)</a>"
                + " <span class=\"note\">\(about(prompt))</span></li>\n"
        }
        body += shown.isEmpty ? "" : "</ul>\n"
        if found.count > shown.count, let last = shown.last {
            let next = form.next("/prompts", after: last.key)
            body += "<p><a id=\"next\" rel=\"next\" href=\"\(next)\">Next page</a></p>\n"
        }
        return try page("Prompts that test safeguards", body)
    }

    private func about(_ prompt: SafeguardPromptRow) -> String {
        [prompt.kind.rawValue, prompt.category, prompt.templateName].compactMap { $0 }
            .joined(separator: ", ").htmlEscaped
    }

    /// A prompt with all answers to it and what judges said of them.
    func prompt(_ key: String) throws -> ViewReply {
        guard let prompt = try browser.prompt(key) else {
            return ViewReply(404, .text, "There is no prompt \(key) here.\n")
        }
        let answers = try browser.answers(toPrompt: key)
        let texts = try browser.sealedTexts([key] + answers.map(\.row.key))
        var body = text(prompt.text ?? texts[key], hash: prompt.hash, "prompt")
        body +=
            "<p class=\"note\">\(about(prompt)), \(Self.code(key))</p>\n<div class=\"answers\">\n"
        let given = labels.labels()
        for answer in answers {
            let own = given.filter { $0.answer == answer.row.key }
            // What cannot be read cannot be rated.
            let isShown = (answer.row.text ?? texts[answer.row.key]) != nil
            let draw = answer.row.draw > 0 ? ", draw \(answer.row.draw)" : ""
            let declines = answer.refused.map { $0 > 0 ? "declines, by phrases" : "" } ?? ""
            body += """
                <article id="a-\(answer.row.key)"><h2 class="writer" dir="auto">\
                \(answer.writer.htmlEscaped)\(draw)</h2>
                \(whole(answer, texts[answer.row.key]))
                <p class="note">\(declines) \(Self.code(answer.row.key))</p>
                \(isShown ? Self.labelPart(answer.row.key, own) : "")</article>

                """
        }
        body += "</div>\n"
        let names = Dictionary(
            answers.map { ($0.row.key, $0.writer) }, uniquingKeysWith: { first, _ in first })
        body += Self.verdictTable(try browser.verdicts(on: key), writers: names)
        return try page("Prompt", body)
    }

    private func whole(_ answer: PromptAnswerHead, _ sealed: String?) -> String {
        if let failure = answer.row.failure {
            return "<p class=\"note\">failed: \(failure.htmlEscaped)</p>"
        }
        return text(answer.row.text ?? sealed, hash: answer.row.hash ?? "", "text")
    }

    /// A text, its beginning where it is long, or that it is sealed.
    private func text(_ text: String?, hash: String, _ style: String) -> String {
        guard let text else {
            return
                "<p class=\"note\">Sealed, sha256 \(hash.prefix(16).description.htmlEscaped).</p>\n"
        }
        let head = text.prefix(StoreBrowser.headLength)
        let cut =
            head.endIndex < text.endIndex
            ? "<p class=\"note\">The first \(StoreBrowser.headLength) of \(text.count) characters.</p>"
            : ""
        return "<p class=\"\(style)\" dir=\"auto\">\(String(head).htmlEscaped)</p>\(cut)\n"
    }

    private static func code(_ key: String) -> String {
        "<a href=\"/rows/\(key.htmlEscaped)\"><code>\(key.htmlEscaped)</code></a>"
    }
}
