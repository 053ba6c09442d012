// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation
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
        report: { "<main id=\"main\"><code>0123456789abcdef</code></main>" })
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

@Test func fieldsAreDecoded() {
    let fields = ViewResponder.fields("a=1+2&b=%3Cx%3E&c=&d")
    #expect(fields == ["a": "1 2", "b": "<x>"])
}
