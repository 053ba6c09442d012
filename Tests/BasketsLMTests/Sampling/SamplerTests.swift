// SPDX-License-Identifier: Apache-2.0
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

    @Test func topPDrawsFromTheFewestLikeliestTokens() {
        // Probabilities 0.5, 0.3, 0.15, 0.05: the nucleus of 0.75 is the first two, 5/8 and 3/8.
        let logits = [0.05, 0.5, 0.15, 0.3].map { Float(log($0)) }
        let choice = TokenChoice(decoding: Decoding(temperature: 1, topP: 0.75))
        let drawn = [0.0, 0.6, 0.64, 0.99].map { uniform in
            logits.withUnsafeBufferPointer { choice.choose($0, uniform: uniform) }
        }
        #expect(drawn == [1, 1, 3, 3])
    }

    @Test func temperatureZeroTakesTheLikeliest() {
        let choice = TokenChoice(decoding: Decoding(temperature: 0, topP: 0.1))
        let logits: [Float] = [1, 3, 2]
        #expect(logits.withUnsafeBufferPointer { choice.choose($0, uniform: 0.9) } == 1)
    }
}
