// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private func object(_ line: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(value as? [String: Any])
}

@Test func aBasketGoesOutInEveryShape() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    let name = "multi-smol+teacher+gemma"
    let dolly = try BasketExport(small.folder, basket: name, as: .dolly).lines
    #expect(dolly.count == 30)
    let first = try object(dolly[0])
    #expect(
        Set(first.keys) == ["id", "instruction", "context", "response", "category", "source"])
    let sources = try dolly.map { try object($0)["source"] as? String ?? "" }
    #expect(
        ["smol", "teacher", "gemma"].map { name in sources.count { $0 == name } } == [10, 10, 10])
    let alpaca = try object(try BasketExport(small.folder, basket: name, as: .alpaca).lines[0])
    #expect(alpaca["output"] as? String == first["response"] as? String)
    #expect(alpaca["input"] as? String == "")
    let chat = try object(try BasketExport(small.folder, basket: name, as: .messages).lines[0])
    let turns = try #require(chat["messages"] as? [[String: String]])
    #expect(turns.map { $0["role"] } == ["user", "assistant"])
    let texts = ["instruction", "response"].map { first[$0] as? String }
    #expect(turns.map { $0["content"] } == texts)
    // By the name of a cell, and the rows that are held out.
    let cell = "smol.\(name).s1"
    #expect(try BasketExport(small.folder, basket: cell, as: .dolly).lines == dolly)
    let held = try BasketExport(small.folder, basket: name, heldOut: true, as: .dolly).lines
    #expect(held.count == 10 && Set(held).isDisjoint(with: dolly))
}

@Test func saysWhichBasketsThereAre() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    do {
        _ = try BasketExport(small.folder, basket: "multi", as: .dolly)
        Issue.record("a basket of no such name went out")
    } catch {
        #expect(
            "\(error)" == "multi is no basket of the run. "
                + "Its baskets: human, multi-smol+teacher+gemma, single-gemma.")
    }
}

/// What went out comes back as a source whose answers are the same.
@Test func whatWentOutComesBackAsASource() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    let lines =
        try BasketExport(small.folder, basket: "single-gemma", as: .messages).lines
        + BasketExport(small.folder, basket: "single-gemma", heldOut: true, as: .messages).lines
        + [
            "{\"id\": \"none\", \"messages\": [{\"role\": \"user\", \"content\": \"q\"}, "
                + "{\"role\": \"assistant\", \"content\": \"a\"}]}"
        ]
    let file = small.folder.appending(path: "out.jsonl")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let kept = try await AnswerImport.keep(file, as: .source, name: "back", in: small.folder)
    #expect(kept.questions == 40 && kept.answered == 40 && kept.others == 1)
    #expect(kept.line == "sources: {back: {answers: \(kept.file.standardizedFileURL.path)}}")
    let answers = try await AnswerFile.read(kept.file, name: "back.jsonl", as: .source)
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let gemma = try #require(keys.study.source(named: "gemma"))
    for row in try store.answers(writerKey: keys.writer(gemma)) {
        let question = try #require(
            SmallStudy.questions.first { $0.id == row.answer.questionID })
        #expect(answers.answers(to: question).map(\.text) == [row.answer.text])
    }
    // Other answers do not take the place of these unless that is asked for.
    let fewer = small.folder.appending(path: "fewer.jsonl")
    try Data(lines.prefix(20).joined(separator: "\n").utf8).write(to: fewer)
    await #expect(throws: RunError.self) {
        try await AnswerImport.keep(fewer, as: .source, name: "back", in: small.folder)
    }
    let replaced = try await AnswerImport.keep(
        fewer, as: .source, name: "back", in: small.folder, replaces: true)
    #expect(replaced.answered == 20)
    // Outputs are answers to the held-out questions alone.
    let outputs = try await AnswerImport.keep(file, as: .outputs, name: "o", in: small.folder)
    #expect(outputs.questions == 10 && outputs.answered == 10 && outputs.others == 31)
}

@Test func aFileThatAnswersNothingIsRefused() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .prepare)
    let file = small.folder.appending(path: "x.jsonl")
    try Data("{\"prompt\": \"q\", \"completion\": \"a\"}".utf8).write(to: file)
    do {
        _ = try await AnswerImport.keep(file, as: .source, name: "x", in: small.folder)
        Issue.record("a file that answers nothing was kept")
    } catch {
        #expect("\(error)".contains("answers none of the run's 40 questions."))
    }
}
