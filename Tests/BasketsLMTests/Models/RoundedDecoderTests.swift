// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

/// A decoder that computes in bfloat16 throughout, as on a GPU, here by plain operations. Eight bits
/// of precision are 0.4 %; some dozen roundings one behind the other stay within 5 % of the largest.
@Suite struct RoundedDecoderTests {
    @Test(arguments: TinyDecoderTests.names) func logitsAreNearTheReference(_ name: String) throws {
        let pack = try ReferencePack("Models/Tiny/\(name)")
        let decoder = try Self.decoder(name)
        for text in try pack.objects("texts") {
            let expected = try pack.floats(text["logits"])
            let logits = try allLogits(decoder, text.tokens())
            let largest = expected.map(abs).max() ?? 0
            let difference = largestDifference(logits, expected)
            #expect(difference <= 0.05 * largest)
            #expect(difference > 1e-4, "nothing was rounded")
        }
    }

    @Test func logitsAreInFloat32() throws {
        let decoder = try Self.decoder("llama")
        let batch = try TextBatch([[1, 2, 3]])
        let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch))
        #expect(hidden.type == .bfloat16)
        #expect(try decoder.logits(hidden).type == .float32)
    }

    /// Texts of equal and of unequal lengths side by side have the scores they have alone.
    @Test(arguments: ["llama", "gemma3"]) func batchesChangeNoScoreByMoreThanRounding(
        _ name: String
    ) throws {
        let scorer = Scorer(decoder: try Self.decoder(name))
        let rows = [7, 7, 5, 9].enumerated().map { row, count in
            TokenRow(
                key: "", prompt: [Int32(row + 1)],
                answer: (0..<count).map { Int32(($0 * 5 + row) % 30 + 1) })
        }
        let together = try scorer.score(rows)
        for (row, scores) in zip(rows, together) {
            let alone = try scorer.score([row])[0]
            #expect(largestDifference(scores, alone) <= 0.05)
        }
    }

    /// Losses fall as they do without rounding.
    @Test func trainsBesideFloat32() throws {
        let rows = (0..<8).map { row in
            TokenRow(key: "\(row)", prompt: [72, 105], answer: [104, 101, 108, 108, 111, 256])
        }
        let settings = TrainingSettings(
            lora: LoRASettings(rank: 4, alpha: 8, dropout: 0), learningRate: 1e-2, epochs: 4,
            batch: 4, microBatch: 2, maxTokens: 64, seed: 1)
        func losses(_ type: ElementType) throws -> [Double] {
            let file = RandomModelFile.tiny
            let model = LanguageModel(
                name: "tiny", tokenizer: try file.tokenizer(), chat: nil,
                decoder: try Decoder(WeightLoader(file: file, type: type)))
            let result = try Trainer(model, settings: settings, rows: rows).train { _ in true }
            return (result?.events ?? []).compactMap { event in
                if case .step(let step) = event { step.loss } else { nil }
            }
        }
        let (rounded, exact) = (try losses(.bfloat16), try losses(.float32))
        #expect(rounded.count == 8)
        #expect((rounded.last ?? 9) < 0.8 * (rounded.first ?? 0))
        for (a, b) in zip(rounded, exact) { #expect(abs(a - b) <= 0.05 * b) }
    }

    /// An adapter is not lost in the rounding of the weight that it is put on.
    @Test func attachedAdapterCountsAsInTraining() throws {
        let file = RandomModelFile.tiny
        let model = LanguageModel(
            name: "tiny", tokenizer: try file.tokenizer(), chat: nil,
            decoder: try Decoder(WeightLoader(file: file, type: .bfloat16)))
        let row = TokenRow(key: "", prompt: [72], answer: [101, 108, 256])
        let before = try model.score([row])[0]
        let settings = TrainingSettings(
            lora: LoRASettings(rank: 4, alpha: 8), learningRate: 1e-2, epochs: 8, batch: 1,
            microBatch: 1, maxTokens: 64, seed: 1)
        let result = try Trainer(model, settings: settings, rows: [row]).train { _ in true }
        try model.attach(result?.adapter)
        let after = try model.score([row])[0]
        #expect(after.reduce(0, +) > before.reduce(0, +) + 0.5)
        try model.attach(nil)
        #expect(try model.score([row])[0] == before)
    }

    private static func decoder(_ name: String) throws -> Decoder {
        let folder = ReferencePack.folder.appending(path: "Models/Tiny/\(name)")
        return try Decoder(WeightLoader(file: ModelFolder.open(folder), type: .bfloat16))
    }
}
