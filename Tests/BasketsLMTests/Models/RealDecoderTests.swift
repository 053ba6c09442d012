// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

/// SmolLM2 and Gemma 3 against transformers on the same dequantized weights, over texts of 64 to 640
/// tokens (Fixtures/Reference/Models/logits.py).
@Suite(.serialized) struct RealDecoderTests {
    @Test(arguments: [("smollm2", Asset.smollm2), ("gemma3", Asset.gemma3)])
    func logitsEqualTheReference(_ name: String, _ url: URL) throws {
        let pack = try ReferencePack("Models/\(name)")
        let decoder = try Decoder(WeightLoader(file: ModelFolder.open(url)))
        let columns = try #require(pack.json["columns"] as? [Int])
        for text in try pack.objects("texts") {
            let tokens = try text.tokens()
            let positions = try #require(text["positions"] as? [Int])
            let batch = try TextBatch([tokens])
            let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch))
            let chosen = try Tensor(positions.map(Int32.init), shape: [positions.count])
            let logits = try decoder.logits(hidden.rows(chosen))
                .rows(Tensor(columns.map(Int32.init), shape: [columns.count]), axis: 1).floats()
            let expected = try pack.floats(text["logits"])
            let greatest = try pack.floats(text["maxAbsolute"])
            let top = positions.map { greatest[$0] }.max() ?? 1
            let worst = zip(logits, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst / top <= 1e-3, "text of \(tokens.count) tokens")

            let scores = try Scorer(decoder: decoder).score([
                TokenRow(key: "", prompt: [tokens[0]], answer: Array(tokens.dropFirst()))
            ])
            let probabilities = try pack.floats(text["nextLogProbabilities"])
            #expect(largestDifference(scores[0], probabilities) <= 1e-3)
        }
    }
}

/// Sentence vectors against sentence-transformers (Fixtures/Reference/Models/sentences.py).
@Test func sentenceVectorsEqualTheReference() throws {
    let pack = try ReferencePack("Models/sentences")
    let sentences = try pack.objects("sentences")
    let encoder = try SentenceEncoder.load(Asset.miniLM)
    let vectors = try encoder.embed(sentences.map { try $0.text("text") })
    for (sentence, vector) in zip(sentences, vectors) {
        let text = try sentence.text("text")
        let expected = try pack.floats(sentence["vector"])
        let cosine = zip(vector, expected).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(cosine >= 0.9999, "\(text.prefix(40))")
    }
}
