// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

/// A judge by rule: what it thinks of a prompt, and what it writes at each attempt.
private final class ScriptedReader: VerdictReader {
    /// By the prompt's text; nil: probabilities cannot be known.
    let think: (String) -> [Double]?
    /// By the prompt's text and how often it was asked before.
    let write: (String, Int) -> WrittenAnswer
    private(set) var asked: [String: Int] = [:]
    private(set) var seeds: [UInt64] = []

    init(
        think: @escaping (String) -> [Double]? = { _ in nil },
        write: @escaping (String, Int) -> WrittenAnswer = { _, _ in reply("") }
    ) {
        self.think = think
        self.write = write
    }

    func probabilities(of answers: [String], after prompts: [GuardedText]) throws -> [[Double]?] {
        prompts.map { think($0.text) }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) throws -> [WrittenAnswer] {
        prompts.map { row in
            defer { asked[row.prompt.text, default: 0] += 1 }
            seeds.append(row.seed)
            return write(row.prompt.text, asked[row.prompt.text] ?? 0)
        }
    }
}

private func reply(_ text: String, cut: Bool = false, failure: String? = nil) -> WrittenAnswer {
    WrittenAnswer(
        text: text, finish: failure != nil ? .failed : cut ? .length : .stop, promptTokens: 1,
        tokens: 1, failure: failure)
}

private func task(_ text: String) -> JudgeTask {
    JudgeTask(id: text, prompt: GuardedText(text))
}

@Test func rubricsHaveNameVersionPlacesAndTheirAnswers() {
    #expect(
        Rubric.all.map(\.name) == [
            "harmfulness", "usefulness", "refusal", "quality", "pairwise", "pairwise-with-question",
            "recognition",
        ])
    for rubric in Rubric.all {
        #expect(rubric.version == "1")
        let filled =
            rubric.kind == .pairwise
            ? rubric.prompt(first: "<1>", second: "<2>", request: "<q>").text
            : rubric.prompt(request: "<q>", answer: "<1>").text
        #expect(filled.contains("<1>") && !filled.contains("{") && !filled.contains("}"))
        #expect(rubric.kind.answers.count == rubric.kind.values.count)
        // The allowed answers are named to the judge.
        #expect(rubric.kind.answers.allSatisfy(filled.contains), "\(rubric.name)")
    }
    #expect(Set(Rubric.all.map(\.fingerprint)).count == 7)
}

@Test func bracesInATextAreNoPlaces() {
    let filled = Rubric.harmfulness.prompt(request: "{answer}", answer: "{request} {x").text
    #expect(filled.contains("Request:\n{answer}\n"))
    #expect(filled.contains("Answer:\n{request} {x\n"))
}

@Test func theOtherOrderSwapsTheTextsAndNothingElse() {
    let one = Rubric.pairwise.prompt(first: "x", second: "y").text
    let other = Rubric.pairwise.prompt(first: "y", second: "x").text
    #expect(one.contains("Text A:\nx\n") && one.contains("Text B:\ny\n"))
    #expect(other.contains("Text A:\ny\n") && other.contains("Text B:\nx\n"))
}

@Test(
    arguments: [
        (RubricKind.harmfulness, "4", false, VerdictOutcome.verdict, 3),
        (.harmfulness, " \n4. It helps.", false, .verdict, 3),
        (.harmfulness, "4)", false, .verdict, 3),
        (.harmfulness, "10", false, .unparsed, nil), (.harmfulness, "4/5", false, .unparsed, nil),
        (.harmfulness, "6", false, .unparsed, nil),
        (.harmfulness, "Rating: 4", false, .unparsed, nil),
        (.harmfulness, "**4**", false, .unparsed, nil), (.harmfulness, "", false, .unparsed, nil),
        (.harmfulness, "1", true, .cutOff, nil), (.harmfulness, " ", true, .cutOff, nil),
        (.harmfulness, "The answer gives", true, .unparsed, nil),
        (.harmfulness, "I'm sorry, but I can't help with that.", false, .refused, nil),
        (.refusal, "Yes", false, .verdict, 0), (.refusal, "PARTLY.", false, .verdict, 1),
        (.refusal, "no, it does not", false, .verdict, 2),
        (.refusal, "not at all", false, .unparsed, nil),
        (.refusal, "part", true, .cutOff, nil), (.pairwise, "B", false, .verdict, 1),
        (.pairwise, "a", false, .unparsed, nil), (.pairwise, "A text", false, .verdict, 0),
        (.pairwise, "Answer A", false, .unparsed, nil), (.pairwise, "AB", false, .unparsed, nil),
    ] as [(RubricKind, String, Bool, VerdictOutcome, Int?)])
func readsAReplyByOneGrammar(
    kind: RubricKind, text: String, wasCut: Bool, outcome: VerdictOutcome, answer: Int?
) {
    let found = VerdictGrammar.read(text, kind: kind, wasCut: wasCut)
    #expect(found.outcome == outcome, "\(text)")
    #expect(found.answer == answer, "\(text)")
}

@Test func aRatingIsTheExpectedOneOfTheAllowedAnswers() async throws {
    // Half of the probability is on allowed answers: 0.3 on 4, 0.2 on 5, so 4.4.
    let reader = ScriptedReader(think: { _ in [0, 0, 0, 0.3, 0.2] })
    let found = try await Judge(rubric: .harmfulness, reader: reader, seed: 1).verdicts([task("x")])
    #expect(found.count == 1)
    #expect(found[0].outcome == .verdict && found[0].reading == .probabilities)
    #expect(abs((found[0].rating ?? 0) - 4.4) < 1e-12)
    #expect(found[0].mass == 0.5 && found[0].attempts == 1)
    #expect(reader.asked.isEmpty)
}

@Test func aJudgeThatDoesNotAnswerIsAskedInWriting() async throws {
    let reader = ScriptedReader(
        think: { $0 == "known" ? [0.9, 0.1] : $0 == "thin" ? [0.04, 0.05] : nil },
        write: { text, attempt in
            switch text {
            case "thin": reply("B")
            case "late": attempt == 2 ? reply("A") : reply("Hm")
            case "refused": reply("I cannot assist with that.")
            case "cut": reply("", cut: true)
            case "failed": reply("", failure: "too long")
            default: reply("Both are fine")
            }
        })
    let names = ["known", "thin", "late", "never", "refused", "cut", "failed"]
    let found = try await Judge(rubric: .pairwise, reader: reader, seed: 1)
        .verdicts(names.map(task))
    #expect(
        found.map(\.outcome) == [
            .verdict, .verdict, .verdict, .unparsed, .refused, .cutOff, .failed,
        ])
    #expect(found.map(\.rating) == [0.9, 0, 1, nil, nil, nil, nil])
    #expect(found.map(\.attempts) == [1, 1, 3, 3, 3, 3, 1])
    #expect(abs((found[1].mass ?? 0) - 0.09) < 1e-12 && found[2].mass == nil)
    #expect(
        reader.asked == ["thin": 1, "late": 3, "never": 3, "refused": 3, "cut": 3, "failed": 1])
}

/// A judge that never parses is asked once for its first token, and then as often as is said.
@Test(arguments: [1, 2, 3, 7]) func aJudgeIsAskedAgainAsOftenAsIsSaid(times: Int) async throws {
    let reader = ScriptedReader(think: { _ in [0.01, 0.02] }, write: { _, _ in reply("Hm") })
    let judge = Judge(rubric: .pairwise, reader: reader, seed: 1, attempts: times)
    let found = try await judge.verdicts([task("x"), task("y")])
    #expect(reader.asked == ["x": times, "y": times])
    #expect(found.map(\.outcome) == [.unparsed, .unparsed])
    #expect(found.map(\.attempts) == [times, times] && found.allSatisfy { $0.rating == nil })
}

@Test func eachAttemptHasASeedOfItsOwnThatFollowsFromTheTask() async throws {
    func seeds(_ names: [String]) async throws -> Set<UInt64> {
        let reader = ScriptedReader()
        _ = try await Judge(rubric: .quality, reader: reader, seed: 9).verdicts(names.map(task))
        return Set(reader.seeds)
    }
    let both = try await seeds(["x", "y"])
    #expect(both.count == 6)
    // What stands beside a task does not move its draws.
    #expect(try await seeds(["x"]).isSubset(of: both))
    #expect(try await seeds(["x"]).count == 3)
}

@Test func failuresAtOneTextMoveNoOtherVerdict() async throws {
    func ratings(_ names: [String]) async throws -> [Double?] {
        let reader = ScriptedReader(write: { text, _ in
            text.hasPrefix("bad") ? reply("?") : reply("\(text.count)")
        })
        return try await Judge(rubric: .quality, reader: reader, seed: 9)
            .verdicts(names.map(task)).map(\.rating)
    }
    #expect(try await ratings(["x", "xy", "xyz"]) == [1, 2, 3])
    #expect(try await ratings(["bad1", "x", "bad2", "xy", "xyz"]) == [nil, 1, nil, 2, 3])
}

@Test(arguments: [
    ("SmolLM2-135M-Instruct", "smollm2-360m", Kinship.sibling),
    ("meta-llama-3.1-8b", "Llama-3.1-70B-Instruct", .sibling),
    ("gemma-3-270m", "SmolLM2-135M-Instruct", .none),
    ("google-gemma-2-9b", "gemma-3-270m", .sibling),
    ("7b", "8b", .none),
])
func namesAJudgeThatIsKin(judge: String, target: String, kinship: Kinship) {
    func model(_ name: String, _ hash: String) -> ModelIdentity {
        ModelIdentity(name: name, file: name, sha256: hash)
    }
    #expect(Kinship.of(model(judge, "1"), to: model(target, "2")) == kinship)
    #expect(Kinship.of(model(judge, "1"), to: model(target, "1")) == .parent)
}

/// What the judge gave each answer is kept, below the least mass too, where it is asked in writing.
@Test func theProbabilityOfEachAnswerIsKept() async throws {
    let reader = ScriptedReader(
        think: { $0 == "sure" ? [0.25, 0.125, 0.5] : $0 == "vague" ? [0.0625, 0, 0] : nil },
        write: { _, _ in reply("no") })
    let judge = Judge(rubric: .refusal, reader: reader, seed: 1, attempts: 1)
    let found = try await judge.verdicts([task("sure"), task("vague"), task("unknown")])
    let answers = Rubric.refusal.kind.answers
    #expect(found[0].probabilities == [answers[0]: 0.25, answers[1]: 0.125, answers[2]: 0.5])
    #expect(found[0].mass == 0.875 && found[0].reading == .probabilities)
    #expect(found[1].probabilities == [answers[0]: 0.0625, answers[1]: 0, answers[2]: 0])
    #expect(found[1].reading == .text && found[2].probabilities == nil)
}
