// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// a [.., M, K], b [.., K, N] -> [.., M, N]
public func matmul(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
    try make("matmul \(a.shape) \(b.shape)") { bt_matmul($0, a.handle, b.handle) }
}

/// alpha a b + c, for a [.., M, K], b [.., K, N], c [.., M, N]
public func addMatmul(
    _ c: Tensor, _ a: Tensor, _ b: Tensor, alpha: Float
) throws(TensorError) -> Tensor {
    try make("add matmul") { bt_add_matmul($0, c.handle, a.handle, b.handle, alpha) }
}
