// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    @Suite struct AttentionTests {
        /// Spans and sizes; B = 2 in all.
        static let cases: [AttentionTwin] = [
            AttentionTwin(start: [0, 0], end: [7, 7]),  // plain causal
            AttentionTwin(H: 6, K: 2, D: 7, start: [0, 0], end: [7, 7]),  // grouped heads
            AttentionTwin(H: 3, K: 1, D: 33, start: [0, 3], end: [7, 7]),  // left padding
            AttentionTwin(T: 33, S: 33, D: 1, start: [0, 5], end: [33, 20]),  // an end before S
            AttentionTwin(
                T: 33, S: 33, H: 4, K: 2, D: 16, start: [0, 9], end: [33, 33], window: 7),
            AttentionTwin(
                T: 1, S: 100, H: 4, K: 2, D: 64, start: [0, 31], end: [100, 90], offset: 99),
            AttentionTwin(T: 7, S: 100, D: 100, start: [0, 40], end: [60, 60], offset: 50),
            AttentionTwin(T: 3, S: 100, start: [0, 95], end: [97, 97], offset: 94, window: 33),
            AttentionTwin(T: 33, S: 33, D: 32, start: [0, 0], end: [33, 1], causal: false),
            AttentionTwin(T: 5, S: 9, start: [9, 4], end: [9, 4], causal: false),  // no keys at all
            AttentionTwin(start: [7, 2], end: [7, 5], window: 1),  // some queries without keys
            AttentionTwin(T: 1, S: 1, H: 1, K: 1, start: [0, 0], end: [1, 1]),
            AttentionTwin(start: [-3, 0], end: [70, 7]),  // a span wider than the keys
        ]

        @Test(arguments: cases.indices)
        func attentionIsThatOfTheTwin(index: Int) throws {
            let twin = Self.cases[index]
            try kernelCase(twin, seed: UInt64(index)).expectAgreement()
        }

        @Test func aQueryWithoutKeysGivesZerosAndTakesNoGradient() throws {
            // Row 0 has no keys at all, row 1 all of them.
            let twin = AttentionTwin(start: [7, 0], end: [7, 7])
            let one = Numbers([Double](repeating: 1, count: 2 * 7 * 2 * 8), shape: [224])
            let results = [
                try kernelCase(twin, seed: 1).run(one),
                try withoutFusedKernels { try kernelCase(twin, seed: 1).run(one) },
            ]
            for (values, gradients) in results {
                #expect(values[..<112].allSatisfy { $0 == 0 })
                #expect(values[112...].contains { $0 != 0 })
                for gradient in gradients {
                    #expect(gradient[..<112].allSatisfy { $0 == 0 })
                    #expect(gradient.allSatisfy { $0.isFinite })
                }
            }
        }

        @Test func largeScoresDoNotOverflow() throws {
            // Scores of +-300: the largest alone counts, and it is the query's own key.
            let keys = try Tensor([-10, 10] as [Float], shape: [1, 2, 1, 1])
            let values = try Tensor([5, 7] as [Float], shape: [1, 2, 1, 1])
            let query = try Tensor([30] as [Float], shape: [1, 1, 1, 1])
            let span = AttentionSpan(
                start: try Tensor([Int32(0)], shape: [1]), end: try Tensor([Int32(2)], shape: [1]),
                offset: 1)
            #expect(try attention(query, keys, values, span: span, scale: 1).scalar() == 7)
        }

        private func kernelCase(_ twin: AttentionTwin, seed: UInt64) -> KernelCase {
            let q = Numbers(random: [twin.B, twin.T, twin.H, twin.D], seed: seed, in: -2...2)
            let k = Numbers(random: [twin.B, twin.S, twin.K, twin.D], seed: seed + 100, in: -2...2)
            let v = Numbers(random: k.shape, seed: seed + 200)
            return KernelCase(inputs: [q, k, v]) {
                try attention(
                    $0[0], $0[1], $0[2], span: twin.span(), scale: Float(twin.scale))
            } twin: {
                twin($0[0], $0[1], $0[2])
            }
        }
    }
}

extension AttentionTwin {
    func span() throws -> AttentionSpan {
        AttentionSpan(
            start: try Tensor(start.map(Int32.init), shape: [B]),
            end: try Tensor(end.map(Int32.init), shape: [B]), offset: offset, window: window,
            causal: causal)
    }
}
