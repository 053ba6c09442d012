// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Dispatch
import Foundation
import Testing

extension EngineTests {
    @Suite struct ThreadsTests {
        /// Hands a tensor to another thread: one caller at a time, as the engine asks.
        private struct Handed: @unchecked Sendable {
            let tensor: Tensor
        }

        private func onQueue<Value: Sendable>(
            _ body: @escaping @Sendable () throws -> Value
        ) async throws -> Value {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "engine test").async {
                    continuation.resume(with: Result { try body() })
                }
            }
        }

        @Test func aRecipeOfOneThreadIsComputedInAnother() async throws {
            let recorded = try await onQueue {
                let x = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
                return Handed(tensor: try matmul(x, x) + 1)
            }
            // [1 2; 3 4] squared is [7 10; 15 22].
            let inTask = try await Task { try recorded.tensor.floats() }.value
            #expect(inTask == [8, 11, 16, 23])
            let onward = try await onQueue { try (recorded.tensor * 2).floats() }
            #expect(onward == [16, 22, 32, 46])
        }

        @Test func aFusedKernelsRecipeIsComputedInAnotherThread() async throws {
            let recorded = try await onQueue {
                let x = try Tensor.full([3, 40], 0.5)
                return Handed(tensor: try gated(x, x, .silu))
            }
            let gradients = try await onQueue {
                let input = recorded.tensor
                let (_, parts) = try valueAndGradients(at: [input]) {
                    try gated($0[0], $0[0], .silu).sum()
                }
                return try parts[0].floats()
            }
            #expect(gradients.count == 120)
            #expect(gradients.allSatisfy { $0 == gradients[0] && $0.isFinite })
        }

        @Test func aThreadThatEndedLeavesItsTensors() async throws {
            var made: [Handed] = []
            for index in 0..<20 {
                made.append(
                    try await onThread {
                        Handed(tensor: try Tensor([1, 2, 3] as [Float], shape: [3]) * Float(index))
                    })
            }
            let sum = try made.dropFirst().reduce(made[0].tensor) { try $0 + $1.tensor }
            #expect(try sum.floats() == [190, 380, 570])  // 0 + .. + 19 = 190
        }

        /// Runs `body` on a thread of its own, which ends with it.
        private func onThread<Value: Sendable>(
            _ body: @escaping @Sendable () throws -> Value
        ) async throws -> Value {
            try await withCheckedThrowingContinuation { continuation in
                Thread { continuation.resume(with: Result { try body() }) }.start()
            }
        }

        @Test func callersAtTheSameTimeDoNotDisturbEachOther() async throws {
            let sums = try await withThrowingTaskGroup(of: [Double].self) { group in
                for caller in 1...4 {
                    group.addTask {
                        try (0..<60).map { try Self.work(caller: caller, round: $0) }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            // Work gives caller * round: (1 + 2 + 3 + 4) (0 + .. + 59).
            #expect(sums.reduce(0, +) == 17_700)
        }

        /// caller * round, by a product, a fused kernel and a gradient.
        private static func work(caller: Int, round: Int) throws -> Double {
            let x = try Tensor.full([33, 1], Double(caller))
            let y = try Tensor.full([1, 33], Double(round))
            let keys = try Tensor([UInt32](repeating: 7, count: 66), shape: [33, 2])
            let (_, gradients) = try valueAndGradients(at: [x]) {
                try dropout(matmul($0[0], y), keys: keys, rate: 0).sum()
            }
            return try (gradients[0] * x).mean().scalar() / 33
        }
    }
}
