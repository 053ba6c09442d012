// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// Gradients of every operation against central differences, in float64, where all operations
    /// are plain. The differences are good to some 1e-9 of the largest: 1e-6 is far from chance.
    @Suite struct GradientTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let inputs: [Numbers]
            let function: @Sendable ([Tensor]) throws -> Tensor

            init(
                _ name: String, _ shapes: [[Int]], in range: ClosedRange<Float> = -1...1,
                _ function: @escaping @Sendable ([Tensor]) throws -> Tensor
            ) {
                testDescription = name
                inputs = shapes.enumerated().map {
                    Numbers(random: $0.element, seed: UInt64($0.offset + 1), in: range)
                }
                self.function = function
            }
        }

        static let arithmetic: [Case] = [
            Case("add, broadcast", [[3, 4], [4]]) { try $0[0] + $0[1] },
            Case("subtract, broadcast", [[2, 3, 1], [3, 5]]) { try $0[0] - $0[1] },
            Case("multiply, broadcast", [[3, 1], [1, 4]]) { try $0[0] * $0[1] },
            Case("divide", [[3, 4], [3, 4]], in: 0.5...2) { try $0[0] / $0[1] },
            Case("times a number", [[5]]) { try $0[0] * 0.3 },
            Case("plus a number, squared", [[5]]) { try ($0[0] + 0.3).squared() },
            Case("exp", [[7]]) { try $0[0].exp() },
            Case("log", [[7]], in: 0.5...2) { try $0[0].log() },
            Case("square root", [[7]], in: 0.5...2) { try $0[0].squareRoot() },
            Case("tanh", [[7]]) { try $0[0].tanh() },
            Case("sum over an axis", [[3, 4]]) { try $0[0].squared().sum(axis: 0) },
            Case("mean over all", [[3, 4]]) { try $0[0].squared().mean() },
            Case("mean, axis kept", [[3, 4]]) { try $0[0] * $0[0].mean(axis: 1, keep: true) },
            Case("softmax", [[3, 5]]) { try $0[0].softmax() },
            Case("log sum exp", [[3, 5]]) { try $0[0].logSumExp(axis: 0) },
            Case("one input twice", [[3, 3]]) { try matmul($0[0], $0[0]) },
        ]

        static let shapes: [Case] = [
            Case("matmul", [[3, 4], [4, 5]]) { try matmul($0[0], $0[1]) },
            Case("matmul, batches", [[2, 1, 3, 4], [3, 4, 2]]) { try matmul($0[0], $0[1]) },
            Case("add matmul", [[3, 5], [3, 4], [4, 5]]) {
                try addMatmul($0[0], $0[1], $0[2], alpha: 0.7)
            },
            Case("reshape", [[3, 4]]) { try $0[0].squared().reshaped([2, -1]) },
            Case("transpose", [[2, 3, 4]]) { try $0[0].squared().transposed([2, 0, 1]) },
            Case("last two axes exchanged", [[2, 3, 4]]) { try $0[0].squared().transpose },
            Case("slice", [[5, 6]]) { try $0[0].squared().slice(axis: 1, 2..<5) },
            Case("replacing", [[5, 6], [2, 6]]) {
                try $0[0].squared().replacing(axis: 0, 1..<3, with: $0[1].squared())
            },
            Case("concatenated", [[2, 3], [4, 3]]) {
                try Tensor.concatenated([$0[0].squared(), $0[1], $0[0]], axis: 0)
            },
            Case("rows, one twice", [[5, 3]]) {
                try $0[0].squared().rows(Tensor([4, 0, 4] as [Int32], shape: [3]))
            },
        ]

        static let layers: [Case] = [
            Case("rms norm", [[3, 7]]) {
                try rmsNorm($0[0], weight: $0[0].slice(axis: 0, 0..<1).reshaped([7]), epsilon: 1e-3)
            },
            Case("SwiGLU", [[3, 7], [3, 7]], in: -4...4) { try gated($0[0], $0[1], .silu) },
            Case("GeGLU", [[3, 7], [3, 7]], in: -4...4) { try gated($0[0], $0[1], .geluTanh) },
            Case("rope", [[2, 3, 2, 6]]) {
                let table = try Numbers(random: [2, 3, 3, 2], seed: 9).tensor(.float64)
                return try rope($0[0], table: table)
            },
            Case("log probability", [[3, 7]], in: -4...4) {
                try logProbability(of: Tensor([6, 0, 3] as [Int32], shape: [3]), logits: $0[0])
            },
            Case("dropout", [[2, 9]]) {
                let keys = try Tensor([1, 2, 3, 4] as [UInt32], shape: [2, 2])
                return try dropout($0[0].squared(), keys: keys, rate: 0.4)
            },
            Case("attention", [[2, 3, 4, 5], [2, 6, 2, 5], [2, 6, 2, 5]]) {
                let twin = AttentionTwin(T: 3, start: [0, 2], end: [6, 5], offset: 3, window: 4)
                return try attention($0[0], $0[1], $0[2], span: twin.span(), scale: 0.5)
            },
            Case("attention, a query without keys", [[2, 3, 2, 5], [2, 3, 1, 5], [2, 3, 1, 5]]) {
                let twin = AttentionTwin(start: [1, 3], end: [3, 3])
                return try attention($0[0], $0[1], $0[2], span: twin.span(), scale: 0.5)
            },
        ]

        @Test(arguments: arithmetic + shapes + layers)
        func gradientsAreThoseOfCentralDifferences(_ test: Case) throws {
            let output = try test.function(test.inputs.map { try $0.tensor(.float64) })
            #expect(output.type == .float64)
            let weights = try Numbers(random: output.shape, seed: 77).tensor(.float64)
            let scalar = { (x: [Tensor]) in try (test.function(x) * weights).sum() }
            let slopes = try numericalGradients(at: test.inputs, most: 30) { moved in
                try scalar(moved.map { try $0.tensor(.float64) }).scalar()
            }
            let (_, gradients) = try valueAndGradients(
                at: test.inputs.map { try $0.tensor(.float64) }, of: scalar)
            for (gradient, slopes) in zip(gradients, slopes) {
                let values = try gradient.doubles()
                #expect(difference(slopes.map { values[$0.place] }, slopes.map(\.slope)) < 1e-6)
            }
        }

        @Test func noGradientFlowsThroughAStop() throws {
            // d(x * stop(x)) / dx = stop(x)
            let x = try Tensor([3, -2] as [Float], shape: [2])
            let (value, gradients) = try valueAndGradients(at: [x]) {
                try ($0[0] * $0[0].withoutGradient()).sum()
            }
            #expect(try value.scalar() == 13)
            #expect(try gradients[0].floats() == [3, -2])
        }

        @Test func anInputThatIsNotUsedHasGradientZero() throws {
            let x = try Tensor([3] as [Float], shape: [1])
            let (_, gradients) = try valueAndGradients(at: [x, x]) { try $0[1].squared().sum() }
            #expect(try gradients.map { try $0.floats() } == [[0], [6]])
        }

        @Test func anErrorOfTheFunctionComesBackUnchanged() throws {
            struct Mine: Error, Equatable { let number: Int }
            let x = try Tensor.full([2], 1)
            #expect(throws: Mine(number: 7)) {
                try valueAndGradients(at: [x]) { _ in throw Mine(number: 7) }
            }
            // The engine works on after it.
            let (_, gradients) = try valueAndGradients(at: [x]) { try $0[0].sum() }
            #expect(try gradients[0].floats() == [1, 1])
        }

        @Test func anEngineErrorInsideTheFunctionKeepsItsOperation() throws {
            let x = try Tensor.full([2, 3], 1)
            #expect {
                try valueAndGradients(at: [x]) { try matmul($0[0], $0[0]).sum() }
            } throws: {
                "\($0)".hasPrefix("matmul [2, 3] [2, 3]: ")
            }
        }

        @Test func aResultThatIsNoScalarIsRefused() throws {
            let x = try Tensor.full([2], 1)
            let error = #expect(throws: TensorError.self) {
                try valueAndGradients(at: [x]) { try $0[0].exp() }
            }
            #expect(error?.operation == "gradient")
            #expect(error?.message == "the differentiated function must give a scalar")
        }

        @Test func theNormWeightHasNoGradient() throws {
            // It is frozen in all that we train; asking for it is an error, not a silent zero.
            let x = try Tensor.full([2, 3], 1)
            #expect {
                try valueAndGradients(at: [Tensor.full([3], 1)]) {
                    try rmsNorm(x, weight: $0[0], epsilon: 0).sum()
                }
            } throws: {
                "\($0)".contains("rms norm: no gradient for this input")
            }
        }
    }
}
