// SPDX-License-Identifier: Apache-2.0
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// What the built command shows and writes of a run with sealed texts.
extension SealedRunTests.SealedCommandsTests {
    /// A new command, option of `export` or shape of rows has to find its place in ``WaysOut``.
    @Test func everyCommandIsLookedAt() throws {
        let commands = try CommandHelp.read()
        let known = WaysOut(
            URL(filePath: "/r"), writingTo: URL(filePath: "/p"), rows: [], basket: "b",
            shapes: ["s"])
        let names = Set(commands.map(\.commandName))
        #expect(names.count > 20)
        #expect(names == WaysOut.blind.union(WaysOut.elsewhere).union(known.looks.keys))
        let export = try #require(commands.first { $0.commandName == "export" })
        let options = Set((export.arguments ?? []).compactMap(\.valueName))
        #expect(options == WaysOut.exportOptions)
    }

    @Test func noCommandShowsOrWritesASealedText() async throws {
        let run = try SealedRun.copy()
        defer { run.small.remove() }
        let place = try run.place()
        let export = try #require(
            try CommandHelp.read().first { $0.commandName == "export" })
        let shapes = try #require(
            export.arguments?.first { $0.valueName == "as" }?.allValues)
        #expect(Set(shapes) == Set(BasketExport.Shape.allCases.map(\.rawValue)))
        let store = try run.small.store()
        let rows = try [Store.Keyed.prompt, .promptAnswer, .verdict, .cell].compactMap {
            try store.keys(of: $0).min()
        }
        let ways = WaysOut(
            run.small.folder, writingTo: place.url, rows: rows,
            basket: "single-gemma", shapes: shapes)
        for arguments in ways.inOrder {
            let outcome = try Command.run(
                arguments, environment: ["BASKETS_CONFIG": run.small.keyFolder.path])
            #expect([0, 2, 10, 11].contains(outcome.status), "\(arguments): \(outcome.notes)")
            #expect(!(outcome.output + outcome.notes).isEmpty)
            expectNone(
                in: outcome.output + outcome.notes,
                arguments.joined(separator: " "))
        }
        try expectNone(under: run.small.folder)
        try expectNone(under: place.url)
        #expect(files(place.url).contains { $0.lastPathComponent == "basket.jsonl" })
    }

    /// No name by which a row is known makes rows of answers to prompts, or prompts, out of it.
    @Test func whatIsSealedIsNoBasket() async throws {
        let run = try SealedRun.copy()
        defer { run.small.remove() }
        let store = try run.small.store()
        let answers = try store.promptAnswers(keys: store.keys(of: .promptAnswer)).values
        #expect(answers.count == 57)
        let some = answers.sorted { $0.key < $1.key }.prefix(3)
        let names = Set(some.map(\.key) + answers.map(\.writerKey) + some.map(\.prompt))
        for name in names {
            #expect(throws: RunError.self) {
                try BasketExport(run.small.folder, basket: name, as: .dolly)
            }
        }
        // Each row of each basket is an answer to a question.
        let keys = try #require(try RunFacts.keys(store))
        let cells = try Train(
            keys: keys, store: store, supply: NoModels(), folder: run.small.folder
        ).plan()
        let used = try cells.compactMap(\.basket).flatMap { basket in
            try store.basket(basket.key).filter { $0.leftOut == nil }
        }
        #expect(used.count == 2 * 40)
        #expect(Set(used.map(\.answer)).isDisjoint(with: answers.map(\.key)))
        #expect(try store.answers(keys: used.map(\.answer)).count == Set(used.map(\.answer)).count)
    }
}
