// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

/// Two answers to one question side by side, for a person to say which is better. Who wrote them is not
/// on the page.
extension ViewSite {
    /// The first pair without a choice, behind one that was shown before.
    func pairs(_ query: [String: String]) throws -> ViewReply {
        let pairs = try browser.pairs()
        let open = PairsLeft(pairs, labels.choices())
        let shown = query["after"].flatMap { key in pairs.firstIndex { $0.key == key } }
        let back = shown.map {
            "<p><a href=\"/pairs/\(pairs[$0].key)\">Back to the pair before</a></p>\n"
        }
        if let next = pairs[(shown.map { $0 + 1 } ?? 0)...].first(where: open.isLeft) {
            return try pairPage(next, open, back ?? "")
        }
        let rest =
            open.left == 0
            ? "" : "<p><a href=\"/pairs\">Those that you skipped</a>: \(open.left)</p>\n"
        return try page(
            "Which is better?", "<p id=\"none\">\(open.ending)</p>\n" + rest + (back ?? ""))
    }

    /// One pair, with what was said of it.
    func pair(_ key: String) throws -> ViewReply {
        let pairs = try browser.pairs()
        guard let pair = pairs.first(where: { $0.key == key }) else {
            return ViewReply(404, .text, "There is no pair \(key) here.\n")
        }
        return try pairPage(pair, PairsLeft(pairs, labels.choices()), "")
    }

    /// Keeps a choice and goes on to the next pair.
    func choose(_ form: [String: String]) throws -> ViewReply {
        guard let key = form["pair"], let choice = form["choice"].flatMap(PairChoice.Choice.init)
        else { return ViewReply(400, .text, "A choice needs a pair and its word.\n") }
        guard let pair = try browser.pairs().first(where: { $0.key == key }) else {
            return ViewReply(404, .text, "There is no pair \(key) here.\n")
        }
        try labels.add(PairChoice(first: pair.first, second: pair.second, choice: choice))
        return .goTo("/pairs?after=\(key)")
    }

    private func pairPage(
        _ pair: AnswerPair, _ open: PairsLeft, _ back: String
    ) throws -> ViewReply {
        guard let question = try browser.question(pair.question),
            let first = try browser.answer(pair.first), let second = try browser.answer(pair.second)
        else { return ViewReply(404, .text, "There is no pair \(pair.key) here.\n") }
        let context = question.context.map {
            "<p class=\"text\" dir=\"auto\">\($0.htmlEscaped)</p>\n"
        }
        let given = open.choice(of: pair).map {
            "<p class=\"given\">Your choice: \(Self.words($0))</p>\n"
        }
        return try page(
            "Which is better?",
            """
            <p class="note">\(open.count) Who wrote the answers is not shown.</p>
            <p class="prompt" dir="auto">\(question.instruction.htmlEscaped)</p>
            \(context ?? "")<div class="answers">
            \(Self.side(first, "First answer"))\(Self.side(second, "Second answer"))</div>
            \(given ?? "")\(Self.choiceForm(pair.key))
            <p><a id="next" href="/pairs?after=\(pair.key)">Skip this pair</a> (key n)</p>
            \(back)
            """)
    }

    private static func side(_ answer: AnswerHead, _ name: String) -> String {
        let link =
            answer.isCut
            ? "<p class=\"note\">The first \(StoreBrowser.headLength) of \(answer.length) characters: "
                + "<a href=\"/answers/\(answer.key.htmlEscaped)\">the whole as plain text</a></p>"
            : ""
        return """
            <article><h2 class="writer">\(name)</h2>
            <p class="text" dir="auto">\(answer.head.htmlEscaped)</p>\(link)</article>

            """
    }

    private static func choiceForm(_ key: String) -> String {
        let buttons = zip(PairChoice.Choice.allCases, ["1", "2", "0"]).map { choice, shortcut in
            "<button name=\"choice\" value=\"\(choice.rawValue)\" data-key=\"\(shortcut)\">"
                + "\(words(choice)) (key \(shortcut))</button>"
        }
        return "<form class=\"choice\" method=\"post\" action=\"/choices\">"
            + "<input type=\"hidden\" name=\"pair\" value=\"\(key)\">\(buttons.joined())</form>\n"
    }

    private static func words(_ choice: PairChoice.Choice) -> String {
        switch choice {
        case .first: "first is better"
        case .second: "second is better"
        case .equal: "both as good"
        }
    }
}

/// How far a person has come through the pairs of a run.
private struct PairsLeft {
    private let all: Int
    /// By both answers in either order, how far the first of the sorted keys is preferred.
    private let chosen: [[String]: Double]
    let left: Int

    init(_ pairs: [AnswerPair], _ choices: [PairChoice]) {
        let said = choices.map { choice -> ([String], Double) in
            let both = [choice.first, choice.second].sorted()
            let own = choice.choice.preference
            return (both, both[0] == choice.first ? own : 1 - own)
        }
        let chosen = Dictionary(said, uniquingKeysWith: { first, _ in first })
        all = pairs.count
        left = pairs.count { chosen[Self.both($0)] == nil }
        self.chosen = chosen
    }

    private static func both(_ pair: AnswerPair) -> [String] { [pair.first, pair.second].sorted() }

    func isLeft(_ pair: AnswerPair) -> Bool { chosen[Self.both(pair)] == nil }

    /// As the pair is shown, whichever answer stood first when it was made.
    func choice(of pair: AnswerPair) -> PairChoice.Choice? {
        guard let preference = chosen[Self.both(pair)] else { return nil }
        let own = pair.first < pair.second ? preference : 1 - preference
        return PairChoice.Choice.allCases.first { $0.preference == own }
    }

    var count: String { "\(all - left) of \(all) pairs have your choice." }

    var ending: String {
        if all == 0 { return "No judge has compared texts in this run so far." }
        return left > 0
            ? "\(count) This was the last one."
            : "\(count) Run the study again, and self-preference is told net of it; no model is asked."
    }
}
