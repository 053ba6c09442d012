// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// Reads ratings of a harmless stand-in for the asset.
private func withRatings<Value>(
    harm: [String: String], refusal: String, _ body: (URL) throws -> Value
) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var files = harm
    files = Dictionary(uniqueKeysWithValues: files.map { ("harm/\($0.key)", $0.value) })
    files["refusal_scorer/refusal.csv"] = refusal
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    return try body(folder)
}

private let refusal = """
    # dataset_version=1.0
    # A remark, with "one quote.
    objective,assistant_response,human_score,data_type
    Sing,No thanks,1,text
    Hum,"Hm, hm",0,text

    """

@Test func readsPeoplesRatingsAndMapsThemToTheRubric() throws {
    try withRatings(
        harm: [
            "noise.csv": """
            # dataset_version=1.0, harm_definition=noise.yaml,,
            harm_category,objective,assistant_response,human_score_1,human_score_2,data_type
            NOISE,Shout,"Aaa
            aah",0.75,1,text
            noise,Whisper,psst,0,,text

            """,
            "mini_noise.csv": "objective,assistant_response,human_score\nIgnored,x,1\n",
        ], refusal: refusal
    ) { folder in
        let found = try RatedAnswers.read(folder)
        #expect(found.count == 4)
        let shout = try #require(found.first { $0.request.text == "Shout" })
        #expect(shout.kind == .harmfulness && shout.category == "noise")
        #expect(shout.answer.text == "Aaa\naah")
        #expect(shout.people == [4, 5] && shout.rating == 4.5 && shout.isYes)
        let whisper = try #require(found.first { $0.request.text == "Whisper" })
        #expect(whisper.people == [1] && !whisper.isYes)
        let declined = found.filter { $0.kind == .refusal && $0.isYes }
        #expect(declined.map(\.request.text) == ["Sing"])
    }
}

@Test(arguments: [
    ("objective,answer,human_score\nShout,walrus,1\n", "line 1: has no columns objective"),
    ("# r\nobjective,assistant_response,human_score\nShout,walrus,2\n", "line 3: has a score"),
    ("objective,assistant_response,human_score\nShout,walrus,\n", "line 2: has no score."),
    ("objective,assistant_response,human_score\nShout,walrus\n", "line 2: has 2 fields"),
])
func namesTheFaultyRatingAndNeverItsText(text: String, finding: String) throws {
    try withRatings(harm: ["noise.csv": text], refusal: refusal) { folder in
        let error = #expect(throws: QuestionError.self) { try RatedAnswers.read(folder) }
        let message = error?.description ?? ""
        #expect(message.contains("noise.csv, \(finding)"), "\(message)")
        #expect(!message.contains("walrus"))
    }
}

/// Answers that people rated 1, 2, 3, 4, 5 in turn, of two categories.
private func rated(_ count: Int) -> [RatedAnswer] {
    (0..<count).map { number in
        RatedAnswer(
            id: "r\(number)", kind: .harmfulness, category: number % 3 == 0 ? "a" : "b",
            request: GuardedText("Ask \(number)"),
            answer: GuardedText("Said \(1 + number % 5) by \(number)"),
            people: [Double(1 + number % 5)])
    }
}

@Test func aSampleIsHalfYesAndOfEveryCategory() {
    let drawn = RatedAnswers.sample(rated(100), kind: .harmfulness, count: 20, seed: 1)
    #expect(drawn.count == 20)
    #expect(drawn.count { $0.isYes } == 10)
    #expect(drawn.count { $0.category == "a" } == 10)
    #expect(RatedAnswers.sample(rated(100), kind: .harmfulness, count: 20, seed: 1) == drawn)
    #expect(RatedAnswers.sample(rated(100), kind: .refusal, count: 20, seed: 1).isEmpty)
    #expect(RatedAnswers.sample(rated(10), kind: .harmfulness, count: 20, seed: 1).count == 10)
}

/// A judge whose rating is what a rule makes of the number in the answer.
private struct RuleReader: VerdictReader {
    let rate: (Int) -> Int?

    func probabilities(of answers: [String], after prompts: [GuardedText]) throws -> [[Double]?] {
        prompts.map { prompt in
            let said = prompt.text.firstMatch(of: /Said (\d)/).flatMap { Int($0.1) } ?? 1
            return rate(said).map { rating in answers.indices.map { $0 == rating - 1 ? 1 : 0 } }
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) throws -> [WrittenAnswer] {
        prompts.map { _ in
            WrittenAnswer(text: "Hm", finish: .stop, promptTokens: 1, tokens: 1)
        }
    }
}

private func standing(_ rate: @escaping (Int) -> Int?) async throws -> JudgeTrial.Standing {
    let judge = Judge(rubric: .harmfulness, reader: RuleReader(rate: rate), seed: 1)
    return try await JudgeTrial.standing(of: judge, on: rated(60), seed: 1)
}

@Test func aJudgeThatAgreesWithPeopleMeetsTheBar() async throws {
    let found = try await standing { $0 }
    #expect(found.kappa?.value == 1 && found.alpha?.value == 1)
    #expect(found.calibration?.informedness == 1)
    #expect(found.meetsBar && found.why.isEmpty)
    #expect(found.outcomes == [.verdict: 60])
}

@Test func aJudgeThatSaysThreeOfEverythingIsBelowTheBar() async throws {
    let found = try await standing { _ in 3 }
    // All its answers are harmless by the cut: sensitivity 0, specificity 1, informedness 0.
    #expect(found.calibration?.informedness == 0)
    #expect(found.kappa?.value == 0)
    #expect(!found.meetsBar)
}

@Test func aJudgeThatAnswersNothingHasNoNumbersAndSaysWhy() async throws {
    let found = try await standing { _ in nil }
    #expect(found.calibration == nil && found.kappa == nil && found.alpha == nil)
    #expect(found.why.count == 3)
    #expect(found.outcomes == [.unparsed: 60])
    #expect(!found.meetsBar)
}

@Test func verdictsThatFailedCountAsNeitherRightNorWrong() async throws {
    let found = try await standing { $0 == 5 ? nil : $0 }
    // People say yes to the 12 of 4 and the 12 of 5; the judge has verdicts on the former alone.
    #expect(found.calibration?.sensitivity == (try Proportion(yes: 12, of: 12)))
    #expect(found.calibration?.specificity == (try Proportion(yes: 36, of: 36)))
    #expect(found.outcomes == [.verdict: 48, .unparsed: 12])
    #expect(found.kappa?.leftOut == 12)
}

/// A judge of pairs by a rule on the two texts.
private struct PairReader: VerdictReader {
    /// Probability of A.
    let first: (String, String) -> Double

    func probabilities(of answers: [String], after prompts: [GuardedText]) throws -> [[Double]?] {
        prompts.map { prompt in
            let found = prompt.text.firstMatch(of: /Text A:\n(.*)\n\nText B:\n(.*)\n/)
            let value = found.map { first(String($0.1), String($0.2)) } ?? 0.5
            return [value, 1 - value]
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) throws -> [WrittenAnswer] { [] }
}

private func pairStanding(
    _ first: @escaping (String, String) -> Double
) async throws -> JudgeTrial.PairStanding {
    let texts = (0..<20).map { (id: "t\($0)", text: "one two three four five \($0)") }
    let judge = Judge(rubric: .pairwise, reader: PairReader(first: first), seed: 1)
    return try await JudgeTrial.standing(of: judge, onPairsOf: texts, seed: 1)
}

@Test func aJudgeThatKnowsOrderFromDisorderDiscriminates() async throws {
    let found = try await pairStanding { a, b in
        a == b ? 0.5 : a.hasPrefix("one two three four five") ? 0.9 : 0.1
    }
    #expect(found.discrimination?.value == 1)
    #expect(found.preference?.orderConsistency.value == 1)
    #expect(found.preference?.positionBias == 0 || abs(found.preference?.positionBias ?? 1) < 1e-12)
    #expect(found.samePositionBias == 0)
    #expect(found.meetsBar)
}

@Test func aJudgeThatAlwaysSaysAIsNoJudge() async throws {
    let found = try await pairStanding { _, _ in 1 }
    #expect(found.discrimination?.value == 0.5)
    #expect(found.preference?.positionBias == 1)
    #expect(found.samePositionBias == 1)
    #expect(found.preference?.preference == 0.5)
    #expect(!found.meetsBar)
}

@Test func disorderKeepsTheWordsAndIsSeeded() {
    let text = "one two three four five six seven eight"
    let found = JudgeTrial.disordered(text, 1, "a")
    #expect(found != text)
    #expect(found.split(separator: " ").sorted() == text.split(separator: " ").sorted())
    #expect(JudgeTrial.disordered(text, 1, "a") == found)
    #expect(JudgeTrial.disordered(text, 1, "b") != found)
}

/// Says how likely each answer is from the length of the prompt, a given number of times.
private final class CountingJudge: VerdictReader {
    private(set) var asked = 0

    func probabilities(of answers: [String], after prompts: [GuardedText]) -> [[Double]?] {
        asked += prompts.count
        return prompts.map { prompt in
            let chosen = prompt.text.utf8.count % answers.count
            return answers.indices.map { $0 == chosen ? 0.75 : 0.25 / Double(answers.count - 1) }
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) -> [WrittenAnswer] { [] }
}

@Test func aSecondTrialOfTheSameModelAsksNothing() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = (0..<8).map { number in
        RatedAnswer(
            id: "row \(number)", kind: .harmfulness, category: "a",
            request: GuardedText("How, walrus7?"),
            answer: GuardedText("So, walrus7, " + String(repeating: "x", count: number)),
            people: [number % 2 == 0 ? 5 : 1])
    }
    let texts = (0..<6).map { (id: "\($0)", text: "one two three four \($0)") }
    func trial(
        _ model: String, seed: UInt64 = 1, machine: String = "a"
    ) async throws -> (asked: Int, JudgeTrial.Standing, JudgeTrial.PairStanding) {
        let reader = CountingJudge()
        let kept = KeptVerdicts(
            cache: VerdictCache(folder: folder, machine: ["backend": machine]), judge: model)
        func judge(_ rubric: Rubric) -> Judge {
            Judge(rubric: rubric, reader: reader, seed: seed, kept: kept)
        }
        let rated = try await JudgeTrial.standing(of: judge(.harmfulness), on: rows, seed: seed)
        let pairs = try await JudgeTrial.standing(
            of: judge(.pairwise), onPairsOf: texts, seed: seed)
        return (reader.asked, rated, pairs)
    }
    let first = try await trial("model")
    // Eight answers; six texts against their words in disorder and against themselves, both orders.
    #expect(first.asked == 8 + 6 * 4)
    let second = try await trial("model")
    #expect(second.asked == 0 && second.1 == first.1 && second.2 == first.2)
    // Another model, seed or machine is another judge.
    #expect(try await trial("other").asked == first.asked)
    #expect(try await trial("model", seed: 2).asked == first.asked)
    #expect(try await trial("model", machine: "b").asked == first.asked)
    // What is kept has no text, in whatever form: two rubrics' tasks, pairs and a text beside itself,
    // of four judges.
    let kept = files(folder)
    #expect(kept.count == 4 * 3)
    for file in kept {
        let data = try Data(contentsOf: file)
        #expect(!data.isEmpty)
        for form in forms("walrus7") + forms("three") { #expect(!data.holds(form)) }
    }
}
