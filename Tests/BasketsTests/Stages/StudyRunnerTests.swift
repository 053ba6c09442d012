// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

@Test func aRunMakesEveryRowOfThePlan() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 0))
    let status = try RunStatus.read(small.folder)
    #expect(status.isDone)
    // 30 training and 10 held-out questions. gemma answers all 40 (single); smol and teacher a
    // third of each part (multi): 10 + 3 or 4 of 10. Cells: vanilla, and 3 tuned.
    let parts = Dictionary(uniqueKeysWithValues: status.parts.map { ($0.unit, $0.done) })
    #expect(parts["answers"] == 40 + 10 + 4 + 10 + 3)
    // Two epochs over 30 rows in steps of 4: 16 steps a cell.
    #expect(parts["steps"] == 3 * 16)
    #expect(parts["answers of cells"] == 4 * 10)
    #expect(parts["scores of people's answers"] == 4 * 10)
    #expect(parts["scores of cells' answers"] == 4 * 10)
    #expect(parts["vectors"] == 4 * 10)
    #expect(parts["vectors of sentences"] == 4 * 10)
    // Each cell has every measure, each tuned cell also its difference from vanilla, and where that
    // is of answers cut to equal lengths, that of the whole answers too.
    let matched = StudyMeasures.all.count(where: \.isMatched)
    #expect(parts["scores"] == (4 + 3) * StudyMeasures.all.count + 3 * matched)
    // Those of cut answers beside those of the whole ones.
    #expect(parts["resampled scores"] == 4 * (StudyMeasures.all.count + matched))
    for form in ["html", "md", "csv", "json"] {
        let file = small.folder.appending(path: "report/report.\(form)")
        #expect(try Data(contentsOf: file).count > 500)
    }
}

@Test func aSecondRunAsksNoModelForAnything() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let (calls, dump) = (small.models.calls, try small.dump())
    #expect(try await small.run() == .finished(failed: 0))
    #expect(small.models.calls == calls)
    #expect(try small.dump() == dump)
}

@Test func anAdapterHasACardThatSaysWhoseAnswersAndTerms() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .train)
    let name = "smol.multi-smol+teacher+gemma.s1"
    let card = try String(
        contentsOf: small.folder.appending(path: "adapters/\(name)/README.md"), encoding: .utf8)
    #expect(card.contains("base_model: \"SMALL\""))
    #expect(card.contains("- gemma: OTHER. Terms of training on its answers: none"))
    #expect(card.contains("| rows | 30, with "))
    #expect(!FileManager.default.fileExists(atPath: small.folder.path + "/checkpoints"))
}

@Test func twoRunsOfOneStudyAreEqual() async throws {
    #expect(try await undisturbed() == undisturbed())
}

/// Ends the run after every batch and every optimizer step, and starts it again.
@Test func interruptedAfterEachBatchAndResumedIsTheSame() async throws {
    let expected = try await undisturbed()
    let small = try SmallStudy()
    defer { small.remove() }
    var ends = 0
    while true {
        var stops = false
        let end = try await small.run(
            isInterrupted: { stops },
            report: { event in if case .progress = event { stops = true } })
        if end != .interrupted { break }
        ends += 1
        try #require(ends < 500)
    }
    #expect(ends > 60)
    #expect(try small.dump() == expected)
    // Nothing done was done again: not one call more than in one go.
    let once = try SmallStudy()
    defer { once.remove() }
    try await once.run()
    #expect(small.models.calls.sorted() == once.models.calls.sorted())
}

/// Ends the run by an error in the middle of every batch, with nothing said, and starts it again.
@Test func crashedInEachBatchAndResumedIsTheSame() async throws {
    let expected = try await undisturbed()
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var small = try SmallStudy()
    let clock = TickingClock()
    var crashes = 0
    while true {
        // Three calls, then the fourth crashes: some batches are lost in their middle.
        var faults = ScriptedModels.Faults()
        faults.batchesBeforeCrash = 3
        small.models = ScriptedModels(faults)
        do {
            _ = try await StudyRunner(
                small.study, folder: folder, supply: small.models, questions: small.source,
                subsets: 4, now: clock.tick
            ).run()
            break
        } catch is ScriptedModels.Crash {
            crashes += 1
            try #require(crashes < 500)
        }
    }
    #expect(crashes > 20)
    #expect(try Store.existing(folder).dump() == expected)
}

@Test func stagesEndWhereTheyAreToldTo() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    for (stage, done) in [(StageName.prepare, 1), (.generate, 4), (.train, 5), (.evaluate, 14)] {
        #expect(try await small.run(through: stage) == .finished(failed: 0))
        let status = try RunStatus.read(small.folder)
        #expect(status.parts.count { $0.left == 0 } == done)
    }
    #expect(!FileManager.default.fileExists(atPath: small.folder.path + "/report"))
    try await small.run()
    #expect(try small.dump() == (try await undisturbed()))
}

@Test func oneCellAloneIsTrainedAndAnswers() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    let name = "smol.human.s1"
    #expect(try await small.run(cell: name) == .finished(failed: 0))
    let trained = Set(
        small.models.calls.filter { $0.hasPrefix("step") }.map { $0.split(separator: " ")[1] })
    #expect(trained == [name[...]])
    // The others follow in another run, which does not train it again.
    try await small.run()
    #expect(small.models.calls.count { $0 == "step \(name) 1" } == 1)
    #expect(try small.dump() == (try await undisturbed()))
}

@Test func oneSourceAloneAnswersAndTheRunEndsThere() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    #expect(try await small.run(sources: ["gemma"]) == .finished(failed: 0))
    // gemma answers all 40 questions, at most 32 at once.
    #expect(small.models.calls == ["write other 32", "write other 8"])
    #expect(!FileManager.default.fileExists(atPath: small.folder.path + "/sources.html"))
    // The others follow in another run, which does not ask it again.
    try await small.run()
    #expect(small.models.calls.count { $0.hasPrefix("write other") } == 2)
    #expect(try small.dump() == (try await undisturbed()))
}

@Test func saysWhichCellsThereAre() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    await #expect(throws: RunError.self) { try await small.run(cell: "smol.humans.s1") }
}

@Test func saysWhichSourcesThereAre() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    let error = await #expect(throws: RunError.self) { try await small.run(sources: ["gemini"]) }
    #expect(error?.remedy == "It needs: smol, teacher, gemma.")
    await #expect(throws: RunError.self) {
        try await small.run(cell: "smol.human.s1", sources: ["gemma"])
    }
}

@Test func progressCountsWhatWasThereAlready() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .generate)
    var started: [StageProgress] = []
    try await small.run(report: { event in
        if case .started(let progress) = event { started.append(progress) }
    })
    #expect(started.first { $0.stage == .generate }?.done == 67)
    #expect(started.first { $0.stage == .generate }?.total == 67)
    #expect(started.first { $0.stage == .train }?.done == 0)
}

@Test func timeLeftFollowsFromTheRateOfThisRun() {
    let progress = StageProgress(
        stage: .generate, unit: "answers", item: "smol", done: 400, total: 1600, rate: 4)
    // 1,200 to go at 4 a second.
    #expect(progress.secondsLeft == 300)
    let none = StageProgress(stage: .train, unit: "steps", item: "", done: 0, total: 9, rate: nil)
    #expect(none.secondsLeft == nil)
}

@Test func aRunEndsWhenItsBudgetIsSpent() async throws {
    var small = try SmallStudy()
    defer { small.remove() }
    small.study.budget = Budget(tokens: 50)
    #expect(try await small.run() == .budgetSpent("50 tokens"))
    let first = try small.store().keys(of: .answer).count
    // What is stored stays; the same command ends at once.
    #expect(try await small.run() == .budgetSpent("50 tokens"))
    #expect(try small.store().keys(of: .answer).count == first)
    small.study.budget = Budget(hours: 0.001)
    #expect(try await small.run() == .budgetSpent("0.001 hours of work"))
    small.study.budget = Budget()
    #expect(try await small.run() == .finished(failed: 0))
}

@Test func twoProcessesDoNotWorkOnOneRun() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .prepare)
    let lock = try RunLock(small.folder)
    await #expect(throws: RunError.self) { try await small.run() }
    lock.release()
    try await small.run(through: .generate)
}

@Test func aStudyWithoutTuningNeedsNoBaskets() async throws {
    let small = try SmallStudy(
        """
        study: bare
        seed: 1
        questions: {from: q.jsonl, rows: 12}
        targets: {smol: {model: small}}
        conditions: [vanilla]
        """)
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 0))
    #expect(!small.models.calls.contains { $0.hasPrefix("step") })
}

@Test func aStudyWithoutVanillaIsScoredByTheUntunedTargetAllTheSame() async throws {
    let small = try SmallStudy(SmallStudy.yaml.replacing("  - vanilla\n", with: ""))
    defer { small.remove() }
    #expect(try await small.run() == .finished(failed: 0))
    let report = try String(
        contentsOf: small.folder.appending(path: "report/report.csv"), encoding: .utf8)
    #expect(report.contains("parent-perplexity"))
    #expect(!small.models.calls.contains { $0.hasPrefix("write small 10") })
}
