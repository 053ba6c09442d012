// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    @Suite struct DropoutTests {
        private func keys(_ pairs: [(UInt32, UInt32)]) throws -> Tensor {
            try Tensor(pairs.flatMap { [$0.0, $0.1] }, shape: [pairs.count, 2])
        }

        @Test(arguments: [1, 7, 33, 100])
        func theMaskIsThatOfTheTwinInBothPaths(width: Int) throws {
            let pairs: [(UInt32, UInt32)] = [(0, 0), (17, 4), (.max, 9)]
            let x = Numbers(random: [3, width, 2], seed: 1)
            let rate: Float = 0.3
            let run = { try dropout(x.tensor(), keys: keys(pairs), rate: rate).floats() }
            let expected = x.values.indices.map { i -> Float in
                let (row, place) = i.quotientAndRemainder(dividingBy: width * 2)
                return Twin.kept(key: pairs[row], place: place, rate: rate)
                    ? Float(x.values[i]) * (1 / (1 - rate)) : 0
            }
            #expect(try run() == expected)
            #expect(try withoutFusedKernels(run) == expected)
        }

        @Test func aRowKeepsItsMaskInAnyBatch() throws {
            let row = [Float](repeating: 1, count: 99)
            let alone = try dropout(
                Tensor(row, shape: [1, 99]), keys: keys([(5, 6)]), rate: 0.5
            ).floats()
            let among = try dropout(
                Tensor(row + row + row, shape: [3, 9, 11]), keys: keys([(1, 1), (8, 0), (5, 6)]),
                rate: 0.5
            ).floats()
            #expect(Array(among[198...]) == alone)
            #expect(Array(among[..<99]) != alone)
        }

        @Test(arguments: [Float(0.05), 0.1, 0.5, 0.9])
        func theShareKeptIsOneMinusTheRate(rate: Float) throws {
            let count = 200_000
            let values = try dropout(
                Tensor.full([2, count / 2], 1), keys: keys([(3, 1), (3, 2)]), rate: rate
            ).floats()
            let share = Double(values.count { $0 != 0 }) / Double(count)
            let expected = Double(1 - rate)
            // Four standard deviations of a share of independent draws.
            let most = 4 * (expected * (1 - expected) / Double(count)).squareRoot()
            #expect(abs(share - expected) < most)
            // What is kept is scaled so that the expectation stays 1.
            let mean = values.reduce(0) { $0 + Double($1) } / Double(count)
            #expect(abs(mean - 1) < most / expected + 1e-6)
        }

        @Test func masksOfDifferentKeysAreIndependent() throws {
            // Both kept in a quarter of the places at rate 0.5, also where keys are neighbours and
            // also against the other's mask with places exchanged, as a weak mix would have it.
            let count = 4096
            let pairs: [(UInt32, UInt32)] = [(1, 0), (2, 0), (3, 0), (1, 1), (0, 1)]
            let ones = try Tensor.full([pairs.count, count], 1)
            let values = try dropout(ones, keys: keys(pairs), rate: 0.5).floats()
            let masks = pairs.indices.map { row in
                values[row * count..<(row + 1) * count].map { $0 != 0 }
            }
            let most = 4 * (0.1875 / Double(count)).squareRoot()
            for a in masks.indices {
                for b in 0..<a {
                    for turn in 0..<4 {
                        let both = (0..<count).count { masks[a][$0] && masks[b][$0 ^ turn] }
                        #expect(abs(Double(both) / Double(count) - 0.25) < most)
                    }
                }
            }
        }

        @Test func rateZeroKeepsAllValues() throws {
            let x = Numbers(random: [2, 33], seed: 4)
            let y = try dropout(x.tensor(), keys: keys([(1, 2), (3, 4)]), rate: 0)
            #expect(try y.doubles() == x.values)
        }

        @Test func theGradientHasTheSameMask() throws {
            let x = try Numbers(random: [2, 101], seed: 5, in: 1...2).tensor()
            let keys = try keys([(1, 2), (3, 4)])
            let run = {
                let (_, gradients) = try valueAndGradients(at: [x]) {
                    try dropout($0[0], keys: keys, rate: 0.4).sum()
                }
                return try gradients[0].floats()
            }
            // The derivative of a dropped sum is the mask itself, scaled: dropout of ones.
            let mask = try dropout(Tensor.full([2, 101], 1), keys: keys, rate: 0.4).floats()
            #expect(mask.contains(0))
            #expect(try run() == mask)
            #expect(try withoutFusedKernels(run) == mask)
        }
    }
}
