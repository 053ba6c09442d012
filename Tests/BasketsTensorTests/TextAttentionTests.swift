// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// Texts one behind the other attend as each would alone. T queries, S keys of a text.
    @Suite struct TextAttentionTests {
        struct Case: Sendable {
            let texts: [(T: Int, S: Int)]
            var H = 2
            var K = 2
            var D = 8
            var window = 0
            var causal = true
        }

        static let cases = [
            Case(texts: [(7, 7)]),
            Case(texts: [(5, 5), (1, 1), (9, 9)], H: 6, K: 2, D: 20),
            Case(texts: [(3, 9), (0, 0), (1, 40)], H: 3, K: 1, D: 33),  // keys before the queries
            Case(texts: [(33, 33), (70, 70)], H: 4, K: 2, D: 16, window: 7),
            Case(texts: [(6, 6), (2, 2)], causal: false),
        ]

        @Test(arguments: cases.indices)
        func eachTextAttendsToItself(index: Int) throws {
            let test = Self.cases[index]
            let queries = test.texts.reduce(0) { $0 + $1.T }
            let keys = test.texts.reduce(0) { $0 + $1.S }
            let inputs = [
                [queries, test.H, test.D], [keys, test.K, test.D], [keys, test.K, test.D],
            ]
            .enumerated().map { Numbers(random: $1, seed: UInt64(10 * index + $0)) }
            let span = TextSpan(
                queryEnds: ends(test.texts.map(\.T)), keyEnds: ends(test.texts.map(\.S)),
                window: test.window, causal: test.causal)
            try KernelCase(inputs: inputs) {
                try attention($0[0], $0[1], $0[2], texts: span, scale: 0.25)
            } twin: {
                textByText(test, $0[0], $0[1], $0[2])
            }.expectAgreement()
        }

        @Test func textsHaveToEndWithTheirArrays() throws {
            let x = try Tensor.full([5, 2, 4], 0)
            for wrong: ([Int32], [Int32]) in [([4], [5]), ([5], [4]), ([3, 2], [5, 5]), ([], [])] {
                #expect(throws: TensorError.self) {
                    let span = TextSpan(queryEnds: wrong.0, keyEnds: wrong.1)
                    return try attention(x, x, x, texts: span, scale: 1)
                }
            }
        }

        private func ends(_ counts: [Int]) -> [Int32] {
            counts.indices.map { Int32(counts[...$0].reduce(0, +)) }
        }

        private func textByText(
            _ test: Case, _ q: [Double], _ k: [Double], _ v: [Double]
        ) -> [Double] {
            var (query, key) = (0, 0)
            return test.texts.flatMap { T, S -> [Double] in
                defer { (query, key) = (query + T, key + S) }
                let twin = AttentionTwin(
                    B: 1, T: T, S: S, H: test.H, K: test.K, D: test.D, start: [0], end: [S],
                    offset: S - T, window: test.window, causal: test.causal)
                let (row, keyRow) = (test.H * test.D, test.K * test.D)
                return twin(
                    Array(q[query * row..<(query + T) * row]),
                    Array(k[key * keyRow..<(key + S) * keyRow]),
                    Array(v[key * keyRow..<(key + S) * keyRow]))
            }
        }
    }
}
