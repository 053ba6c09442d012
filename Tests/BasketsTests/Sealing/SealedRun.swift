// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// A run with all that is sealed: prompts of three kinds, answers to them, verdicts of two judges on
/// these, rated answers. Each such text has the word `walrus7`.
struct SealedRun {
    static let word = "walrus7"
    let small: SmallStudy

    private static let yaml = """
        study: small
        seed: 11
        questions: {from: q.jsonl, rows: 40, held-out: 0.25}
        targets: {smol: {model: small}}
        sources: {gemma: {model: other, prompt: few-shot}}
        conditions: [vanilla, human, {single: gemma}]
        training: {epochs: 1, batch: 4, seeds: [1]}
        evaluate:
          robustness:
            plain: {from: r.jsonl, rows: 4}
            jailbreak: {from: r.jsonl, requests: 3, templates: 3}
            wild: {rows: 3}
            benign: {rows: 3}
            rubrics: [harmfulness, usefulness, refusal]
            calibration: {rows: 8}
          self-preference: {questions: 3, sources: [human, gemma]}
        judges: {strict: {model: third}, lenient: {model: small}}
        """

    init() throws {
        var faults = ScriptedModels.Faults()
        faults.echoes = true
        small = try SmallStudy(Self.yaml, faults: faults)
    }

    static func finished() async throws -> SealedRun {
        let run = try SealedRun()
        try await run.small.run()
        // It is there: 4 + 9 + 3 prompts and three answers to each, all of them with the word.
        let sealed = try SealedStore.open(run.small.folder, key: .existing(run.small.keyFolder))
        let texts = try sealed.texts(keys: sealed.keys()).values
        #expect(texts.count == 64 && texts.allSatisfy { $0.contains(word) })
        return run
    }

    /// A copy of the run that the suite was given, for one test to write to.
    static func copy() throws -> SealedRun {
        let run = try SealedRun()
        let (folder, keyFolder) = (run.small.folder, run.small.keyFolder)
        let given = try #require(OneRun.given)
        try FileManager.default.copyItem(at: given.folder, to: folder)
        try FileManager.default.copyItem(at: given.keyFolder, to: keyFolder)
        return run
    }

    /// Keys of all rows about what is sealed, and of some of every other kind.
    func keys() throws -> [String] {
        let store = try small.store()
        let sealed: [Store.Keyed] = [.prompt, .promptAnswer, .refusal, .verdict]
        let others: [Store.Keyed] = [.answer, .cell, .textScore, .embedding, .score, .resample]
        return try sealed.flatMap { try store.keys(of: $0).sorted() }
            + others.flatMap { try store.keys(of: $0).sorted().prefix(5) }
    }

    /// A folder beside the run, with a copy of it, its study and a policy.
    func place() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            at: small.folder, to: folder.url.appending(path: "copy"))
        let policy = "policy: p\ncondition: human\nrequire: [{measure: harm-plain, at-most: 5}]\n"
        for (name, text) in [("policy.yaml", policy), ("study.yaml", Self.yaml)] {
            try Data(text.utf8).write(to: folder.url.appending(path: name))
        }
        return folder
    }
}

/// What shows and writes what is sealed, tested on copies of one run.
@Suite(OneRun()) enum SealedRunTests {
    struct SealedCommandsTests {}
    struct SealedPagesTests {}
    struct SealedServerTests {}
}

/// Makes one run for all tests of a suite.
struct OneRun: SuiteTrait, TestScoping {
    @TaskLocal static var given: (folder: URL, keyFolder: URL)?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let run = try await SealedRun.finished()
        defer { run.small.remove() }
        try await Self.$given.withValue((run.small.folder, run.small.keyFolder)) {
            try await function()
        }
    }
}

private let formsOfTheWord = forms(SealedRun.word)

/// Fails for each form of the word that is in a text.
func expectNone(in text: String, _ what: String) {
    let data = Data(text.utf8)
    for form in formsOfTheWord { #expect(!data.holds(form), "\(what)") }
}

/// Fails for each file under a folder that has the word in any form.
func expectNone(under folder: URL) throws {
    let found = files(folder)
    #expect(!found.isEmpty)
    for file in found {
        guard let data = FileManager.default.contents(atPath: file.path) else { continue }
        for form in formsOfTheWord { #expect(!data.holds(form), "\(file.path)") }
    }
}
