// SPDX-License-Identifier: Apache-2.0
import BasketsReport
import BasketsStore

/// Answers to one question against one of them.
extension ViewSite {
    /// Two answers to choose, and a box for each that is to be compared with the first as well.
    static func comparisonForm(_ answers: [AnswerHead]) -> String {
        guard answers.count > 1 else { return "" }
        func choice(_ name: String, _ chosen: Int) -> String {
            let options = answers.enumerated().map { index, answer in
                "<option value=\"\(answer.key.htmlEscaped)\"\(index == chosen ? " selected" : "")>"
                    + "\(answer.name.htmlEscaped)</option>"
            }
            return
                "<select name=\"\(name)\" aria-label=\"\(name) answer\">\(options.joined())</select>"
        }
        let boxes = answers.map { answer in
            "<label class=\"box\"><input type=\"checkbox\" name=\"with-\(answer.key.htmlEscaped)\" "
                + "value=\"1\"> \(answer.name.htmlEscaped)</label>\n"
        }
        let more =
            answers.count > 2
            ? "<details><summary>and more</summary>\(boxes.joined())</details>" : ""
        return "<form class=\"search\" action=\"/compare\" method=\"get\">Differences between "
            + "\(choice("first", 0)) and \(choice("second", 1)) \(more)<button>Show</button></form>\n"
    }

    /// What is in one of two answers alone, for each that is compared with the first, marked by lines
    /// as well as by colour.
    func compare(_ query: [String: String]) throws -> ViewReply {
        let boxes = query.keys.filter { $0.hasPrefix("with-") }.map { String($0.dropFirst(5)) }
        let keys = Set([query["second"]].compactMap { $0 } + boxes)
        guard let first = try query["first"].flatMap(browser.answer) else {
            return ViewReply(404, .text, "Name two answers.\n")
        }
        let others = try keys.filter { $0 != first.key }.compactMap(browser.answer)
            .sorted { ($0.name, $0.key) < ($1.name, $1.key) }
        guard !others.isEmpty else { return ViewReply(404, .text, "Name two answers.\n") }
        let parts = others.enumerated().map { index, other in
            Self.difference(first, other, id: index == 0 ? "difference" : "difference-\(index + 1)")
        }
        let body = """
            <div class="answers">
            \(parts.joined())</div>
            <p><a href="/questions/\(first.question.htmlEscaped)">Back to the question</a></p>

            """
        return try page("Differences", body)
    }

    /// - Parameter length: how many characters of each are held against each other.
    static func difference(
        _ first: AnswerHead, _ second: AnswerHead, id: String,
        length: Int = StoreBrowser.headLength, level: Int = 2
    ) -> String {
        let (old, new) = (first.head.prefix(length), second.head.prefix(length))
        let parts = WordDifference(String(old), String(new)).parts.map { part in
            switch part {
            case .same(let word): word.htmlEscaped
            case .removed(let word): "<del>\(word.htmlEscaped)</del>"
            case .added(let word): "<ins>\(word.htmlEscaped)</ins>"
            }
        }
        let cut =
            first.isCut || second.isCut || old.count < first.head.count
                || new.count < second.head.count
            ? "<p class=\"note\">The first \(length) characters of each.</p>\n"
            : ""
        return """
            <article><h\(level) class="writer" dir="auto">\(second.name.htmlEscaped)</h\(level)>
            <p><del>Struck through: \(first.name.htmlEscaped) alone.</del> \
            <ins>Underlined: \(second.name.htmlEscaped) alone.</ins></p>
            \(cut)<p class="text" id="\(id)" dir="auto">\(parts.joined())</p></article>

            """
    }
}
