// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// What the library and the kernels refuse, with the sentence that reaches the user.
    @Suite struct TensorErrorTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let part: String
            let body: @Sendable () throws -> Tensor

            init(
                _ operation: String, _ part: String, _ body: @escaping @Sendable () throws -> Tensor
            ) {
                (testDescription, self.part, self.body) = (operation, part, body)
            }
        }

        private static func zeros(_ shape: [Int], _ type: ElementType = .float32) throws -> Tensor {
            try Tensor.full(shape, 0, type: type)
        }

        private static func attend(
            q: [Int] = [2, 3, 4, 8], k: [Int] = [2, 3, 2, 8], v: [Int] = [2, 3, 2, 8],
            span: Tensor, offset: Int = 0
        ) throws -> Tensor {
            try attention(
                zeros(q), zeros(k), zeros(v),
                span: AttentionSpan(start: span, end: span, offset: offset), scale: 1)
        }

        static let ofTheLibrary: [Case] = [
            Case("matmul [2, 3] [2, 3]", "(2,3)") { try matmul(zeros([2, 3]), zeros([2, 3])) },
            Case("reshape to [4]", "6") { try zeros([2, 3]).reshaped([4]) },
            Case("add", "broadcast") { try zeros([2]) + zeros([3]) },
            Case("transpose", "axes") { try zeros([2, 3]).transposed([0]) },
            Case("concatenate", "shape") {
                try .concatenated([zeros([2, 3]), zeros([2, 4])], axis: 0)
            },
            Case("sum", "axis") { try zeros([2]).sum(axis: 1) },
            Case("new", "2 values do not fill shape [3]") {
                try Tensor([1, 2] as [Float], shape: [3])
            },
            Case("new", "a negative size") { try Tensor([1, 2] as [Float], shape: [-1, -2]) },
            Case("full", "Negative dimensions") { try zeros([-2]) },
            Case("slice", "1..<4 of axis 0 is not in shape [3]") {
                try zeros([3]).slice(axis: 0, 1..<4)
            },
            Case("slice", "of axis 1 is not in shape [3]") { try zeros([3]).slice(axis: 1, 0..<1) },
            Case("slice update", "0..<2 of axis 0 is not in shape [1]") {
                try zeros([1]).replacing(axis: 0, 0..<2, with: zeros([2]))
            },
            Case("take", "index 5 is not in 0 ..< 5") {
                try zeros([5, 2]).rows(Tensor([4, 5] as [Int32], shape: [2]))
            },
            Case("take", "index -1 is not in 0 ..< 5") {
                try zeros([5, 2]).rows(Tensor([-1] as [Int32], shape: [1]))
            },
            Case("slice update", "broadcast") {
                try zeros([4]).replacing(axis: 0, 0..<2, with: zeros([3]))
            },
            Case("transpose", "shape [3] has no two axes") { try zeros([3]).transpose },
        ]

        static let ofTheKernels: [Case] = [
            Case("rms norm", "weight [W]") {
                try rmsNorm(zeros([2, 3]), weight: zeros([4]), epsilon: 1)
            },
            Case("rms norm", "weight [W]") {
                try rmsNorm(zeros([]), weight: zeros([1]), epsilon: 1)
            },
            Case("rms norm", "weight [W]") {
                try rmsNorm(zeros([2, 0]), weight: zeros([0]), epsilon: 1)
            },
            Case("layer norm", "weight [W]") {
                try layerNorm(zeros([2, 3]), weight: zeros([3]), bias: zeros([2]), epsilon: 1)
            },
            Case("gated", "differ in shape") { try gated(zeros([2]), zeros([3]), .silu) },
            Case("rope", "table [B, T, D / 2, 2]") {
                try rope(zeros([1, 2, 3, 5]), table: zeros([1, 2, 2, 2]))
            },
            Case("rope", "table [B, T, D / 2, 2]") {
                try rope(zeros([1, 2, 3, 4]), table: zeros([1, 1, 2, 2]))
            },
            Case("log probability", "int32 targets") {
                try logProbability(of: zeros([3]), logits: zeros([3, 4]))
            },
            Case("log probability", "logits [M, V]") {
                try logProbability(of: zeros([2], .int32), logits: zeros([3, 4]))
            },
            Case("dropout", "rate in [0, 1)") {
                try dropout(zeros([2, 3]), keys: zeros([2, 2], .uint32), rate: 1)
            },
            Case("dropout", "rate in [0, 1)") {
                try dropout(zeros([2, 3]), keys: zeros([2, 2], .uint32), rate: .nan)
            },
            Case("dropout", "uint32 keys [texts, 2]") {
                try dropout(zeros([2, 3]), keys: zeros([3, 2], .uint32), rate: 0)
            },
            Case("dropout", "uint32 keys [texts, 2]") {
                try dropout(zeros([2, 3]), keys: zeros([2, 2]), rate: 0)
            },
            Case("attention", "H a multiple of K") {
                try attend(q: [2, 3, 3, 8], span: zeros([2], .int32))
            },
            Case("attention", "k and v [B, S, K, D]") {
                try attend(v: [2, 4, 2, 8], span: zeros([2], .int32))
            },
            Case("attention", "start and end as int32 [B]") { try attend(span: zeros([2])) },
            Case("attention", "start and end as int32 [B]") {
                try attend(span: zeros([3], .int32))
            },
            Case("attention", "behind the last key") {
                try attend(span: zeros([2], .int32), offset: 1)
            },
        ]

        @Test(arguments: ofTheLibrary + ofTheKernels)
        func isRefusedWithOperationAndReason(_ test: Case) {
            for fused in [true, false] {
                let error = #expect(throws: TensorError.self) {
                    if fused { return try test.body() }
                    return try withoutFusedKernels { try test.body() }
                }
                #expect(error?.operation == test.testDescription)
                #expect(error?.message.contains(test.part) == true, "\(error?.message ?? "")")
            }
        }

        @Test func inputsOfOtherTypesTakeThePlainPath() throws {
            // A fused kernel reads float32 alone; a bfloat16 weight must not be read as such.
            let x = try Tensor([3, 4] as [Float], shape: [1, 2])
            let weight = try Tensor.full([2], 2, type: .bfloat16)
            // 3 and 4 over their root mean square, times 2: 6 and 8 over the root of 12.5.
            let y = try rmsNorm(x, weight: weight, epsilon: 0).doubles()
            #expect(difference(y, [6 / 12.5.squareRoot(), 8 / 12.5.squareRoot()]) < 1e-6)
            let half = try Tensor([3, 4] as [Float], shape: [1, 2]).converted(to: .float16)
            #expect(try gated(Tensor.full([1, 2], 1e4), half, .silu).doubles() == [3e4, 4e4])
        }
    }
}
