// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

@Suite struct SamplerTests {
    /// What a row draws depends on its seed, not on the rows beside it.
    @Test func theBatchChangesNoAnswer() throws {
        let model = try TrainerProofs.model()
        let rows = (0..<6).map { index in
            SampleRow(
                tokens: ByteTokenizer().encode(String(repeating: "ab ", count: index + 1)),
                seed: UInt64(index))
        }
        let decoding = Decoding(temperature: 1, topP: 0.95, maxTokens: 24)
        let together = try model.sample(rows, decoding: decoding)
        let alone = try rows.flatMap { try model.sample([$0], decoding: decoding) }
        #expect(together == alone)
        #expect(Set(together.map(\.tokens)).count == 6)
    }

    @Test func aStopTextEndsTheAnswerAndIsNoPartOfIt() throws {
        let model = try TrainerProofs.model()
        let prompt = ByteTokenizer().encode("abc")
        let free = try model.sample(
            [SampleRow(tokens: prompt, seed: 4)], decoding: Decoding(maxTokens: 30))
        let text = free[0].text
        let stop = String(text.dropFirst(5).prefix(2))
        let stopped = try model.sample(
            [SampleRow(tokens: prompt, seed: 4, stopStrings: [stop])],
            decoding: Decoding(maxTokens: 30))
        #expect(stopped[0].finish == .stop)
        #expect(!stopped[0].text.contains(stop))
        #expect(text.hasPrefix(stopped[0].text))
    }

    @Test func theTokenLimitIsKeptAndNamed() throws {
        let rows = [SampleRow(tokens: [65], seed: 1)]
        let written = try TrainerProofs.model().sample(
            rows, decoding: Decoding(temperature: 0, maxTokens: 3))
        #expect(written[0].tokens.count <= 3)
        #expect(written[0].finish == (written[0].tokens.count == 3 ? .length : .stop))
    }

    @Test func anEmptyPromptAndALongOneAreRefused() throws {
        let model = try TrainerProofs.model()
        #expect(throws: LMError.self) {
            try model.sample([SampleRow(tokens: [], seed: 1)], decoding: Decoding())
        }
        #expect(throws: LMError.self) {
            let long = [Int32](repeating: 65, count: 500)
            return try model.sample([SampleRow(tokens: long, seed: 1)], decoding: Decoding())
        }
    }
}

@Suite struct SharedBeginningTests {
    @Test func theBeginningLeavesEachTextATokenOfItsOwn() {
        let ten = (0..<10).map(Int32.init)
        #expect(TextBatch.sharedBeginning([ten + [1, 2], ten + [1, 3]]) == 11)
        #expect(TextBatch.sharedBeginning([ten, ten + [1]]) == 9)
        #expect(TextBatch.sharedBeginning([Array(ten.prefix(8)), ten]) == 0)  // 7: not worth it
        #expect(TextBatch.sharedBeginning([[1], [2, 3]]) == 0)
    }

    @Test func eachTokenStandsOnce() throws {
        let batch = try TextBatch([[1, 2, 3], [1, 2, 4, 5]], shared: 2)
        #expect(try batch.tokens.integers() == [1, 2, 3, 4, 5])
        #expect(batch.positions == [0, 1, 2, 2, 3])
        #expect((0..<3).map { batch.place(0, $0) } == [0, 1, 2])
        #expect((0..<4).map { batch.place(1, $0) } == [0, 1, 3, 4])
        #expect(try batch.keyPlaces()?.integers() == [0, 1, 0, 1, 2, 0, 1, 3, 4])
    }

    /// Scores, samples and losses with the beginning once are those of each row alone.
    @Test func sharingChangesNoScoreAndNoAnswer() throws {
        let model = try TrainerProofs.model()
        let bytes = ByteTokenizer()
        let rows = ["cat", "a long dog", "x"].map {
            TokenRow(
                key: $0, prompt: bytes.encode("answer this: \($0)"), answer: bytes.encode($0))
        }
        let together = try model.score(rows)
        for (row, scores) in zip(rows, together) {
            #expect(largestDifference(scores, try model.score([row])[0]) < 1e-5)
        }
        let prompts = rows.map { SampleRow(tokens: $0.prompt, seed: 3) }
        let decoding = Decoding(temperature: 0.8, topP: 0.95, maxTokens: 12)
        let alone = try prompts.flatMap { try model.sample([$0], decoding: decoding) }
        #expect(try model.sample(prompts, decoding: decoding) == alone)

        let lora = try TrainerProofs.adapter(TrainerProofs.settings().lora).lora(model.settings)
        let loss = TrainingLoss(decoder: model.decoder)
        let once = try loss.sum(ScoredBatch(rows, whole: true), lora: lora).scalar()
        let apart = try loss.sum(ScoredBatch(rows, whole: true, shared: 0), lora: lora).scalar()
        #expect(abs(once - apart) < 1e-5 * abs(apart))
    }
}
