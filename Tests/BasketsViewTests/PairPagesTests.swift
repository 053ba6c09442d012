// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation
import Testing

@testable import BasketsView

private let hostile = "<script>alert(1)</script>\u{202E}\"' onload=x"
private let writers = ["cell-of-the-target.vanilla", "a-tuned-cell", "the-source", Source.human]

/// A run in which a judge compared the untuned target's answers to some questions with two others, each
/// in both orders, and more that is no such pair.
private func withPairs(_ count: Int, _ body: (ViewSite, URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let questions = (0..<count).map { number in
        Question(
            id: "q\(number)", instruction: "What is \(number)? \(hostile)", category: "c",
            humanAnswer: "It.")
    }
    func key(_ question: Int, _ writer: Int) -> String { "a\(question)-\(writer)" }
    let answers = (0..<count).flatMap { question in
        writers.indices.map { writer in
            AnswerRow(
                key: key(question, writer), writerKey: "w\(writer)",
                answer: Answer(
                    questionID: "q\(question)", writer: writers[writer],
                    text: "text \(question) \(writer) \(hostile)", finish: .stop, promptTokens: 1,
                    tokens: 1))
        }
    }
    func verdict(_ question: Int, _ rubric: String, _ first: String, _ second: String) -> VerdictRow
    {
        VerdictRow(
            key: "\(rubric) \(first) \(second)", judge: "j", judgeKey: "k", rubric: rubric,
            question: "q\(question)", first: first, second: second, outcome: .verdict, rating: 0.5,
            reading: "probabilities", mass: 1, asked: 1)
    }
    let compared = (0..<count).flatMap { question in
        [2, 3].flatMap { other in
            let (own, second) = (key(question, 0), key(question, other))
            return [
                verdict(question, "pairwise 1", own, second),
                verdict(question, "pairwise 1", second, own),
                verdict(question, "pairwise-with-question 1", own, second),
            ]
        }
    }
    let people = key(0, 3)
    try Store.open(folder).add(
        StoreBatch(
            questions: questions, answers: answers,
            cells: [
                CellRow(
                    key: "c0", name: writers[0], target: "t", condition: "vanilla"),
                CellRow(key: "c1", name: writers[1], target: "t", condition: "human", seed: "1"),
            ],
            verdicts: compared + [
                // A tuned cell's own, one beside itself, a planted one, one asked who wrote it.
                verdict(0, "pairwise 1", key(0, 1), key(0, 2)),
                verdict(0, "pairwise 1", people, people),
                verdict(0, "pairwise 1", people, "planted"),
                verdict(0, "recognition 1", key(0, 0), key(0, 1)),
            ]))
    try body(
        ViewSite(
            browser: try StoreBrowser(folder), labels: LabelFile(folder), report: { "" },
            rubrics: []), folder)
}

@Test func theAnswersOfAPairStandSideBySideWithoutTheirWriters() throws {
    try withPairs(1) { site, _ in
        let pairs = try site.browser.pairs()
        #expect(
            Set(pairs.map { Set([$0.first, $0.second]) }) == [["a0-0", "a0-2"], ["a0-0", "a0-3"]])
        for pair in pairs {
            let page = site.get("/pairs/\(pair.key)", [:])
            #expect(page.status == 200)
            for (key, name) in [(pair.first, "First answer"), (pair.second, "Second answer")] {
                let text = "text 0 \(key.suffix(1)) &lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩"
                let side = page.body.components(separatedBy: name).last ?? ""
                #expect(side.prefix(200).contains(text))
                // Nor is there a key that leads to who wrote it.
                #expect(!page.body.contains(key))
            }
            #expect(page.body.contains("What is 0? &lt;script&gt;"))
            #expect(!page.body.contains("<script>alert") && !page.body.contains("\u{202E}"))
            for writer in writers { #expect(!page.body.contains(writer), "\(writer)") }
            for choice in PairChoice.Choice.allCases {
                #expect(page.body.contains("name=\"choice\" value=\"\(choice.rawValue)\""))
            }
        }
        #expect(site.get("/pairs/none", [:]).status == 404)
    }
}

/// Which answer stands first is drawn, the same each time: of 60 pairs the target's comes first in 30 give
/// or take four standard deviations, 4 x 3.9.
@Test func eitherAnswerMayStandFirst() throws {
    try withPairs(30) { site, folder in
        let pairs = try site.browser.pairs()
        #expect(pairs.count == 60)
        let own = pairs.count { $0.first.hasSuffix("-0") }
        #expect((15...45).contains(own))
        #expect(try StoreBrowser(folder).pairs() == pairs)
        // Nor do questions come one after the other.
        #expect(pairs.map(\.question) != pairs.map(\.question).sorted())
    }
}

@Test func aChoiceIsKeptAndTheNextPairFollows() throws {
    try withPairs(2) { site, folder in
        let pairs = try site.browser.pairs()
        func choose(_ pair: AnswerPair, _ word: String) -> ViewReply {
            site.post("/choices", ["pair": pair.key, "choice": word])
        }
        func shown(_ query: [String: String]) -> String? {
            let page = site.get("/pairs", query).body
            return pairs.first { page.contains("name=\"pair\" value=\"\($0.key)\"") }?.key
        }
        #expect(shown([:]) == pairs[0].key)
        #expect(choose(pairs[0], "second").place == "/pairs?after=\(pairs[0].key)")
        #expect(site.get("/pairs", [:]).body.contains("1 of 4 pairs have your choice."))
        // The next one is skipped, and comes up again from the beginning.
        let next = ["after": pairs[0].key]
        #expect(shown(next) == pairs[1].key)
        #expect(
            site.get("/pairs", next).body.contains("href=\"/pairs?after=\(pairs[1].key)\">Skip"))
        #expect(site.get("/pairs", next).body.contains("href=\"/pairs/\(pairs[0].key)\">Back"))
        #expect(shown(["after": pairs[1].key]) == pairs[2].key)
        #expect(choose(pairs[2], "equal").status == 303 && choose(pairs[3], "first").status == 303)
        #expect(
            site.get("/pairs", ["after": pairs[3].key]).body.contains(
                "Those that you skipped</a>: 1"))
        #expect(shown([:]) == pairs[1].key)
        // The last choice of a pair holds, and its page says so.
        #expect(
            site.get("/pairs/\(pairs[0].key)", [:]).body.contains("Your choice: second is better"))
        #expect(choose(pairs[0], "first").status == 303 && choose(pairs[1], "first").status == 303)
        let kept = LabelFile(folder).choices()
        #expect(kept.map(\.choice) == [.first, .equal, .first, .first])
        #expect(kept.map(\.first) == [0, 2, 3, 1].map { pairs[$0].first })
        let end = site.get("/pairs", [:]).body
        #expect(end.contains("4 of 4 pairs have your choice. Run the study again"))
        #expect(choose(pairs[0], "third").status == 400)
        #expect(site.post("/choices", ["pair": "none", "choice": "first"]).status == 404)
    }
}

/// A choice that was written by hand, in the other order, is shown as the page has the answers.
@Test func aChoiceByHandIsShownInThePagesOrder() throws {
    try withPairs(1) { site, folder in
        let pair = try #require(try site.browser.pairs().first)
        try LabelFile(folder).add(
            PairChoice(first: pair.second, second: pair.first, choice: .first))
        let page = site.get("/pairs/\(pair.key)", [:]).body
        #expect(page.contains("Your choice: second is better"))
        #expect(page.contains("1 of 2 pairs have your choice."))
    }
}

@Test func aRunWithoutComparedTextsSaysSo() throws {
    try withPairs(0) { site, _ in
        #expect(
            site.get("/pairs", [:]).body.contains("No judge has compared texts in this run so far.")
        )
    }
}
