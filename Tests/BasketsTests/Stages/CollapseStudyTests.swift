// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private func scores(_ small: SmallStudy) throws -> [Score] {
    let store = try small.store()
    return try store.scores(keys: store.keys(of: .score)).values.map(\.score)
}

/// A finished study of everything, and its evaluation as its store tells it.
private func finished(_ yaml: String = SmallStudy.full) async throws -> (SmallStudy, Evaluate) {
    let small = try SmallStudy(yaml)
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let supply = NoModels()
    let plan = try Train(keys: keys, store: store, supply: supply, folder: small.folder).plan()
    return (
        small,
        Evaluate(keys: keys, store: store, supply: supply, folder: small.folder, cells: plan)
    )
}

@Test func aStudyOfEverythingMakesEveryRowOfItsPlan() async throws {
    let (small, _) = try await finished()
    defer { small.remove() }
    let status = try RunStatus.read(small.folder)
    #expect(status.isDone)
    let parts = Dictionary(uniqueKeysWithValues: status.parts.map { ($0.unit, $0.done) })
    // Four cells. Ten held-out questions in four ways, and in each 3 questions by 4 answers; by 2
    // wordings in the three that are not reworded as they are.
    #expect(parts["answers of cells"] == 4 * (4 * 10 + 4 * 12 + 3 * 6))
    // Under the plain prompt, without a system turn, reworded: temperature changes no likelihood.
    #expect(parts["scores of people's answers"] == 4 * 3 * 10)
    #expect(parts["scores of cells' answers"] == 4 * 4 * 10)
    #expect(parts["vectors"] == 4 * (4 * 10 + 4 * 12 + 3 * 6))
    #expect(parts["vectors of sentences"] == 4 * 4 * 10)
    #expect(parts["vectors of people's answers"] == 10)
    // Four cells beside the parent, two beside the human cell of their seed, under three prompts.
    #expect(parts["compared texts"] == (4 + 2) * 3 * 10)
    #expect(parts["questions with choices"] == 4 * 5)
    // Of each of four questions: the parent's text against people's and gemma's, a text of people's
    // against its words in disorder, each in both orders, and each of three texts alone; the three
    // tuned cells have a text of their own too. The judge outside is asked what vanilla is. For the
    // published scores all five compare people's text with gemma's too, in both orders.
    #expect(parts["verdicts"] == 4 * (2 * (6 + 3) + 3 * (10 + 4) + 5 * 2))
    // Of each question the planted pair, people's text beside itself, and both planted texts alone.
    #expect(parts["verdicts that measure judges"] == 4 * (2 + 1 + 2))
    #expect(parts["question sets"] == 2)
}

/// Ends the run by an error in the middle of batches, with nothing said, and starts it again.
@Test func aStudyOfEverythingCrashedAndResumedIsTheSame() async throws {
    let expected = try await undisturbed(SmallStudy.full)
    var small = try SmallStudy(SmallStudy.full)
    defer { small.remove() }
    var crashes = 0
    while true {
        var faults = ScriptedModels.Faults()
        faults.batchesBeforeCrash = 4
        small.models = ScriptedModels(faults)
        do {
            try await small.run()
            break
        } catch is ScriptedModels.Crash {
            crashes += 1
            try #require(crashes < 500)
        }
    }
    #expect(crashes > 20)
    #expect(try small.dump() == expected)
}

@Test func aStudyOfEverythingInterruptedAndResumedAsksNothingTwice() async throws {
    let small = try SmallStudy(SmallStudy.full)
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
    let once = try SmallStudy(SmallStudy.full)
    defer { once.remove() }
    try await once.run()
    #expect(small.models.calls.sorted() == once.models.calls.sorted())
    #expect(try small.dump() == once.dump())
}

/// What a study asks for beyond another leaves all rows of that one as they are.
@Test func askingForMoreMakesNothingAgain() async throws {
    var small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let before = try small.dump().split(separator: "\n").filter {
        !$0.hasPrefix("study ") && !$0.hasPrefix("fact ")
    }
    let calls = small.models.calls.count
    small.study = try Study(yaml: SmallStudy.full, file: "full.yaml")
    try await small.run()
    #expect(try Set(small.dump().split(separator: "\n")).isSuperset(of: before))
    let more = small.models.calls.dropFirst(calls)
    #expect(!more.contains { $0.hasPrefix("step ") })
    // Of four cells: 30 answers in ways other than plain; in four ways 12 of a spread but for the 3
    // that the set of all questions has; 6 of paraphrases in three.
    let written = more.filter { $0.hasPrefix("write ") }.compactMap {
        $0.split(separator: " ").last
    }
    let total: Int = written.compactMap { Int($0) }.reduce(0, +)
    #expect(total == 4 * (30 + 4 * 9 + 3 * 6))
    // Back to the smaller study: its report knows nothing of the rest.
    small.study = try Study(yaml: SmallStudy.yaml, file: "small.yaml")
    let all = small.models.calls.count
    try await small.run()
    #expect(small.models.calls.count == all)
    let report = try String(
        contentsOf: small.folder.appending(path: "report/report.csv"), encoding: .utf8)
    #expect(!report.contains("@no-system") && !report.contains("kl-from-reference"))
}

@Test func theFirstAnswerOfASpreadIsThePlainOne() async throws {
    let (small, evaluate) = try await finished()
    defer { small.remove() }
    let cell = try #require(evaluate.cells.first { $0.cell.name == "smol.human.s1" })
    let plain = try evaluate.inputs(of: cell)
    let spread = try evaluate.inputs(of: cell, .spread(.plain))
    let cooler = try evaluate.inputs(of: cell, .asked(.cooler))
    let coolSpread = try evaluate.inputs(of: cell, .spread(.cooler))
    for (spread, all) in [(spread, plain), (coolSpread, cooler)] {
        #expect(spread.answers.count == 12)
        for (id, row) in spread.answers where id.hasSuffix(" 0") {
            #expect(row.answer.text == all.answers[id]?.answer.text)
        }
    }
    #expect(Set(spread.answers.values.map(\.answer.text)).count > 6)
}

@Test func everyPromptingIsAskedAsItSays() async throws {
    let (small, evaluate) = try await finished()
    defer { small.remove() }
    let cell = try #require(evaluate.cells.first { $0.cell.name == "smol.human.s1" })
    let sets = try evaluate.sets()
    #expect(
        sets.map(\.kind.name) == [
            "plain", "no-system", "reworded", "cooler", "spread", "spread no-system",
            "spread reworded", "spread cooler", "paraphrased", "paraphrased no-system",
            "paraphrased cooler",
        ])
    let without = [1, 5, 9]
    let cool = [3, 7, 10]
    for (place, set) in sets.enumerated() {
        #expect(set.addsSystem == !without.contains(place))
        #expect(set.decoding.temperature == (cool.contains(place) ? 0.35 : 0.7))
    }
    for place in [2, 6] {
        #expect(
            sets[place].outputs.allSatisfy {
                $0.question.instruction.hasPrefix("Here is a question")
            })
    }
    #expect(Set(sets[8].outputs.map(\.question.instruction)).count == 6)
    #expect(Set(sets.map { evaluate.writerKey(cell, $0.kind) }).count == 11)
}

@Test func aModelBesideItselfHasNoDivergenceAndACellHasThatOfItsRows() async throws {
    let (small, evaluate) = try await finished()
    defer { small.remove() }
    let all = try scores(small)
    func value(_ measure: String, _ cell: String, _ reference: String? = nil) throws -> Double {
        try #require(
            all.first {
                $0.measure == measure && $0.cell == cell && $0.reference == reference
            }?.value)
    }
    #expect(try value("kl-from-reference", "smol.vanilla") == 0)
    #expect(try value("tail-kept", "smol.vanilla") == 1)
    let cell = try #require(evaluate.cells.first { $0.cell.name == "smol.human.s1" })
    let rows = try #require(try evaluate.inputs(of: cell).divergences["parent"]).values
    let expected =
        rows.reduce(0) { $0 + $1.fromReference } / Double(rows.reduce(0) { $0 + $1.places })
    #expect(abs(try value("kl-from-reference", "smol.human.s1") - expected) < 1e-12)
    #expect(
        abs(try value("kl-from-reference", "smol.human.s1", "smol.vanilla") - expected) < 1e-12)
    // No cell is compared with itself, and vanilla has no cell of its seed.
    let compared = all.filter { $0.measure == "kl-from-reference-to-human" }.map(\.cell)
    #expect(Set(compared) == ["smol.single-gemma.s1", "smol.multi-smol+teacher+gemma.s1"])
}

/// All cells at once: the longest answers of all four to the shortest of them, and so on.
@Test func aDifferenceIsOfAnswersCutToEqualLengths() async throws {
    let (small, evaluate) = try await finished(SmallStudy.yaml)
    defer { small.remove() }
    let all = try scores(small)
    let inputs = try evaluate.cells.map { try evaluate.inputs(of: $0) }
    let names = evaluate.cells.map(\.cell.name)
    let (human, untuned) = (
        try #require(names.firstIndex(of: "smol.human.s1")),
        try #require(names.firstIndex(of: "smol.vanilla"))
    )
    let ids = inputs[0].answers.keys.sorted()
    let sets = try MatchedSets(pairedRows: inputs.map { $0.texts(ids) })
    #expect(sets.cutWords.allSatisfy { $0 > 0 })
    func difference(_ value: (AnswerSet) throws -> Double) rethrows -> Double {
        try value(sets.sets[human]) - value(sets.sets[untuned])
    }
    func score(_ measure: String) -> Score? {
        all.first {
            $0.measure == measure && $0.cell == "smol.human.s1" && $0.reference != nil
        }
    }
    let matched = score("distinct-2")
    let expected = try difference { try MetricCatalog.measure("distinct-2", of: $0.texts).value }
    #expect(abs(try #require(matched?.value) - expected) < 1e-12)
    #expect(
        matched?.note
            == "Matched on n and length, \(sets.words) words in each cell of the target: "
            + "\(sets.cutWords[human]) of the cell and \(sets.cutWords[untuned]) of the untuned "
            + "target were cut.")
    // Of embeddings too: of the cut texts, embedded once more.
    let embedder = try small.models.embedder()
    let distance = try difference {
        try MeanCosineDistance().measure(VectorSet(embedder.embed($0.texts))).value
    }
    #expect(abs(try #require(score("mean-cosine-distance")?.value) - distance) < 1e-6)
    let whole = all.first { $0.measure == "distinct-2, unmatched" && $0.cell == "smol.human.s1" }
    let own = all.filter { $0.measure == "distinct-2" && $0.reference == nil }
    let plain = own.first { $0.cell == "smol.human.s1" }?.value ?? 0
    let vanilla = own.first { $0.cell == "smol.vanilla" }?.value ?? 0
    #expect(abs(try #require(whole?.value) - (plain - vanilla)) < 1e-12)
}

/// A cell's vectors against those of people's answers to the same questions.
@Test func closenessToPeopleIsOfTheSameQuestions() async throws {
    let (small, evaluate) = try await finished()
    defer { small.remove() }
    let cell = try #require(
        try evaluate.inputs().first { $0.planned.cell.name == "smol.human.s1" })
    let embedder = try small.models.embedder()
    let people = Dictionary(
        uniqueKeysWithValues: SmallStudy.questions.map { ($0.id, $0.humanAnswer) })
    let ids = cell.answers.keys.sorted()
    let expected = try Mauve(seeds: 2, seed: 11).measure(
        VectorSet(embedder.embed(cell.texts(ids))),
        against: VectorSet(
            embedder.embed(CellInputs.questions(ids).map { try #require(people[$0]) })))
    let score = try scores(small).first {
        $0.measure == "mauve" && $0.cell == "smol.human.s1" && $0.reference == nil
    }
    #expect(abs(try #require(score?.value) - expected.value) < 1e-6)
    #expect(score?.n == 10)
    #expect(score?.note?.hasPrefix(try #require(expected.note)) == true)
}

/// One model of people's texts and of all cells', each cell beside people.
@Test func topicsAreOfOneModelOfAllCells() throws {
    let birds = ["robin", "heron", "nest", "wing", "feather", "egg", "beak", "flock"]
    let stars = ["nova", "comet", "planet", "orbit", "moon", "galaxy", "meteor", "crater"]
    func text(_ words: [String], _ number: Int) -> String {
        [0, 1, 3].map { words[(number + $0) % 8] }.joined(separator: " ")
    }
    func rows(_ texts: [String]) -> [DrawnText] {
        texts.enumerated().map { place, text in
            DrawnText(
                id: "q\(place) 0", answer: "a\(place)", sentence: 0, text: text, vectorKey: "")
        }
    }
    let both = (0..<16).map { text($0 % 2 == 0 ? birds : stars, $0 / 2) }
    let pool = TopicPool(
        people: both, cells: [rows(both), rows((0..<16).map { text(birds, $0) })], seed: 1)
    func value(_ measure: TopicMeasure, _ cell: Int) throws -> Double {
        let found = try pool.measure(measure, of: cell)
        return try found.value(found.rows)
    }
    // The first cell is about what people are about, the second about half of it.
    #expect(try value(.overlap, 1) > 0.85 && value(.overlap, 2) < 0.75)
    #expect(try value(.coverage, 1) > 0.85 && value(.coverage, 2) < 0.75)
    #expect(try value(.entropy, 1) > value(.entropy, 2))
    let other = TopicPool(people: both, cells: [rows(both)], seed: 1)
    #expect(pool.fingerprint != other.fingerprint)
}

@Test func abilitiesAreReadFromTheStoredChoices() async throws {
    let (small, evaluate) = try await finished()
    defer { small.remove() }
    let cell = try #require(evaluate.cells.first { $0.cell.name == "smol.human.s1" })
    let rows = try evaluate.inputs(of: cell).choices.values
    #expect(rows.count == 5)
    let right = rows.count { $0.logProbabilities.max() == $0.logProbabilities[$0.answer] }
    let score = try scores(small).first {
        $0.measure == "choice-accuracy" && $0.cell == "smol.human.s1" && $0.reference == nil
    }
    #expect(try #require(score?.value) == Double(right) / 5)
    #expect(score?.n == 5)
}

/// Every score of a study of everything leads to the rows that it was made from.
@Test func behindEveryScoreStandItsRows() async throws {
    let (small, _) = try await finished()
    defer { small.remove() }
    let store = try small.store()
    let rows = try store.scores(keys: store.keys(of: .score)).values
    // Of four questions: the untuned target compares its text and the planted one with others, 6
    // verdicts, and rates 3 texts; a tuned cell, with a text of its own, compares 10 and rates 4. For
    // the published scores each compares people's text with gemma's, 2 more.
    for row in rows where row.score.reference == nil && row.input == .verdicts {
        let (compared, rated) = row.score.cell == "smol.vanilla" ? (6 + 2, 3) : (10 + 2, 4)
        let isOfRatings =
            ["-absolute", "-bias"].contains { row.score.measure.hasSuffix($0) }
            && row.score.measure != "position-bias"
        let expected = 4 * (isOfRatings ? rated : compared)
        #expect(try store.rows(for: row.key).count == 1 + expected, "\(row.score.measure)")
    }
    for row in rows where row.score.reference == nil && row.input != .verdicts {
        let measure = row.score.measure
        let expected =
            measure.contains("-one-question")
            ? 12 : measure.contains("-paraphrases") ? 6 : measure.hasPrefix("choice") ? 5 : 10
        #expect(try store.rows(for: row.key).count == 1 + expected, "\(measure)")
    }
}

@Test func theReportOfAStudyOfEverythingShowsIt() async throws {
    let (small, _) = try await finished()
    defer { small.remove() }
    let html = try String(
        contentsOf: small.folder.appending(path: "report/report.html"), encoding: .utf8)
    for words in [
        "Asked in other ways", "Change of the distribution", "Kept abilities",
        "Answers to one question", "As the published study counted", "Form of the answers",
        "pairs of cells stand alike", "<details>", "Whether the order of the cells survives",
        "k and beta together", "Topics in common with people",
    ] {
        #expect(html.contains(words), "\(words)")
    }
    let csv = try String(
        contentsOf: small.folder.appending(path: "report/report.csv"), encoding: .utf8)
    #expect(csv.contains("self-bleu@no-system,Self-BLEU across answers"))
    for measure in [
        "sentence-vendi-score@cooler", "kl-from-reference@reworded", "mauve@no-system",
        "mean-cosine-distance-one-question@cooler", "published-inter-diversity@reworded",
    ] {
        #expect(csv.contains("\(measure),"), "\(measure)")
    }
    // Temperature changes no distribution before it, and paraphrases are reworded already.
    #expect(!csv.contains("kl-from-reference@cooler"))
    #expect(!csv.contains("self-bleu-paraphrases@reworded"))
    #expect(csv.contains("\"distinct-2, unmatched\",Distinct word pairs"))
}
