// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

/// Each architecture on a tiny random checkpoint, against transformers in float32
/// (Fixtures/Reference/Models/tiny.py). Tolerance 1e-4: float32 sums in another order.
@Suite struct TinyDecoderTests {
    static let names = [
        "llama", "llama3-rope", "mistral", "falcon3", "qwen2", "qwen3", "gemma3",
    ]

    @Test(arguments: names) func logitsEqualTheReference(_ name: String) throws {
        let pack = try ReferencePack("Models/Tiny/\(name)")
        let decoder = try Self.decoder(name)
        for text in try pack.objects("texts") {
            let logits = try allLogits(decoder, text.tokens())
            #expect(try largestDifference(logits, pack.floats(text["logits"])) <= 1e-4)
        }
    }

    /// Texts of unequal length side by side, padded on either side, have the scores they have alone.
    @Test(arguments: names) func batchesChangeNoScore(_ name: String) throws {
        let pack = try ReferencePack("Models/Tiny/\(name)")
        let decoder = try Self.decoder(name)
        let texts = try pack.objects("texts")
        let rows = try texts.enumerated().map { index, text in
            TokenRow(
                key: "", prompt: [try text.tokens()[0]],
                answer: Array(try text.tokens().dropFirst().prefix(20 + 13 * index)))
        }
        let scores = try Scorer(decoder: decoder).score(rows)
        for (text, score) in zip(texts, scores) {
            let expected = try pack.floats(text["nextLogProbabilities"])
            #expect(largestDifference(score, Array(expected.prefix(score.count))) <= 1e-4)
        }
    }

    /// Token by token through the cache, beside a shorter row, as in one pass.
    @Test(arguments: names) func cachedStepsEqualOnePass(_ name: String) throws {
        let pack = try ReferencePack("Models/Tiny/\(name)")
        let decoder = try Self.decoder(name)
        let texts = try pack.objects("texts")
        let tokens = try texts[0].tokens()
        let whole = try pack.floats(texts[0]["logits"])
        let vocabulary = decoder.settings.vocabulary
        let batch = try TextBatch([Array(tokens.prefix(9)), [1, 2, 3]])
        let starts: [Int32] = [0, 6]  // both end behind column 9
        let cache = try KeyValueCache(decoder.settings, rows: 2, capacity: tokens.count)
        try cache.place(batch)
        _ = try decoder.hidden(batch.tokens, at: decoder.places(batch), cache: cache)
        for column in 9..<tokens.count {
            let span = AttentionSpan(
                start: try Tensor(starts, shape: [2]),
                end: try Tensor([Int32](repeating: Int32(column + 1), count: 2), shape: [2]),
                offset: column)
            let places = try decoder.places(
                positions: starts.map { Int32(column) - $0 }, rows: 2, span: span)
            let next = try Tensor([tokens[column], 5], shape: [2])
            let logits = try decoder.logits(decoder.hidden(next, at: places, cache: cache))
            let expected = Array(whole[column * vocabulary..<(column + 1) * vocabulary])
            let ours = Array(try logits.floats().prefix(vocabulary))
            #expect(largestDifference(ours, expected) <= 1e-4, "column \(column)")
        }
    }

    static func decoder(_ name: String) throws -> Decoder {
        let folder = ReferencePack.folder.appending(path: "Models/Tiny/\(name)")
        return try Decoder(WeightLoader(file: ModelFolder.open(folder)))
    }
}

/// Logits of every place of one text, [T, V].
func allLogits(_ decoder: Decoder, _ tokens: [Int32], lora: LoRA? = nil) throws -> [Float] {
    let batch = try TextBatch([tokens])
    let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch), lora: lora)
    return try decoder.logits(hidden).floats()
}
