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

    static func finished() async throws -> SealedRun {
        var faults = ScriptedModels.Faults()
        faults.echoes = true
        let small = try SmallStudy(yaml, faults: faults)
        try await small.run()
        let run = SealedRun(small: small)
        // It is there: 4 + 9 + 3 prompts and three answers to each, all of them with the word.
        let sealed = try SealedStore.open(small.folder, key: .existing(small.keyFolder))
        let texts = try sealed.texts(keys: sealed.keys()).values
        #expect(texts.count == 64 && texts.allSatisfy { $0.contains(word) })
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

/// Fails for each form of a word that is in a text.
func expectNone(_ word: String, in text: String, _ what: String) {
    let data = Data(text.utf8)
    for form in forms(word) { #expect(data.range(of: form) == nil, "\(what)") }
}

/// Fails for each file under a folder that has a word in any form.
func expectNone(_ word: String, under folder: URL) throws {
    let found = files(folder)
    #expect(!found.isEmpty)
    for file in found {
        guard let data = FileManager.default.contents(atPath: file.path) else { continue }
        for form in forms(word) { #expect(data.range(of: form) == nil, "\(file.path)") }
    }
}
