// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation
import Synchronization
import Testing

@testable import BasketsView

/// Markup, a script, a mark that turns the reading order, in 10 million and some characters.
private let hostile =
    "<script>alert(1)</script>\u{202E}\"' onload=x " + String(repeating: "y", count: 10_000_000)

private func withSite<Value>(_ body: (ViewSite, URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try Store.open(folder)
    func answer(_ key: String, _ question: String, _ text: String) -> AnswerRow {
        AnswerRow(
            key: key, writerKey: "w-\(key)",
            answer: Answer(
                questionID: question, writer: "smol", text: text, finish: .stop, promptTokens: 1,
                tokens: 1))
    }
    try store.add(
        StoreBatch(
            questions: (0..<25).map { number in
                Question(
                    id: String(format: "q%03d", number), instruction: "What is \(number)?",
                    category: number < 3 ? "few" : "many", humanAnswer: "It.")
            },
            answers: [
                answer("aa01", "q000", hostile), answer("aa02", "q001", "one red two"),
                answer("aa03", "q001", "one blue two"),
            ]))
    let site = ViewSite(
        browser: try StoreBrowser(folder), labels: LabelFile(folder),
        report: { "<main id=\"main\"><code>0123456789abcdef</code></main>" },
        rubrics: [("harmfulness 1", "Rate {answer} <from 1 to 5>.")])
    return try body(site, folder)
}

@Test func aHostileAnswerIsTextAndItsWholeIsPlainText() throws {
    try withSite { site, _ in
        let page = site.get("/questions/q000", [:])
        #expect(page.status == 200)
        #expect(!page.body.contains("<script>alert"))
        #expect(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩"))
        #expect(page.body.utf8.count < 30_000)
        #expect(page.body.contains("href=\"/answers/aa01\""))
        let whole = site.get("/answers/aa01", [:])
        #expect(whole.kind == .text)
        #expect(whole.body == hostile)
    }
}

@Test func anIDOfSeveralScoresShowsTheRowsOfAllOfThemOnce() throws {
    try withSite { site, _ in
        var site = site
        site.rowGroup = { $0 == "0123456789abcdef" ? ["aa02", "aa03"] : nil }
        let page = site.get("/rows/0123456789abcdef", [:])
        #expect(page.status == 200)
        #expect(page.body.contains("one red two"))
        #expect(page.body.contains("one blue two"))
        #expect(page.body.split(separator: "<summary>question").count == 2)
        #expect(site.get("/rows/fedcba9876543210", [:]).status == 404)
    }
}

@Test func filtersFindQuestions() throws {
    try withSite { site, _ in
        func found(_ query: [String: String]) -> [String] {
            let page = site.get("/questions", query).body
            return (0..<25).map { String(format: "q%03d", $0) }.filter {
                page.contains("/questions/\($0)\"")
            }
        }
        #expect(found(["category": "few"]) == ["q000", "q001", "q002"])
        #expect(found(["text": "BLUE"]) == ["q001"])
        #expect(found(["text": "100%"]) == [])
        #expect(found(["finish": "failed"]) == [])
        #expect(found([:]).count == 20)
        #expect(found(["after": "q019"]) == ["q020", "q021", "q022", "q023", "q024"])
    }
}

@Test func whatDiffersIsMarked() throws {
    try withSite { site, _ in
        let page = site.get("/compare", ["first": "aa02", "second": "aa03"])
        #expect(page.body.contains("one<del> red</del><ins> blue</ins> two"))
    }
}

@Test func twoWritersAreHeldAgainstEachOtherInAllQuestions() throws {
    try withSite { site, folder in
        try Store.open(folder).add(
            StoreBatch(answers: [
                AnswerRow(
                    key: "aa04", writerKey: "w-gemma",
                    answer: Answer(
                        questionID: "q001", writer: "gemma", text: "one green two", finish: .stop,
                        promptTokens: 1, tokens: 1))
            ]))
        let page = site.get("/questions", ["writer": "smol", "against": "gemma"]).body
        #expect(page.contains("one<del> red</del><ins> green</ins> two"))
        // Where one of the two has no answer the other's stands alone.
        #expect(page.contains("&lt;script&gt;"))
        #expect(!site.get("/questions", ["writer": "smol"]).body.contains("<ins>"))
    }
}

/// A cell that answered one question as in training, without a system turn, in another wording and
/// three times over.
private func manyAnswers() -> StoreBatch {
    let ways = ["chat", "chat, no-system", "chat, paraphrased", "chat, spread"]
    let writers = ways.map { way in
        var row = WriterRow(key: way, name: "smol.human.s1", model: "m", fingerprint: "f")
        row.prompting = way
        return row
    }
    let answers = ways.flatMap { way in
        (0..<(way == "chat, spread" ? 3 : 1)).map { draw in
            AnswerRow(
                key: "\(way) \(draw)", writerKey: way,
                answer: Answer(
                    questionID: "q1", writer: "smol.human.s1", draw: draw, text: "It.",
                    finish: .stop, promptTokens: 1, tokens: 1))
        }
    }
    let question = Question(id: "q1", instruction: "What?", category: "c", humanAnswer: "It.")
    return StoreBatch(questions: [question], writers: writers, answers: answers)
}

@Test func theAnswersOfOneCellHaveDifferentNames() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Store.open(folder).add(manyAnswers())
    let site = ViewSite(
        browser: try StoreBrowser(folder), labels: LabelFile(folder), report: { "" }, rubrics: [])
    let names = [
        "smol.human.s1", "smol.human.s1, no system turn", "smol.human.s1, in other words",
        "smol.human.s1, asked again, answer 1 of 3", "smol.human.s1, asked again, answer 2 of 3",
        "smol.human.s1, asked again, answer 3 of 3",
    ]
    let page = site.get("/questions/q1", [:]).body
    let list = site.get("/questions", [:]).body
    for name in names {
        #expect(page.contains("dir=\"auto\">\(name)</h2>"))
        #expect(list.contains("dir=\"auto\">\(name)</p>"))
        // Once in each of the two lists to choose from.
        #expect(page.components(separatedBy: "\(name)</option>").count == 3)
    }
    let compared = site.get("/compare", ["first": "chat 0", "second": "chat, spread 2"]).body
    #expect(compared.contains("Underlined: \(names[5]) alone."))
}

@Test func aLabelIsKeptAndTheLastOneHolds() throws {
    try withSite { site, folder in
        func label(_ word: String) -> Int {
            site.post("/labels", ["answer": "aa02", "rubric": "quality", "label": word]).status
        }
        #expect(label("2") == 303)
        #expect(label("4") == 303)
        #expect(label("6") == 400)
        let expected = try #require(
            AnswerLabel(answer: "aa02", rubric: "quality", label: "4"))
        #expect(LabelFile(folder).labels() == [expected])
        #expect(site.get("/questions/q001", [:]).body.contains("Your label: quality: 4"))
        #expect(
            site.post("/labels", ["answer": "none", "rubric": "quality", "label": "1"]).status
                == 404)
    }
}

@Test func idsOfTheReportLeadToTheirRows() throws {
    try withSite { site, _ in
        let page = site.get("/report", [:])
        #expect(
            page.body.contains(
                "<a href=\"/rows/0123456789abcdef\"><code>0123456789abcdef</code></a>"))
        #expect(site.get("/rows/aa02", [:]).body.contains("href=\"/questions/q001\""))
        #expect(site.get("/rows/ffff", [:]).status == 404)
    }
}

@Test func theReportIsMadeAgainOnlyWhereTheStoreHasChanged() throws {
    try withSite { site, folder in
        let made = Mutex(0)
        let now = ReportNow(site.browser) {
            let count = made.withLock { made in
                made += 1
                return made
            }
            return ViewedReport(page: "\(count)") { _ in nil }
        }
        #expect(try now.report().page == "1")
        #expect(try now.report().page == "1")
        try Store.open(folder).add(
            StoreBatch(questions: [
                Question(
                    id: "q999", instruction: "What is new?", category: "few", humanAnswer: "This.")
            ]))
        #expect(try now.report().page == "2")
        #expect(try now.report().page == "2")
    }
}

@Test func fieldsAreDecoded() {
    let fields = ViewResponder.fields("a=1+2&b=%3Cx%3E&c=&d")
    #expect(fields == ["a": "1 2", "b": "<x>"])
}

// MARK: Prompts

/// A run with one sealed and one open prompt, each with an answer and a verdict on it.
private func withPrompts(unsealed: Bool, _ body: (ViewSite) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let keys = folder.appending(path: "key")
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try Store.open(folder)
    let sealed = try SealedStore.open(folder, key: .open(keys))
    try sealed.add([
        SealedText(key: "p1", text: "<b>walrus7</b> prompt"),
        SealedText(key: "b1", text: "walrus7 answer"),
    ])
    func prompt(_ key: String, _ kind: PromptKind, _ text: String?) -> SafeguardPromptRow {
        SafeguardPromptRow(
            key: key, kind: kind, category: "c", request: "r", text: text, hash: "0123456789abcdef")
    }
    func answer(_ key: String, _ prompt: String, _ text: String?) -> PromptAnswerRow {
        PromptAnswerRow(
            key: key, writerKey: "w", prompt: prompt, draw: 0, text: text, hash: "fedcba",
            finish: .stop, promptTokens: 1, tokens: 1, seed: "1")
    }
    try store.add(
        StoreBatch(
            verdicts: [
                VerdictRow(
                    key: "v1", judge: "strict", judgeKey: "j", rubric: "harmfulness 1",
                    question: "p1", first: "b1", second: nil, outcome: .verdict, rating: 4.25,
                    reading: "probabilities", mass: 0.5, asked: 1)
            ],
            prompts: [prompt("p1", .plain, nil), prompt("p2", .benign, "How to kill a process?")],
            promptAnswers: [answer("b1", "p1", nil), answer("b2", "p2", "Use kill.")]))
    try body(
        ViewSite(
            browser: try StoreBrowser(folder, unsealedBy: unsealed ? keys : nil),
            labels: LabelFile(folder), report: { "" },
            rubrics: [("harmfulness 1", "Rate {answer} <from 1 to 5>.")]))
}

@Test func sealedTextsStaySealedUnlessAskedFor() throws {
    try withPrompts(unsealed: false) { site in
        let list = site.get("/prompts", [:]).body
        #expect(list.contains("sealed") && list.contains("How to kill a process?"))
        let page = site.get("/prompts/p1", [:]).body
        #expect(page.contains("Sealed, sha256 0123456789abcdef"))
        for path in ["/prompts", "/prompts/p1", "/rows/p1", "/rows/b1", "/questions"] {
            #expect(!site.get(path, [:]).body.contains("walrus7"))
        }
    }
    try withPrompts(unsealed: true) { site in
        let page = site.get("/prompts/p1", [:]).body
        #expect(page.contains("&lt;b&gt;walrus7&lt;/b&gt; prompt"))
        #expect(page.contains("walrus7 answer"))
    }
}

@Test func promptsAreFilteredByKindAndShowVerdicts() throws {
    try withPrompts(unsealed: false) { site in
        let benign = site.get("/prompts", ["kind": "benign"]).body
        #expect(benign.contains("/prompts/p2") && !benign.contains("\"/prompts/p1\""))
        let page = site.get("/prompts/p1", [:]).body
        #expect(page.contains("harmfulness 1") && page.contains("4.250") && page.contains("0.500"))
        #expect(site.get("/prompts/p9", [:]).status == 404)
        #expect(site.get("/rubrics", [:]).body.contains("Rate {answer} &lt;from 1 to 5&gt;."))
    }
}

/// What is shown can be labelled, an answer to a prompt too; what is sealed cannot.
@Test func anAnswerToAPromptIsLabelledWhereItIsShown() throws {
    try withPrompts(unsealed: false) { site in
        #expect(!site.get("/prompts/p1", [:]).body.contains("action=\"/labels\""))
        #expect(site.get("/prompts/p2", [:]).body.contains("action=\"/labels\""))
    }
    try withPrompts(unsealed: true) { site in
        #expect(site.get("/prompts/p1", [:]).body.contains("action=\"/labels\""))
        let form = ["answer": "b1", "rubric": "harmfulness", "label": "4"]
        let reply = site.post("/labels", form)
        #expect(reply.status == 303)
        #expect(site.get("/prompts/p1", [:]).body.contains("Your label: harmfulness: 4"))
        #expect(site.post("/labels", form.merging(["answer": "b9"]) { $1 }).status == 404)
    }
}

/// Judges that said something of three questions' answers.
private func withVerdicts(_ body: (ViewSite) throws -> Void) throws {
    try withSite { site, folder in
        func verdict(
            _ key: String, _ judge: String, _ question: String, _ rating: Double?,
            _ probabilities: [String: Double]?
        ) -> VerdictRow {
            VerdictRow(
                key: key, judge: judge, judgeKey: "k-\(judge)", rubric: "harmfulness 1",
                question: question, first: "aa01", second: nil,
                outcome: rating == nil ? .unparsed : .verdict, rating: rating,
                reading: "probabilities", mass: 0.9, probabilities: probabilities, asked: 1)
        }
        try Store.open(folder).add(
            StoreBatch(verdicts: [
                verdict("v1", "strict", "q000", 4.5, ["1": 0.1, "5": 0.8]),
                verdict("v2", "strict", "q001", 1.25, nil),
                verdict("v3", "mild", "q002", nil, nil),
            ]))
        try body(site)
    }
}

@Test func questionsAreFoundByJudgeOutcomeAndRating() throws {
    try withVerdicts { site in
        func found(_ query: [String: String]) -> [String] {
            let page = site.get("/questions", query).body
            return (0..<25).map { String(format: "q%03d", $0) }.filter {
                page.contains("/questions/\($0)\"")
            }
        }
        #expect(found(["judge": "strict"]) == ["q000", "q001"])
        #expect(found(["outcome": "unparsed"]) == ["q002"])
        #expect(found(["least": "4"]) == ["q000"])
        #expect(found(["judge": "strict", "most": "2"]) == ["q001"])
        #expect(found(["judge": "mild", "least": "1"]) == [])
        #expect(found(["judge": "strict", "category": "many"]) == [])
        let form = site.get("/questions", ["judge": "mild"]).body
        #expect(form.contains("<option value=\"mild\" selected>"))
    }
}

@Test func aVerdictHasItsRubricAndTheProbabilityOfEachAnswer() throws {
    try withVerdicts { site in
        let page = site.get("/questions/q000", [:]).body
        #expect(page.contains("<a href=\"/rubrics#harmfulness-1\">harmfulness 1</a>"))
        #expect(page.contains("<td>1: 0.100, 5: 0.800</td>"))
        #expect(site.get("/rubrics", [:]).body.contains("<section id=\"harmfulness-1\">"))
        // A run of an earlier version did not keep them.
        #expect(site.get("/questions/q001", [:]).body.contains("<td>not known</td>"))
    }
}

@Test func moreThanTwoAnswersAreHeldAgainstOne() throws {
    try withSite { site, folder in
        try Store.open(folder).add(
            StoreBatch(answers: [
                AnswerRow(
                    key: "aa04", writerKey: "w-aa04",
                    answer: Answer(
                        questionID: "q001", writer: "gemma", text: "one red three", finish: .stop,
                        promptTokens: 1, tokens: 1))
            ]))
        let page = site.get(
            "/compare", ["first": "aa02", "with-aa03": "1", "with-aa04": "1", "with-aa02": "1"]
        ).body
        // By name: gemma's answer, then the other of smol's; the first is not held against itself.
        #expect(
            page.contains("id=\"difference\" dir=\"auto\">one red<del> two</del><ins> three</ins>"))
        #expect(
            page.contains("id=\"difference-2\" dir=\"auto\">one<del> red</del><ins> blue</ins> two")
        )
        #expect(!page.contains("difference-3"))
        let form = site.get("/questions/q001", [:]).body
        #expect(form.contains("name=\"with-aa04\""))
        #expect(site.get("/compare", ["first": "aa02"]).status == 404)
    }
}
