// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// Fused kernel = plain operations = slow twin, in values and gradients. Sizes around and
    /// between vector widths, so that the loops' tails are covered.
    @Suite struct KernelTests {
        @Test(arguments: [1, 7, 33, 100])
        func rmsNormDividesByTheRootMeanSquare(width: Int) throws {
            let weight = Numbers(random: [width], seed: 1)
            let x = Numbers(random: [2, 3, width], seed: 2)
            try KernelCase(inputs: [x]) {
                try rmsNorm($0[0], weight: weight.tensor(), epsilon: 1e-3)
            } twin: {
                Twin.rmsNorm($0[0], weight: weight.values, epsilon: Double(Float(1e-3)))
            }.expectAgreement()
        }

        @Test(arguments: [1, 7, 33, 100])
        func layerNormCentresAndScales(width: Int) throws {
            let x = Numbers(random: [5, width], seed: 3)
            let (weight, bias) = (
                Numbers(random: [width], seed: 4), Numbers(random: [width], seed: 5)
            )
            let expected = Twin.layerNorm(
                x.values, weight: weight.values, bias: bias.values, epsilon: Double(Float(1e-3)))
            try expectValues(expected) {
                try layerNorm(
                    x.tensor(), weight: weight.tensor(), bias: bias.tensor(), epsilon: 1e-3)
            }
        }

        @Test(arguments: [1, 7, 33, 100], [0.5, 3, 12] as [Float])
        func geluIsThatOfTheErrorFunction(count: Int, reach: Float) throws {
            let x = Numbers(random: [count], seed: 11, in: -reach...reach)
            try expectValues(Twin.gelu(x.values)) { try gelu(x.tensor()) }
        }

        /// Fused kernel and plain operations give the values, where there is no gradient.
        private func expectValues(_ expected: [Double], of kernel: () throws -> Tensor) throws {
            #expect(difference(try kernel().doubles(), expected) < KernelCase.tolerance)
            let plain = try withoutFusedKernels { try kernel().doubles() }
            #expect(difference(plain, expected) < KernelCase.tolerance)
        }

        @Test(arguments: [Activation.silu, .geluTanh], [1, 7, 33, 100])
        func gatedActivates(activation: Activation, width: Int) throws {
            // To +-12, where both activations have become flat.
            let gate = Numbers(random: [3, width], seed: 6, in: -12...12)
            let up = Numbers(random: [3, width], seed: 7)
            try KernelCase(inputs: [gate, up]) {
                try gated($0[0], $0[1], activation)
            } twin: {
                activation == .silu ? Twin.silu($0[0], $0[1]) : Twin.geluTanh($0[0], $0[1])
            }.expectAgreement()
        }

        @Test(arguments: [2, 14, 66, 200], [1, 3])
        func ropeTurnsHalves(width: Int, heads: Int) throws {
            let (rows, tokens) = (2, 7)
            let x = Numbers(random: [rows, tokens, heads, width], seed: 8)
            let table = Numbers(random: [rows, tokens, width / 2, 2], seed: 9)
            try KernelCase(inputs: [x]) {
                try rope($0[0], table: table.tensor())
            } twin: {
                Twin.rope($0[0], table: table.values, heads: heads, width: width)
            }.expectAgreement()
        }

        @Test(arguments: [1, 7, 33, 100, 5000])
        func logProbabilityIsThatOfTheTarget(vocabulary: Int) throws {
            let targets = [0, vocabulary - 1, vocabulary / 2]
            let logits = Numbers(random: [3, vocabulary], seed: 10, in: -20...20)
            let native = try Tensor(targets.map(Int32.init), shape: [3])
            try KernelCase(inputs: [logits]) {
                try logProbability(of: native, logits: $0[0])
            } twin: {
                Twin.logProbability($0[0], targets: targets, vocabulary: vocabulary)
            }.expectAgreement()
        }

        @Test func logProbabilityBearsExtremeLogits() throws {
            // The others are smaller by 1000 and more: log 1 = 0, and -1000 for the second.
            let logits = try Tensor([1000, 0, -1e30, -.infinity] as [Float], shape: [1, 4])
            for (target, expected) in [(0, 0), (1, -1000), (3, -Double.infinity)] {
                let native = try Tensor([Int32(target)], shape: [1])
                #expect(try logProbability(of: native, logits: logits).scalar() == expected)
            }
        }

        @Test(arguments: [-1, 4, .max])
        func aTargetOutsideTheVocabularyIsNotANumber(target: Int32) throws {
            let logits = try Tensor.full([1, 4], 0)
            let native = try Tensor([target], shape: [1])
            #expect(try logProbability(of: native, logits: logits).scalar().isNaN)
            let (_, gradients) = try valueAndGradients(at: [logits]) {
                try logProbability(of: native, logits: $0[0]).sum()
            }
            #expect(try gradients[0].floats().count == 4)
        }
    }
}
