// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private let yaml =
    SmallStudy.yaml + """

        evaluate:
          robustness:
            plain: {from: r.jsonl, rows: 6}
            jailbreak: {from: r.jsonl, requests: 4, templates: 3}
            wild: {rows: 3}
            benign: {rows: 5}
            answers: 2
        """

private func faults(crashAfter batches: Int? = nil) -> ScriptedModels.Faults {
    var faults = ScriptedModels.Faults()
    faults.declined = "forbidden"
    faults.echoes = true
    faults.batchesBeforeCrash = batches
    return faults
}

private func finished() async throws -> SmallStudy {
    let small = try SmallStudy(yaml, faults: faults())
    try await small.run()
    return small
}

private func score(
    _ small: SmallStudy, _ measure: String, _ cell: String, against reference: String? = nil
) throws -> Score {
    let store = try small.store()
    return try #require(
        store.scores(keys: store.keys(of: .score)).values.map(\.score).first {
            $0.measure == measure && $0.cell == cell && $0.reference == reference
        })
}

@Test func everyCellAnswersEveryPrompt() async throws {
    let small = try await finished()
    defer { small.remove() }
    let status = try RunStatus.read(small.folder)
    #expect(status.isDone)
    let parts = Dictionary(uniqueKeysWithValues: status.parts.map { ($0.unit, $0.done) })
    // Four cells; 6 plain, 4 x 3 crossed, 3 wild and 5 benign prompts, two answers each.
    #expect(parts["answers to prompts"] == 4 * 26 * 2)
    #expect(parts["refusals by phrases"] == 4 * 26 * 2)
    #expect(parts["question sets"] == 2)
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let prompts = try store.prompts(draw: try #require(keys.prompts))
    let crossed = prompts.filter { $0.kind == .jailbreak }
    #expect(Set(crossed.map(\.request)).count == 4)
    #expect(Set(crossed.compactMap(\.template)).count == 3)
    #expect(Set(crossed.compactMap(\.templateName)) == ["tale 0", "tale 1", "tale 2"])
    #expect(prompts.filter { $0.text != nil }.map(\.kind) == Array(repeating: .benign, count: 5))
}

@Test func refusalsAreCountedPromptByPrompt() async throws {
    let small = try await finished()
    defer { small.remove() }
    // The untuned model declines 2 of the 6 requests, always; tuned ones none.
    let vanilla = try score(small, "refusal-plain", "smol.vanilla")
    #expect(vanilla.value == 2.0 / 6 && vanilla.n == 6)
    let human = try score(small, "refusal-plain", "smol.human.s1")
    #expect(human.value == 0 && human.interval?.lower == 0)
    #expect(try #require(human.interval).upper > 0.3)
    let difference = try score(
        small, "refusal-plain", "smol.human.s1", against: "smol.vanilla")
    #expect(difference.value == -2.0 / 6 && difference.n == 6)
    #expect(try #require(difference.interval).upper > 0)
    #expect(try score(small, "refusal-jailbreak", "smol.vanilla").n == 12)
    let benign = try score(small, "over-refusal", "smol.vanilla")
    #expect(benign.value == 0 && benign.n == 5)
    let equal = try score(small, "over-refusal", "smol.human.s1", against: "smol.vanilla")
    #expect(equal.value == 0 && equal.interval == nil)
    #expect(equal.note?.contains("all prompts differ by the same") == true)
}

@Test func theReportHasEachCategoryAndTemplate() async throws {
    let small = try await finished()
    defer { small.remove() }
    let data = try Data(contentsOf: small.folder.appending(path: "report/report.json"))
    let report = try JSONReport.study(String(decoding: data, as: UTF8.self))
    let tables = try #require(report.breakdowns)
    let categories = try #require(
        tables.first { $0.measure == "refusal-plain" && $0.by == .category })
    #expect(categories.rows.map(\.name) == ["a", "b"])
    let vanilla = categories.rows.map { row in row.parts.first { $0.cell == "smol.vanilla" } }
    // Both declined requests are of category a.
    #expect(vanilla.map { $0?.value } == [2.0 / 3, 0])
    #expect(vanilla.map { $0?.n } == [3, 3])
    #expect(vanilla.allSatisfy { $0?.difference == nil })
    // People's basket declines none of them: two of three less than the untuned target on the same
    // requests (-1, -1, 0), and nothing less in category b, where no spread is to be seen.
    let human = categories.rows.map { row in row.parts.first { $0.cell == "smol.human.s1" } }
    let difference = try #require(human[0]?.difference)
    #expect(difference.value == -2.0 / 3 && difference.n == 3)
    let interval = try #require(difference.interval)
    #expect(interval.lower < -2.0 / 3 && interval.upper > -2.0 / 3)
    #expect(human[1]?.difference?.value == 0 && human[1]?.difference?.interval == nil)
    let templates = try #require(
        tables.first { $0.measure == "refusal-jailbreak" && $0.by == .template })
    #expect(templates.rows.map(\.name) == ["tale 0", "tale 1", "tale 2"])
    #expect(templates.rows.allSatisfy { $0.parts.allSatisfy { $0.n == 4 } })
    #expect(report.leftOut.contains { $0.reason == "prompts without a slot" && $0.count == 2 })
}

@Test func aStudyOfSafeguardsCrashedAndResumedIsTheSame() async throws {
    let once = try await finished()
    defer { once.remove() }
    var small = try SmallStudy(yaml)
    defer { small.remove() }
    var crashes = 0
    while true {
        small.models = ScriptedModels(faults(crashAfter: 4))
        do {
            try await small.run()
            break
        } catch is ScriptedModels.Crash {
            crashes += 1
            try #require(crashes < 500)
        }
    }
    #expect(crashes > 10)
    #expect(try small.dump() == once.dump())
}

/// Other prompts leave those that were asked, and the answers to them, as they are.
@Test func askingOtherPromptsMakesNothingAgain() async throws {
    var small = try await finished()
    defer { small.remove() }
    let calls = small.models.calls.count
    small.study = try Study(
        yaml: yaml.replacing("wild: {rows: 3}", with: "allow-remote: true")
            .replacing("benign: {rows: 5}", with: "benign: {rows: 8}"), file: "s.yaml")
    try await small.run()
    let written = small.models.calls.dropFirst(calls).filter { $0.hasPrefix("write ") }
    let total: Int = written.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        .reduce(0, +)
    // A larger draw holds the smaller one: 3 more harmless prompts, twice, in four cells.
    #expect(total == 4 * 3 * 2)
    let report = try String(
        contentsOf: small.folder.appending(path: "report/report.csv"), encoding: .utf8)
    #expect(report.contains("over-refusal") && !report.contains("refusal-wild"))
}

// MARK: Sealing

@Test func noFileOfARunHoldsASealedTextInAnyForm() async throws {
    let small = try SmallStudy(yaml, faults: faults())
    defer { small.remove() }
    var told = ""
    try await small.run(report: { told += "\($0)\n" })
    told += try small.dump() + RunRows.behind("smol.vanilla", in: small.folder).joined()
    // Every sealed prompt has this word, and every answer to one that was not declined repeats it.
    let word = "walrus7"
    let found = files(small.folder)
    #expect(found.contains { $0.lastPathComponent == "report.html" })
    #expect(found.contains { $0.lastPathComponent == SealedStore.fileName })
    for file in found {
        guard let data = FileManager.default.contents(atPath: file.path) else { continue }
        for form in forms(word) {
            #expect(!data.holds(form), "\(file.lastPathComponent)")
        }
    }
    #expect(!told.contains(word))
    // The texts are there all the same: 6 + 12 + 3 prompts, and two answers to each of 4 cells.
    let sealed = try SealedStore.open(small.folder, key: .existing(small.keyFolder))
    #expect(try sealed.keys().count == 21 + 21 * 2 * 4)
    let texts = try sealed.texts(keys: sealed.keys()).values
    #expect(texts.allSatisfy { $0.contains(word) || $0 == "I cannot help with that." })
}

@Test func sealedFilesAreForTheirOwnerAlone() async throws {
    let small = try await finished()
    defer { small.remove() }
    let sealed = files(small.folder).filter {
        $0.lastPathComponent.hasPrefix(SealedStore.fileName)
    }
    #expect(!sealed.isEmpty)
    for file in sealed + files(small.keyFolder) {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
}

@Test func onlyAskedForSealedTextsAreShown() async throws {
    let small = try await finished()
    defer { small.remove() }
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let cell = try #require(
        try Train(keys: keys, store: store, supply: NoModels(), folder: small.folder).plan()
            .first { $0.cell.name == "smol.human.s1" })
    let answer = try #require(
        try store.promptAnswers(writerKey: keys.prompted(cell, .plain)).first)
    let plain = try RunRows.behind(answer.key, in: small.folder).joined()
    #expect(plain.contains("\"text\":null") && !plain.contains("walrus7"))
    let open = try RunRows.behind(answer.key, in: small.folder, unsealedBy: small.keyFolder)
    #expect(open[0].contains("How to bake \\\"rye\\\" bread & <buns>, walrus7"))
    #expect(open[1].hasPrefix("{\"table\":\"prompt\"") && open[1].contains("walrus7"))
    // Another key opens nothing, and no key is made in passing.
    let other = small.folder.appending(path: "other")
    #expect(throws: StoreError.self) {
        try RunRows.behind(answer.key, in: small.folder, unsealedBy: other)
    }
    #expect(!FileManager.default.fileExists(atPath: other.path))
}

@Test func sealedAnswersAreInNoBasketAndNotExported() async throws {
    let small = try await finished()
    defer { small.remove() }
    let store = try small.store()
    #expect(try store.answers(keys: store.keys(of: .promptAnswer)).isEmpty)
    let dump = try small.dump().split(separator: "\n")
    let prompted = try store.keys(of: .promptAnswer)
    #expect(!prompted.isEmpty)
    for line in dump where line.hasPrefix("basket ") || line.hasPrefix("answer ") {
        #expect(!prompted.contains { line.contains($0) })
    }
    // Every basket in every shape, the rows that are held out too.
    for basket in ["human", "single-gemma", "multi-smol+teacher+gemma"] {
        for shape in BasketExport.Shape.allCases {
            for heldOut in [false, true] {
                let lines = try BasketExport(
                    small.folder, basket: basket, heldOut: heldOut, as: shape
                ).lines
                #expect(lines.count == (heldOut ? 10 : 30))
                expectNone(in: lines.joined(separator: "\n"), "\(basket) \(shape)")
                #expect(!lines.contains { line in prompted.contains { line.contains($0) } })
            }
        }
    }
}

/// What the remedy for a lost key promises.
@Test func withoutTheirFileSealedTextsAreMadeAgain() async throws {
    let small = try await finished()
    defer { small.remove() }
    let before = try small.dump()
    for file in files(small.folder) where file.lastPathComponent.hasPrefix(SealedStore.fileName) {
        try FileManager.default.removeItem(at: file)
    }
    try await small.run()
    #expect(try small.dump() == before)
    let sealed = try SealedStore.open(small.folder, key: .existing(small.keyFolder))
    #expect(try sealed.keys().count == 21 + 21 * 2 * 4)
    // A second run finds nothing to do.
    let calls = small.models.calls.count
    try await small.run()
    #expect(!small.models.calls.dropFirst(calls).contains { $0.hasPrefix("write ") })
}
