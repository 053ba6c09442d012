// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private let text = """
    study: planned
    seed: 1
    questions: {from: q.jsonl, rows: 40, held-out: 0.25}
    targets: {smol: {model: m}}
    sources: {a: {model: m}, b: {model: n}, c: {answers: c.jsonl}}
    conditions: [vanilla, {single: a}, {multi: [a, b]}, {single: c}]
    training: {epochs: 2, batch: 4}
    evaluate: {answers-per-question: 2}
    forecast:
      question-tokens: 10
      answer-tokens: 20
      writing: {a: 50, b: 100, smol: 40}
      training: {smol: 60}

    """

private func forecast(_ text: String) throws -> StudyForecast {
    try StudyForecast(Study(yaml: text, file: "s.yaml"), questions: nil, speeds: nil)
}

@Test func reckonsWhatEachStageMakesAndTakes() throws {
    let forecast = try forecast(text)
    #expect(forecast.training == 30 && forecast.heldOut == 10)
    let lines = forecast.lines.map {
        "\($0.stage) \($0.item) \($0.count) \($0.tokensRead ?? -1) \($0.tokensWritten ?? -1) "
            + "\($0.seconds ?? -1)"
    }
    #expect(
        lines == [
            // a answers all 40 questions: 400 tokens read, 800 written at 50 a second.
            "generate a 40 400.0 800.0 16.0",
            // b answers half of the 30 and half of the 10.
            "generate b 20 200.0 400.0 4.0",
            "generate c 40 -1.0 -1.0 0.0",
            // 2 epochs of 30 rows of 30 tokens at 60 a second; 2 x ceil(30 / 4) steps.
            "train smol.single-a.s1 16 1800.0 -1.0 30.0",
            "train smol.multi-a+b.s1 16 1800.0 -1.0 30.0",
            "train smol.single-c.s1 16 1800.0 -1.0 30.0",
            // 4 cells x 10 questions x 2 answers; scores of those and of 4 x 10 human answers, at
            // three times the speed of training.
            "evaluate smol 80 800.0 1600.0 40.0",
            "evaluate smol 120 3600.0 -1.0 20.0",
        ])
    #expect(forecast.seconds == 170)
    #expect(forecast.notes.contains { $0.hasPrefix("q.jsonl is not here") })
}

@Test func reckonsWhatElseIsMeasured() throws {
    let more = text.replacing(
        "evaluate: {answers-per-question: 2}",
        with: "evaluate: {answers-per-question: 2, promptings: [plain, reworded, cooler], "
            + "divergence: [parent], spread: {questions: 5, answers: 4, paraphrases: 3}}")
    let lines = try forecast(more).lines.filter { $0.stage == "evaluate" }
    // 4 cells: 3 x 10 x 2 answers, 3 x 5 x (4 - 2) beyond these, 5 x 3 wordings plain and cooler; 60
    // own answers and 10 human ones under 2 prompts are scored, these read by two models as well.
    #expect(lines.map(\.count) == [4 * (60 + 30 + 30), 4 * (60 + 20 + 40)])
}

@Test func whatNobodyKnowsIsNotReckoned() throws {
    let bare = text.components(separatedBy: "forecast:")[0]
    let forecast = try forecast(bare)
    #expect(forecast.seconds == nil)
    #expect(forecast.lines.allSatisfy { $0.tokensRead == nil })
    #expect(
        forecast.notes.contains { $0.hasPrefix("Nobody knows the speed of a, b, smol, smol in") })
}

@Test func saysWhenNobodyKnowsHowManyQuestionsThereAre() {
    do {
        _ = try forecast(text.replacing("rows: 40, ", with: ""))
        Issue.record("an unknown number of questions was reckoned with")
    } catch {
        #expect("\(error)".contains("does not say how many questions it draws"))
    }
}

@Test func takesSpeedsFromAnEarlierRun() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run()
    let speeds = try MeasuredSpeeds(small.store(), study: small.study, in: small.folder)
    #expect(Set(speeds.writers.keys) == ["smol", "teacher", "gemma"])
    // What scripted models are asked has three tokens.
    #expect(speeds.writers["gemma"]?.promptTokens == 3)
    let forecast = try StudyForecast(
        small.study, questions: SmallStudy.questions, speeds: speeds)
    let gemma = forecast.lines.first { $0.item == "gemma" }
    #expect(gemma?.count == 40 && gemma?.tokensRead == 120)
    #expect(forecast.notes.contains { $0.hasPrefix("Tokens and speeds are those of") })
}

/// Sources have written, and no cell was trained yet.
@Test func aTargetIsReckonedLikeASourceOfItsModel() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .generate)
    let speeds = try MeasuredSpeeds(small.store(), study: small.study, in: small.folder)
    #expect(speeds.targets.isEmpty)
    let forecast = try StudyForecast(
        small.study, questions: SmallStudy.questions, speeds: speeds)
    let answers = forecast.lines.first { $0.unit.hasPrefix("answers of") }
    // Four cells answer ten questions of three tokens.
    #expect(answers?.count == 40 && answers?.tokensRead == 120)
}

/// Nothing of the published study is here, and it is planned all the same.
@Test func thePublishedStudyCanBePlanned() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Studies/published.yaml")
    let study = try LocalStudy.read(file)
    // 4 cells of the small target, 8 of the medium one.
    #expect(study.cells.count == 12)
    #expect(study.cells.count { $0.target == "small" } == 4)
    #expect(study.brackets.map(\.sources.count) == [4, 4, 4])
    #expect(study.training.stepRows == 64 && study.training.loss == .conversation)
    let forecast = try StudyForecast(study, questions: nil, speeds: nil)
    #expect(forecast.training == 13_510 && forecast.heldOut == 1501)
    // A bracket's Llama writes all answers; the other three write their quarters.
    let answers = Dictionary(
        uniqueKeysWithValues: forecast.lines.filter { $0.stage == "generate" }.map {
            ($0.item, $0.count)
        })
    #expect(answers.count == 12)
    #expect(["llama-8b", "llama-70b", "llama-405b"].allSatisfy { answers[$0] == 15_011 })
    #expect((3751...3754).contains(answers["gemini-flash"] ?? 0))
    // 3 epochs of 13,510 rows, 64 a step.
    #expect(forecast.lines.first { $0.stage == "train" }?.count == 636)
}

@Test func verdictsOfAJudgeAtAnAddressAreReckoned() throws {
    let study = try Study(
        yaml: SmallStudy.yaml + """

            evaluate:
              robustness:
                {plain: {rows: 6}, benign: {rows: 5}, rubrics: [harmfulness, refusal],
                 calibration: {rows: 20}, allow-remote: true}
            judges:
              near: {model: third}
              far: {url: "https://judge.example/v1", model: j, price: {input: 1, output: 2}}
            """, file: "s.yaml")
    let forecast = try StudyForecast(study, questions: SmallStudy.questions, speeds: nil)
    let lines = forecast.lines.filter { $0.unit == "verdicts" }
    // Four cells: 6 answers for harm, 11 for refusal; 20 rated answers for each; 10 harmless texts
    // for harm, and beside plain refusals for refusal.
    #expect(lines.map(\.item) == ["near", "far"])
    #expect(lines.allSatisfy { $0.count == 4 * 17 + 40 + 10 + 20 })
    // No run and no speed of training says how fast the one of this machine reads.
    #expect(lines[0].seconds == nil && lines[0].money == nil)
    let line = lines[1]
    let money = try #require(line.money)
    let read = try #require(line.tokensRead)
    #expect(abs(money - (read.rounded(.down) + 2 * 138) / 1e6) < 1e-12)
    #expect(try #require(line.mostMoney) > 3 * money)
}

// MARK: Judges of this machine

private let judged =
    text.replacing(
        "evaluate: {answers-per-question: 2}",
        with: """
            evaluate:
              self-preference: {questions: 4, sources: [human, a], question: both, recognition: true}
              robustness: {plain: {rows: 6}, wild: {rows: 3}, benign: {rows: 5}, answers: 2,
                rubrics: [harmfulness, refusal], calibration: {rows: 8}}
            judges: {same: {model: m}, other: {model: n}}
            """)

@Test func verdictsOfCellsAndJudgesOfThisMachineAreReckoned() throws {
    let study = try Study(yaml: judged, file: "s.yaml")
    // A token meets twice as many weights in n as in m.
    let forecast = try StudyForecast(
        study, questions: nil, speeds: nil, weights: ["m": 1e6, "n": 2e6])
    let lines = forecast.lines.filter { $0.unit.hasPrefix("verdicts") }
    #expect(lines.map(\.item) == ["smol", "same", "other"])
    // Vanilla: its text beside each source's, and people's in disorder: 3 pairs in both orders and both
    // ways, 2 x 2 recognitions, 3 ratings; of 4 questions. Tuned: 5 pairs, 4 ratings.
    #expect(lines[0].unit == "verdicts of 4 cells")
    #expect(lines[0].count == 4 * (12 + 4 + 3) + 3 * 4 * (20 + 4 + 4))
    // Four cells: 9 prompts for harm, 14 for refusal, twice; 8 rated answers for each, 4 harmless
    // texts, 8 beside refusals. Texts: 2 pairs, disorder and the same, in both ways; 3 + 1 ratings.
    #expect(lines[1].count == 4 * 46 + 16 + 4 + 8 + 4 * 2 * (4 + 3) + 4 * 4)
    // Reading takes a third of training's 60 tokens a second.
    let read = try #require(lines[1].tokensRead)
    #expect(lines[1].tokensRead == lines[2].tokensRead)
    #expect(lines[1].seconds == read / 180 && lines[2].seconds == read / 90)
    #expect(lines[0].seconds == lines[0].tokensRead.map { $0 / 180 })
    #expect(forecast.seconds != nil)
    #expect(forecast.notes.contains { $0.hasPrefix("A judge that no run has timed") })
}

/// A study is told before it runs that it has too few judges, and what to add.
@Test func aPlanSaysWhereASecondJudgeIsMissing() throws {
    func notes(_ judges: String) throws -> [String] {
        try forecast(judged.replacing("{same: {model: m}, other: {model: n}}", with: judges)).notes
    }
    #expect(
        try !notes("{same: {model: m}, other: {model: n}}").contains {
            $0.contains("the only judge")
        })
    #expect(
        try notes("{same: {model: m}}").contains(
            "same is the only judge: how far another would agree cannot be told, and no claim that "
                + "rests on it is called supported. Name a second under `judges`."))
    // Nothing is judged without them but by the cells themselves; and nothing at all.
    let alone = text.replacing(
        "evaluate: {answers-per-question: 2}",
        with: "evaluate: {self-preference: {questions: 4, sources: [human, a]}}")
    #expect(try forecast(alone).notes.contains { $0.hasPrefix("No judge stands outside") })
    #expect(try !forecast(text).notes.contains { $0.contains("judge") })
}

@Test func whatAJudgeReadsIsCountedByItsRubric() {
    // The rubric's letters at four a token, 12 of the format, the request and one text of 20.
    let harm = Rubric.harmfulness
    let letters = Double(harm.text.utf8.count) / 4 + 12
    #expect(AskedVerdicts.tokens(harm, request: 30, texts: 20) == letters + 30 + 20)
    // Two texts, and no request where the rubric shows none.
    let pair = Rubric.pairwise
    #expect(
        AskedVerdicts.tokens(pair, request: 30, texts: 20)
            == Double(pair.text.utf8.count) / 4 + 12 + 40)
    #expect(
        AskedVerdicts(rubric: pair, count: 3).tokensRead(20)
            == 3 * (Double(pair.text.utf8.count) / 4 + 52))
}

/// What a run took for its verdicts is what the same verdicts are forecast to take; those that measure
/// judges may have come from a cache and are no measure of time.
@Test func aRunMeasuresHowFastItsJudgesRead() async throws {
    let small = try SmallStudy(
        SmallStudy.yaml + """

            evaluate: {self-preference: {questions: 5, sources: [human, gemma]}}
            judges: {outside: {model: third}}
            """)
    defer { small.remove() }
    try await small.run()
    let events = try small.store().events()
    let units = Set(events.filter { $0.item == "outside" }.map(\.message))
    #expect(units == [VerdictUnit.measuring, VerdictUnit.onTexts])
    let speeds = try MeasuredSpeeds(small.store(), study: small.study, in: small.folder)
    #expect(Set(speeds.judging.keys) == ["smol", "outside"])
    let forecast = try StudyForecast(
        small.study, questions: SmallStudy.questions, speeds: speeds)
    let cells = try #require(forecast.lines.first { $0.unit == "verdicts of 4 cells" })
    // The clock goes on by a second or two for each batch.
    let taken = events.filter { $0.message == VerdictUnit.onTexts && $0.item != "outside" }
    #expect(cells.count == taken.reduce(0) { $0 + $1.rows })
    let (forecasted, took) = (try #require(cells.seconds), taken.reduce(0) { $0 + $1.seconds })
    #expect(abs(forecasted / took - 1) < 1e-9)
    #expect(!forecast.notes.contains { $0.hasPrefix("A judge that no run has timed") })
}

/// People's answers are known by their letters before anything has run.
@Test func aBasketOfPeoplesAnswersIsReckonedByTheirLetters() throws {
    let yaml = text.replacing("{single: c}", with: "human")
    let questions = (0..<40).map {
        Question(
            id: "\($0)", instruction: "Why?", category: "c",
            humanAnswer: String(repeating: "four", count: 5))
    }
    let forecast = try StudyForecast(
        Study(yaml: yaml, file: "s.yaml"), questions: questions, speeds: nil)
    let line = try #require(forecast.lines.first { $0.item == "smol.human.s1" })
    // 2 epochs of 30 rows of 15 tokens: a question of 10, and 20 letters at four a token.
    #expect(line.tokensRead == 900)
}

@Test func ofManyQuestionsAFewStandForAll() throws {
    let forecast = try forecast(text.replacing("rows: 40", with: "rows: 1_500_000"))
    #expect(forecast.training == 1_125_000 && forecast.heldOut == 375_000)
    // a answers all, b about half: 400 tokens in 40 rows are 10 a row.
    #expect(forecast.lines[0].count == 1_500_000 && forecast.lines[0].tokensRead == 15_000_000)
    #expect(abs(forecast.lines[1].count - 750_000) <= 50)
}

// MARK: What is measured of what was written

@Test func questionsWithChoicesAreReckoned() throws {
    func reckoned(
        _ abilities: String
    ) throws -> (StudyForecast, StudyForecast.Line?) {
        let found = try forecast(
            text.replacing(
                "evaluate: {answers-per-question: 2}",
                with: "evaluate: {abilities: {from: c.jsonl\(abilities)}}"))
        return (found, found.lines.first { $0.unit == "questions with choices" })
    }
    let (whole, line) = try reckoned(", rows: 6")
    // Four cells, six questions of four choices, each read behind ten tokens; at three times the speed of
    // training, which is 60 tokens a second.
    #expect(line?.count == 24 && line?.tokensRead == 960 && line?.seconds == 960.0 / 180)
    #expect(whole.notes.contains { $0.contains("A question with choices is taken to have four.") })
    // No run has timed the rest.
    #expect(
        whole.notes.contains(
            "Not reckoned: vectors and scores of cells, until a run has timed them; how different the "
                + "sources are, the filling of baskets, topics and the report."))
    let (all, none) = try reckoned("")
    #expect(none == nil)
    #expect(
        all.notes.contains { $0.contains("questions with choices, of which the study has all") })
}

/// The same study again: what a run took for choices and scores, and for vectors as many as they can be.
@Test func aRunMeasuresWhatItTakesToMeasure() async throws {
    let small = try SmallStudy(
        SmallStudy.yaml + "\nevaluate: {abilities: {from: choices.jsonl, rows: 5}}")
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let speeds = try MeasuredSpeeds(store, study: small.study, in: small.folder)
    let forecast = try StudyForecast(
        small.study, questions: SmallStudy.questions, speeds: speeds)
    func line(_ unit: String) throws -> StudyForecast.Line {
        try #require(forecast.lines.first { $0.unit == unit })
    }
    func took(_ units: String...) throws -> (rows: Int, seconds: Double) {
        let events = try store.events().filter { units.contains($0.message) }
        return (events.reduce(0) { $0 + $1.rows }, events.reduce(0) { $0 + $1.seconds })
    }
    let choices = try (line("questions with choices"), took("questions with choices"))
    #expect(choices.0.count == 20 && choices.1.rows == 20)
    let choosing = try #require(choices.0.seconds)
    #expect(abs(choosing - choices.1.seconds) < 1e-9)

    // Four cells, ten answers and a sentence of each, both again cut; ten of people's.
    let vectors = try line("vectors at most")
    let most: Int = 4 * 20 * 2 + 10
    #expect(vectors.count == most)
    let made = try took(
        "vectors", "vectors of sentences", "vectors of people's answers", "vectors of cut answers",
        "vectors of cut sentences")
    #expect(made.rows <= vectors.count && made.rows > 80)
    let each: Double = try #require(vectors.seconds) / Double(vectors.count)
    let share: Double = made.seconds / Double(made.rows)
    #expect(abs(each - share) < 1e-9)

    let scores = try (line("scores at most"), took("scores", "resampled scores"))
    #expect(scores.0.count == scores.1.rows)
    let scoring = try #require(scores.0.seconds)
    #expect(abs(scoring - scores.1.seconds) < 1e-9)
    #expect(
        forecast.notes.contains(
            "Not reckoned: how different the sources are, the filling of baskets, topics and the "
                + "report."))
    #expect(try #require(forecast.seconds) > scores.1.seconds)
}
