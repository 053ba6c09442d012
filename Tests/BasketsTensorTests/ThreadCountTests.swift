// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// Rows and blocks are divided among threads, sums are not: one thread and two give the same
    /// bits. Sizes are over the kernels' least share of a thread.
    @Suite struct ThreadCountTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let shapes: [[Int]]
            let kernel: @Sendable ([Tensor]) throws -> Tensor
        }

        static let cases = [
            Case(testDescription: "rms norm", shapes: [[301, 150]]) {
                try rmsNorm($0[0], weight: Tensor.full([150], 1.5), epsilon: 1e-5)
            },
            Case(testDescription: "SwiGLU", shapes: [[70_001], [70_001]]) {
                try gated($0[0], $0[1], .silu)
            },
            Case(testDescription: "GeGLU", shapes: [[70_001], [70_001]]) {
                try gated($0[0], $0[1], .geluTanh)
            },
            Case(testDescription: "rope", shapes: [[3, 67, 3, 10]]) {
                let table = try Numbers(random: [3, 67, 5, 2], seed: 9).tensor()
                return try rope($0[0], table: table)
            },
            Case(testDescription: "log probability", shapes: [[7, 5003]]) {
                let targets = try Tensor((0..<7).map { Int32($0 * 700) }, shape: [7])
                return try logProbability(of: targets, logits: $0[0])
            },
            Case(testDescription: "dropout", shapes: [[5, 999]]) {
                let keys = try Tensor((0..<10).map { UInt32($0) }, shape: [5, 2])
                return try dropout($0[0], keys: keys, rate: 0.3)
            },
            Case(
                testDescription: "attention",
                shapes: [[2, 37, 6, 20], [2, 37, 3, 20], [2, 37, 3, 20]]
            ) {
                let twin = AttentionTwin(start: [0, 11], end: [37, 30])
                return try attention($0[0], $0[1], $0[2], span: twin.span(), scale: 0.4)
            },
        ]

        @Test(arguments: cases)
        func oneAndTwoThreadsGiveTheSameBits(_ test: Case) throws {
            let inputs = test.shapes.enumerated().map {
                Numbers(random: $0.element, seed: UInt64($0.offset + 1))
            }
            let kernel = KernelCase(inputs: inputs, kernel: test.kernel, twin: { _ in [] })
            let count = try test.kernel(inputs.map { try $0.tensor() }).count
            let weights = Numbers(random: [count], seed: 5)
            let one = try withThreads(1) { try kernel.run(weights) }
            let two = try withThreads(2) { try kernel.run(weights) }
            #expect(one.values == two.values)
            #expect(one.gradients == two.gradients)
        }

        @Test func anAdamWStepHasTheSameBits() throws {
            let inputs = try (1...4).map {
                try Numbers(random: [70_001], seed: $0, in: 0...1).tensor()
            }
            let state = AdamW.State(parameter: inputs[0], first: inputs[1], second: inputs[2])
            let step = {
                let next = try AdamW(weightDecay: 0.1).step(
                    state, gradient: inputs[3], gradientScale: 1, learningRate: 0.1, step: 3)
                return try [next.parameter, next.first, next.second].map { try $0.floats() }
            }
            #expect(try withThreads(1, step) == withThreads(2, step))
        }
    }
}
