// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Processes that train one adapter together: each takes its rows of every micro-batch, and gradients are
/// summed, so that all take the same steps.
public struct Workers: Sendable {
    public let rank: Int
    public let count: Int

    /// Joins the processes that the environment names (`MLX_RANK`, `MLX_HOSTFILE`), and waits for them.
    ///
    /// - Throws: `TensorError` where they cannot be reached.
    public init() throws {
        (rank, count) = try joinProcesses(backend: Engine.hasGPU ? "nccl" : "ring")
    }

    /// This process's part of a micro-batch; may be empty.
    func share(of rows: [Int]) -> [Int] {
        Self.share(of: rows, rank: rank, count: count)
    }

    static func share(of rows: [Int], rank: Int, count: Int) -> [Int] {
        rows.indices.filter { $0 % count == rank }.map { rows[$0] }
    }

    func sum(_ numbers: [Float]) throws -> [Float] {
        try sumOfProcesses(Tensor(numbers, shape: [numbers.count])).floats()
    }

    /// One after the other: all processes have to ask in one order.
    func sum(_ tensors: [Tensor]) throws -> [Tensor] {
        try tensors.map { tensor in
            let sum = try sumOfProcesses(tensor)
            try evaluate([sum])
            return sum
        }
    }
}
