// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// Joins the processes that the environment names, and waits for all of them.
///
/// - Parameter backend: "ring" over TCP, or "nccl".
/// - Returns: this process's number, from 0, and how many there are.
public func joinProcesses(backend: String) throws(TensorError) -> (rank: Int, count: Int) {
    var (rank, count): (Int32, Int32) = (0, 0)
    try check("join", bt_join(backend, &rank, &count))
    return (Int(rank), Int(count))
}

/// The sum of a tensor over all joined processes, which have to ask for the same sums in one order.
public func sumOfProcesses(_ tensor: Tensor) throws(TensorError) -> Tensor {
    try make("all sum") { bt_all_sum($0, tensor.handle) }
}
