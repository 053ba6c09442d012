// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

extension EngineTests {
    @Suite struct ChoiceTests {
        private func drawn(
            _ logits: [Float], _ uniforms: [Double], temperature: Double, topP: Double
        ) throws -> [Int32] {
            let rows = uniforms.flatMap { _ in logits }
            return try chooseTokens(
                Tensor(rows, shape: [uniforms.count, logits.count]), uniforms: uniforms,
                temperature: temperature, topP: topP)
        }

        @Test func topPDrawsFromTheFewestLikeliestTokens() throws {
            // Probabilities 0.5, 0.3, 0.15, 0.05: the nucleus of 0.75 is the first two, 5/8 and 3/8.
            let logits = [0.05, 0.5, 0.15, 0.3].map { Float(log($0)) }
            let tokens = try drawn(logits, [0.0, 0.6, 0.64, 0.99], temperature: 1, topP: 0.75)
            #expect(tokens == [1, 1, 3, 3])
        }

        @Test func temperatureZeroTakesTheFirstOfTheLikeliest() throws {
            #expect(try drawn([1, 3, 2, 3], [0.9], temperature: 0, topP: 0.1) == [1])
        }

        @Test(arguments: [(1.0, 1.0), (0.7, 0.9), (0.2, 0.99), (3, 0.5)], [1, 7, 5003])
        func theChoiceIsThatOfTheTwin(_ setting: (Double, Double), vocabulary: Int) throws {
            let numbers = Numbers(random: [vocabulary], seed: 3, in: -8...8)
            let logits = numbers.values.map { Float($0) }
            // Between the steps of the draws, so that no rounding decides.
            let uniforms = (0..<40).map { (Double($0) + 0.37) / 40 }
            let twin = ChoiceTwin(temperature: setting.0, topP: setting.1)
            let expected = uniforms.map { twin.choose(logits, uniform: $0) }
            let found = try drawn(
                logits, uniforms, temperature: setting.0, topP: setting.1)
            #expect(found == expected)
        }

        @Test func drawsAndRowsHaveToBeAsMany() throws {
            #expect(throws: TensorError.self) {
                try chooseTokens(
                    Tensor.full([2, 4], 0), uniforms: [0.5], temperature: 1, topP: 1)
            }
        }
    }
}
