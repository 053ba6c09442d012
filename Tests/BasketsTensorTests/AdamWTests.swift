// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

extension EngineTests {
    @Suite struct AdamWTests {
        /// Loshchilov and Hutter 2019, algorithm 2, for one number; all settings as the kernel has
        /// them, in Float.
        private struct Twin {
            var p: Double
            var m = 0.0
            var v = 0.0

            mutating func step(_ gradient: Double, rate: Double, decay: Double, number: Int) {
                let (beta1, beta2) = (Double(Float(0.9)), Double(Float(0.999)))
                m = beta1 * m + (1 - beta1) * gradient
                v = beta2 * v + (1 - beta2) * gradient * gradient
                let (first, second) = (
                    m / (1 - pow(beta1, Double(number))), v / (1 - pow(beta2, Double(number)))
                )
                p = p * (1 - rate * decay) - rate * first / (second.squareRoot() + 1e-8)
            }
        }

        @Test(arguments: [1, 7, 33, 100, 70_001], [true, false])
        func stepsAreThoseOfTheTwin(count: Int, fused: Bool) throws {
            let start = Numbers(random: [count], seed: 1)
            let optimizer = AdamW(weightDecay: 0.01)
            var state = try AdamW.State(parameter: start.tensor())
            var twins = start.values.map { Twin(p: $0) }
            Engine.useFusedKernels(fused)
            defer { Engine.useFusedKernels(true) }
            for number in 1...5 {
                let gradient = Numbers(random: [count], seed: UInt64(number + 1))
                state = try optimizer.step(
                    state, gradient: gradient.tensor(), gradientScale: 0.25, learningRate: 0.1,
                    step: number)
                for i in twins.indices {
                    twins[i].step(
                        gradient.values[i] * 0.25, rate: Double(Float(0.1)),
                        decay: Double(Float(0.01)), number: number)
                }
            }
            let tolerance = KernelCase.tolerance
            #expect(difference(try state.parameter.doubles(), twins.map(\.p)) < tolerance)
            #expect(difference(try state.first.doubles(), twins.map(\.m)) < tolerance)
            #expect(difference(try state.second.doubles(), twins.map(\.v)) < tolerance)
        }

        @Test func theFirstStepIsOneLearningRateAgainstTheGradient() throws {
            // Both moments corrected are g and g^2: the step is rate * g / |g|.
            var state = try AdamW.State(parameter: Tensor([1, 1] as [Float], shape: [2]))
            let gradient = try Tensor([3, -0.02] as [Float], shape: [2])
            state = try AdamW(weightDecay: 0).step(
                state, gradient: gradient, gradientScale: 1, learningRate: 0.5, step: 1)
            #expect(difference(try state.parameter.doubles(), [0.5, 1.5]) < 1e-6)
        }

        @Test func aGradientOfAnotherShapeIsRefused() throws {
            let state = try AdamW.State(parameter: Tensor.full([2, 3], 0))
            #expect {
                try AdamW(weightDecay: 0).step(
                    state, gradient: Tensor.full([3, 2], 0), gradientScale: 1, learningRate: 1,
                    step: 1)
            } throws: {
                "\($0)" == "AdamW: parameter, gradient and moments differ in shape"
            }
        }
    }
}
