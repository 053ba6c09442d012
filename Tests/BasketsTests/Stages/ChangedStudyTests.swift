// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// What a second run asks of models after a change of the study: the first word of each call.
private func callsAfter(_ change: (inout SmallStudy) throws -> Void) async throws -> Set<String> {
    var small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let before = small.models.calls.count
    try change(&small)
    let models = small.models
    try await small.run()
    return Set(
        (models === small.models ? Array(small.models.calls.dropFirst(before)) : small.models.calls)
            .map { call in
                let words = call.split(separator: " ")
                return words[0] == "write" && !call.contains("smol.")
                    ? "write-source" : String(words[0])
            })
}

@Test func anotherRankTrainsAgainAndGeneratesNothing() async throws {
    let calls = try await callsAfter { $0.study.training.rank = 8 }
    #expect(!calls.contains("write-source"))
    #expect(calls.isSuperset(of: ["step", "write", "score", "embed"]))
}

/// The adapters of the study as it was stay where they are, and are used when it is changed back.
@Test func aChangedStudyTakesNoAdaptersPlace() async throws {
    var small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    func adapter() throws -> Data {
        try Data(
            contentsOf: small.folder.appending(
                path: "adapters/smol.human.s1/adapter_model.safetensors"))
    }
    let (before, dump) = (try adapter(), try small.dump())
    small.study.training.rank = 8
    try await small.run()
    #expect(try adapter() == before)
    let folders = try FileManager.default.contentsOfDirectory(
        atPath: small.folder.path + "/adapters")
    #expect(folders.count == 6)
    small.study.training.rank = 16
    let calls = small.models.calls.count
    try await small.run()
    #expect(small.models.calls.count == calls)
    let after = try Set(small.dump().split(separator: "\n"))
    #expect(after.isSuperset(of: dump.split(separator: "\n")))
}

@Test func moreAnswersPerQuestionTrainNothing() async throws {
    let calls = try await callsAfter { $0.study.evaluation.answersPerQuestion = 2 }
    #expect(!calls.contains("step"))
    #expect(calls.contains("write"))
}

@Test func anotherSeedOfTrainingLeavesTheOthersAlone() async throws {
    var small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let before = small.models.calls.count
    small.study.training.seeds = [1, 2]
    try await small.run()
    let steps = small.models.calls.dropFirst(before).filter { $0.hasPrefix("step") }
    #expect(!steps.isEmpty && steps.allSatisfy { $0.contains(".s2 ") })
}

@Test func aChangedModelFileMakesItsRowsAgain() async throws {
    let calls = try await callsAfter { $0.models.methods["sampler"] = "2" }
    #expect(calls.contains("write-source"))
}

/// Adding a source moves no draw of any other.
@Test func aSourceMoreChangesNoOtherSourcesAnswers() async throws {
    func answers(_ yaml: String) async throws -> [String: String] {
        let small = try SmallStudy(yaml)
        defer { small.remove() }
        try await small.run(through: .generate)
        let keys = try #require(try RunFacts.keys(small.store()))
        let gemma = try #require(keys.study.source(named: "gemma"))
        let rows = try small.store().answers(writerKey: keys.writer(gemma))
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.answer.text) })
    }
    let more = SmallStudy.yaml
        .replacing("  gemma:", with: "  new: {model: small, system: New.}\n  gemma:")
        .replacing("[smol, teacher, gemma]", with: "[new, smol, teacher, gemma]")
    let (before, after) = try await (answers(SmallStudy.yaml), answers(more))
    #expect(before == after)
    #expect(before.count == 40)
}

@Test func theKeyOfEveryRowNamesAllThatMadeIt() throws {
    let study = try SmallStudy().study
    func keys(_ change: (inout Study) -> Void, methods: [String: String] = [:]) -> RunKeys {
        var study = study
        change(&study)
        let identity = ModelIdentity(name: "m", file: "f", sha256: methods["sha"] ?? "s")
        return RunKeys(
            study: study, draw: "d", models: ["small": identity, "other": identity],
            encoder: identity, methods: methods)
    }
    let gemma = { (keys: RunKeys) in keys.study.sources[2] }
    let writers = [
        keys { _ in }, keys { $0.seed = 12 }, keys { $0.sources[2].system = "x" },
        keys { $0.sources[2].system = "" }, keys { $0.sources[2].prompting = .chat },
        keys { $0.sources[2].decoding.temperature = 0.5 },
        keys { $0.sources[2].decoding.topP = 0.5 }, keys { $0.sources[2].decoding.maxTokens = 5 },
        keys({ _ in }, methods: ["sampler": "2"]), keys({ _ in }, methods: ["prompts": "2"]),
        keys({ _ in }, methods: ["sha": "t"]),
    ].map { $0.writer(gemma($0)) }
    #expect(Set(writers).count == writers.count)
    // What does not make an answer is not in its key.
    #expect(keys({ $0.training.rank = 3 }).writer(gemma(keys { _ in })) == writers[0])

    let cell = Cell(target: "smol", condition: .human, seed: 1)
    let cells = [
        keys { _ in }, keys { $0.training.rank = 3 }, keys { $0.training.learningRate = 1 },
        keys { $0.training.loss = .conversation }, keys { $0.training.patience = 2 },
        keys { $0.targets[0].system = "x" }, keys({ _ in }, methods: ["trainer": "2"]),
        keys({ _ in }, methods: ["sha": "t"]),
    ].map { $0.cell(cell, basket: "b") }
    #expect(Set(cells).count == cells.count)
    #expect(keys { _ in }.cell(cell, basket: "c") != cells[0])
    #expect(
        keys { _ in }.cell(Cell(target: "smol", condition: .human, seed: 2), basket: "b")
            != cells[0])
    #expect(keys({ $0.training.seeds = [1, 9] }).cell(cell, basket: "b") == cells[0])
}
