// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    @Suite struct TensorTests {
        /// 0, 1, 2, .. in a shape.
        private func counting(_ shape: [Int]) throws -> Tensor {
            try Tensor((0..<shape.reduce(1, *)).map(Float.init), shape: shape)
        }

        @Test func valuesComeBackInRowMajorOrder() throws {
            let x = try counting([2, 3])
            #expect(x.shape == [2, 3])
            #expect(x.count == 6)
            #expect(x.type == .float32)
            #expect(try x.floats() == [0, 1, 2, 3, 4, 5])
            #expect(try x.transpose.floats() == [0, 3, 1, 4, 2, 5])
            #expect(try x.transpose.shape == [3, 2])
            #expect(try x.integers() == [0, 1, 2, 3, 4, 5])
        }

        @Test func eachTypeKeepsItsValues() throws {
            let doubles = [0.1, -1e300, .infinity]
            #expect(try Tensor(doubles, shape: [3]).doubles() == doubles)
            #expect(try Tensor([Int32.min, .max], shape: [2]).integers() == [.min, .max])
            #expect(try Tensor([UInt32.max], shape: [1]).type == .uint32)
            // bfloat16 keeps 8 bits: 257 lies between 256 and 258, and ties go to the even one.
            let rounded = try Tensor([257, 1] as [Float], shape: [2]).converted(to: .bfloat16)
            #expect(rounded.type == .bfloat16)
            #expect(try rounded.floats() == [256, 1])
            #expect(try Tensor.full([2], 65_504, type: .float16).floats() == [65_504, 65_504])
            #expect(try Tensor.full([], 0.1, type: .float64).scalar() == 0.1)
        }

        @Test func memoryIsFilledInPlace() throws {
            let x = try Tensor.filled(shape: [2, 2]) { memory in
                for index in memory.indices { memory[index] = Float(index * index) }
            }
            #expect(try x.floats() == [0, 1, 4, 9])
        }

        @Test func anErrorWhileFillingComesBack() {
            struct Mine: Error {}
            #expect(throws: Mine.self) { try Tensor.filled(shape: [2]) { _ in throw Mine() } }
        }

        @Test func anEmptyTensorHasNoValues() throws {
            let empty = try Tensor([] as [Float], shape: [0, 3])
            #expect(try empty.floats() == [])
            #expect(
                try Tensor.concatenated([empty, counting([1, 3])], axis: 0).floats() == [0, 1, 2])
        }

        @Test func shapesAreBroadcastAsInNumPy() throws {
            // [0; 1] + [0 1 2] = [0 1 2; 1 2 3]
            let sum = try counting([2, 1]) + counting([3])
            #expect(sum.shape == [2, 3])
            #expect(try sum.floats() == [0, 1, 2, 1, 2, 3])
        }

        @Test func sumsAndMeansGoOverOneAxisOrAll() throws {
            let x = try counting([2, 3])
            #expect(try x.sum().scalar() == 15)
            #expect(try x.mean().scalar() == 2.5)
            #expect(try x.sum(axis: 0).floats() == [3, 5, 7])
            #expect(try x.mean(axis: -1, keep: true).shape == [2, 1])
            #expect(try x.mean(axis: -1).floats() == [1, 4])
        }

        @Test func slicesTakeAPartOfOneAxis() throws {
            let x = try counting([2, 3])
            #expect(try x.slice(axis: 1, 1..<3).floats() == [1, 2, 4, 5])
            #expect(try x.slice(axis: 0, 1..<1).shape == [0, 3])
        }

        @Test func replacingLeavesTheOriginalToThoseWhoHoldIt() throws {
            let x = try counting([2, 3])
            let update = try Tensor([9, 8] as [Float], shape: [2, 1])
            #expect(try x.replacing(axis: 1, 1..<2, with: update).floats() == [0, 9, 2, 3, 8, 5])
            #expect(try x.floats() == [0, 1, 2, 3, 4, 5])
        }

        @Test func writingChangesThePartThatIsNamed() throws {
            // Known at once, and still to be computed.
            for x in [try counting([2, 3, 2]), try counting([2, 3, 2]) - Tensor.full([1], 0)] {
                try x.write(
                    Tensor([21, 22, 23, 24] as [Float], shape: [2, 1, 2]), axis: 1, 2..<3)
                #expect(try x.floats() == [0, 1, 2, 3, 21, 22, 6, 7, 8, 9, 23, 24])
                try x.write(
                    Tensor([Float](repeating: 5, count: 6), shape: [1, 3, 2]), axis: 0, 0..<1)
                #expect(try x.floats() == [5, 5, 5, 5, 5, 5, 6, 7, 8, 9, 23, 24])
                #expect(throws: TensorError.self) {
                    try x.write(Tensor([1] as [Float], shape: [1, 1, 1]), axis: 1, 0..<1)
                }
            }
        }

        @Test func sumsAndProductsOfKnownArraysAreThoseOfTheirNumbers() throws {
            let x = try counting([2, 3])
            #expect(try (x + x).floats() == [0, 2, 4, 6, 8, 10])
            #expect(try (x * x).floats() == [0, 1, 4, 9, 16, 25])
            #expect(try (x * 0.5).floats() == [0, 0.5, 1, 1.5, 2, 2.5])
            let row = try Tensor([1, 2, 3] as [Float], shape: [3])
            #expect(try (x + row).floats() == [1, 3, 5, 4, 6, 8])
            #expect(try x.reshaped([3, -1]).shape == [3, 2])
            #expect(try x.reshaped([3, -1]).transpose.floats() == [0, 2, 4, 1, 3, 5])
            for shape in [[4], [4, -1], [-1, -1]] {
                #expect(throws: TensorError.self) { try x.reshaped(shape) }
            }
        }

        @Test func rowsAreTakenByIndex() throws {
            let x = try counting([3, 2])
            let indices = try Tensor([2, 0, 2, 1] as [Int32], shape: [2, 2])
            let rows = try x.rows(indices)
            #expect(rows.shape == [2, 2, 2])
            #expect(try rows.floats() == [4, 5, 0, 1, 4, 5, 2, 3])
            #expect(try x.rows(Tensor([1] as [Int32], shape: [1]), axis: 1).floats() == [1, 3, 5])
        }

        @Test func productsOfTransposedPartsAreThoseOfTheirValues() throws {
            // a = [0 1 2; 3 4 5]: a a^T = [5 14; 14 50]; of the last two columns: [5 14; 14 41].
            let a = try counting([2, 3])
            #expect(try matmul(a, a.transpose).floats() == [5, 14, 14, 50])
            let part = try a.slice(axis: 1, 1..<3)
            #expect(try matmul(part, part.transpose).floats() == [5, 14, 14, 41])
            let c = try Tensor.full([2, 2], 1)
            #expect(try addMatmul(c, a, a.transpose, alpha: 2).floats() == [11, 29, 29, 101])
        }

        @Test func kernelsReadStridedInputs() throws {
            // A transposed and a sliced input give what their copies give.
            let x = try Numbers(random: [33, 7], seed: 1).tensor()
            let weight = try Tensor.full([33], 1)
            let copy = try Tensor(x.transpose.floats(), shape: [7, 33])
            let strided = try rmsNorm(x.transpose, weight: weight, epsilon: 0)
            #expect(try strided.floats() == rmsNorm(copy, weight: weight, epsilon: 0).floats())
            let late = try x.slice(axis: 0, 20..<33)
            let lateCopy = try Tensor(late.floats(), shape: [13, 7])
            #expect(
                try gated(late, late, .silu).floats() == gated(lateCopy, lateCopy, .silu).floats())
        }

        @Test func memoryInUseIsCounted() throws {
            let before = Engine.activeMemory
            let x = try Tensor.filled(shape: [1 << 20]) { $0.initialize(repeating: 1) }
            #expect(Engine.activeMemory >= before + 4 << 20)
            #expect(Engine.peakMemory >= Engine.activeMemory)
            withExtendedLifetime(x) {}
        }
    }
}
