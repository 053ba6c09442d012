// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// A prompt and a given answer, whose probability is asked for or which is learned.
public struct TokenRow: Sendable, Hashable {
    /// Name of the row: random draws and the order of training follow from it.
    public let key: String
    public let prompt: [Int32]
    /// With its stop token, where that is part of it.
    public let answer: [Int32]

    public init(key: String, prompt: [Int32], answer: [Int32]) {
        self.key = key
        self.prompt = prompt
        self.answer = answer
    }

    var tokens: [Int32] { prompt + answer }
}

/// Rows side by side, with the places that predict a token that is asked for. M such places.
struct ScoredBatch {
    let batch: TokenBatch
    /// Places [M] in the flat batch whose next token is asked for.
    let places: [Int32]
    /// Those next tokens [M].
    let targets: [Int32]

    /// - Parameter whole: ask for every token but the first, not the answer's alone.
    init(_ rows: [TokenRow], whole: Bool = false) throws {
        batch = try TokenBatch(rows.map(\.tokens), padding: .right)
        var places: [Int32] = []
        var targets: [Int32] = []
        for (index, row) in rows.enumerated() {
            let tokens = row.tokens
            let first = max(1, whole ? 1 : row.prompt.count)
            for place in first..<max(first, tokens.count) {
                places.append(Int32(index * batch.length + place - 1))
                targets.append(tokens[place])
            }
        }
        self.places = places
        self.targets = targets
    }
}

/// Log-probability of given texts, token by token, before temperature and top-p.
struct Scorer {
    let decoder: Decoder
    /// Rows of logits at a time: 64 x 262,144 floats are 67 MB.
    static let logitRows = 64

    /// Natural log of each answer token's probability, one list per row.
    func score(_ rows: [TokenRow]) throws -> [[Float]] {
        let scored = try ScoredBatch(rows)
        let flat = try logProbabilities(scored)
        var start = 0
        return rows.map { row in
            let count = row.answer.count - (row.prompt.isEmpty ? 1 : 0)
            defer { start += count }
            return Array(flat[start..<start + max(0, count)])
        }
    }

    /// [M], in the order of the batch's places.
    func logProbabilities(_ scored: ScoredBatch, lora: LoRA? = nil) throws -> [Float] {
        let hidden = try decoder.hidden(
            scored.batch.tokens, at: decoder.places(scored.batch), lora: lora)
        try evaluate([hidden])
        var values: [Float] = []
        for start in stride(from: 0, to: scored.places.count, by: Self.logitRows) {
            let end = min(start + Self.logitRows, scored.places.count)
            let places = try Tensor(Array(scored.places[start..<end]), shape: [end - start])
            let targets = try Tensor(Array(scored.targets[start..<end]), shape: [end - start])
            let logits = try decoder.logits(hidden.rows(places))
            values += try logProbability(of: targets, logits: logits).floats()
        }
        return values
    }

    /// Logits behind the last token of each prompt, [prompts][V].
    func nextLogits(_ prompts: [[Int32]]) throws -> [[Float]] {
        let batch = try TokenBatch(prompts, padding: .right)
        let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch))
        let last = batch.ends.enumerated().map { Int32($0 * batch.length) + $1 - 1 }
        let logits = try decoder.logits(hidden.rows(Tensor(last, shape: [last.count]))).floats()
        let vocabulary = decoder.settings.vocabulary
        return prompts.indices.map { Array(logits[$0 * vocabulary..<($0 + 1) * vocabulary]) }
    }
}
