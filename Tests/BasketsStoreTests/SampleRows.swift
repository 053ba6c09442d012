// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

@testable import BasketsStore

/// Runs a test with a store in a folder of its own.
func withStore<Value>(_ body: (Store) throws -> Value) throws -> Value {
    try withFolder { try body(try Store.open($0)) }
}

/// Runs a test with the path of a folder of its own.
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

func question(_ id: String) -> Question {
    Question(id: id, instruction: "What is \(id)?", category: "c", humanAnswer: "It is \(id).")
}

func answer(
    _ key: String, of questionID: String, by writer: String = "smol", draw: Int = 0,
    failure: String? = nil, seconds: Double = 0
) -> AnswerRow {
    AnswerRow(
        key: key, writerKey: "\(writer)-key",
        answer: Answer(
            questionID: questionID, writer: writer, draw: draw,
            text: failure == nil ? "Text \(key)" : "", finish: failure == nil ? .stop : .failed,
            promptTokens: 7, tokens: 3, failure: failure), seconds: seconds)
}

func cell(_ key: String, seconds: Double = 0) -> CellRow {
    CellRow(
        key: key, name: "smol.human.s1", target: "smol", condition: "human", seed: "1",
        basket: "b", folder: "adapters/smol.human.s1", adapter: "a", steps: 3, tokens: 20, rows: 2,
        seconds: seconds)
}

func score(
    _ key: String, _ measure: String = "self-bleu", value: Double? = 2.5,
    input: ScoreRow.Input = .answers,
    inputKey: String = "smol-key"
) -> ScoreRow {
    ScoreRow(
        key: key, cellKey: "cell1", input: input, inputKey: inputKey,
        score: Score(
            measure: measure, version: "1", cell: "smol.human.s1", value: value,
            unit: "fraction", n: 2,
            interval: Interval(lower: 1, upper: 3, level: 0.95, method: "jackknife"),
            smallestDifference: 0.5, note: "Few."))
}

func divergence(_ key: String) -> DivergenceSumsRow {
    DivergenceSumsRow(
        key: key, comparison: "pair", model: "cell1", reference: "cell1", answer: "a1", places: 3,
        fromReference: 1, fromModel: 2, jensenShannon: 0.5, referenceEntropy: 6, modelEntropy: 5,
        referenceTail: 0.25, modelTail: 0.125)
}

func prompt(_ key: String, _ kind: PromptKind = .plain) -> SafeguardPromptRow {
    SafeguardPromptRow(
        key: key, kind: kind, category: "c", request: "r",
        template: kind == .jailbreak ? "t" : nil,
        templateName: kind == .jailbreak ? "tale" : nil,
        text: kind.isSealed ? nil : "How to bake?", hash: "h")
}

func promptAnswer(
    _ key: String, of prompt: String, text: String? = nil, seconds: Double = 0
) -> PromptAnswerRow {
    PromptAnswerRow(
        key: key, writerKey: "smol-prompted", prompt: prompt, draw: 0, text: text, hash: "h",
        finish: .stop, promptTokens: 4, tokens: 3, seconds: seconds, seed: "9")
}

/// A batch with a row in every table.
func everything(seconds: Double = 0) -> StoreBatch {
    StoreBatch(
        facts: [FactRow(.method, "split", "1"), FactRow(.machine, "threads", "2")],
        questions: [question("q1"), question("q2")],
        splits: [
            SplitRow(draw: "d", question: "q1", part: .training),
            SplitRow(draw: "d", question: "q2", part: .heldOut),
        ],
        answers: [answer("a1", of: "q1", seconds: seconds), answer("a2", of: "q2")],
        baskets: [
            BasketRow(
                basket: "b", condition: "human", question: "q1", part: .training, source: "smol",
                answer: "a1", leftOut: nil)
        ],
        cells: [cell("cell1", seconds: seconds)],
        curves: [
            CurveRow(cell: "cell1", step: 0, part: .heldOut, loss: 3.25, tokens: 9),
            CurveRow(cell: "cell1", step: 1, part: .training, loss: 3.5, tokens: 12),
        ],
        textScores: [
            TextScoreRow(
                key: "t1", scorer: "cell1", answer: "a1", logProbability: -4.5, tokens: 4, bytes: 7)
        ],
        embeddings: [
            EmbeddingRow(key: "e1", encoder: "mini", answer: "a1", vector: [0.5, -1, .pi])
        ],
        sentenceVectors: [
            SentenceVectorRow(key: "5e01", encoder: "mini", answer: "a1", sentence: 1, vector: [1])
        ],
        divergences: [divergence("d1f1")],
        choiceQuestions: [
            ChoiceQuestionRow(
                key: "c0a1", draw: "d",
                question: ChoiceQuestion(id: "i", question: "?", choices: ["x", "y"], answer: 1))
        ],
        choiceScores: [
            ChoiceScoreRow(
                key: "c0b1", scorer: "cell1", scorerKey: "quiz", question: "c0a1", answer: 1,
                logProbabilities: [-1.5, -0.25], bytes: [1, 1])
        ],
        verdicts: [
            VerdictRow(
                key: "9e4d", judge: "smol.vanilla", judgeKey: "judge", rubric: "pairwise 1",
                question: "q1", first: "a1", second: "a2", outcome: .verdict, rating: 0.75,
                reading: "probabilities", mass: 0.5, asked: 1)
        ],
        prompts: [prompt("b0a1")], promptDraws: [PromptDrawRow(draw: "d", prompt: "b0a1")],
        promptAnswers: [promptAnswer("b0b1", of: "b0a1", seconds: seconds)],
        refusals: [RefusalRow(key: "b0c1", answer: "b0b1", rule: "r", value: 0.5)],
        scores: [score("5c0e1")],
        resamples: [
            ResampleRow(
                key: "7e5a1", cellKey: "cell1", measure: "self-bleu", version: "1", questions: 4,
                deleted: 1, value: 0.5, subsets: [0.25, .pi, -1e300])
        ],
        events: [
            EventRow(
                at: seconds, stage: "generate", kind: .batch, item: "smol", rows: 2,
                seconds: seconds)
        ])
}
