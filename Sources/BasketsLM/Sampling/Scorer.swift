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
    let batch: TextBatch
    /// Places [M] in the flat batch whose next token is asked for.
    let places: [Int32]
    /// Those next tokens [M].
    let targets: [Int32]
    /// The row that each place belongs to [M].
    let rows: [Int]

    /// - Parameters:
    ///   - whole: ask for every token but the first, not the answer's alone.
    ///   - shared: leading tokens of all rows that stand once; nil: as many as there are.
    init(_ rows: [TokenRow], whole: Bool = false, shared: Int? = nil) throws {
        let texts = rows.map(\.tokens)
        batch = try TextBatch(texts, shared: shared ?? TextBatch.sharedBeginning(texts))
        var places: [Int32] = []
        var targets: [Int32] = []
        var owners: [Int] = []
        for (index, row) in rows.enumerated() {
            let tokens = row.tokens
            let first = max(1, whole ? 1 : row.prompt.count)
            for place in first..<max(first, tokens.count) {
                places.append(batch.place(index, place - 1))
                targets.append(tokens[place])
                owners.append(index)
            }
        }
        self.places = places
        self.targets = targets
        self.rows = owners
    }
}

/// Log-probability of given texts, token by token, before temperature and top-p.
struct Scorer {
    let decoder: Decoder
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
        return try decoder.logProbabilities(
            of: scored.targets, at: scored.places, hidden, differentiated: false
        ).flatMap { try $0.floats() }
    }

    /// Logits behind each of the last tokens of each prompt, [prompts][count][V].
    ///
    /// - Parameter count: at most the tokens of the shortest prompt.
    func nextLogits(_ prompts: [[Int32]], last count: Int = 1) throws -> [[[Float]]] {
        let batch = try TextBatch(prompts, shared: TextBatch.sharedBeginning(prompts))
        let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch))
        let places = prompts.enumerated().flatMap { index, tokens in
            (tokens.count - count..<tokens.count).map { batch.place(index, $0) }
        }
        let logits = try decoder.logits(hidden.rows(Tensor(places, shape: [places.count])))
            .floats()
        let vocabulary = decoder.settings.vocabulary
        return prompts.indices.map { prompt in
            (0..<count).map { place in
                let start = (prompt * count + place) * vocabulary
                return Array(logits[start..<start + vocabulary])
            }
        }
    }
}
