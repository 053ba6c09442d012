// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// Draws one token per row of logits [M, V], which are evaluated: temperature, then top-p (Holtzman
/// et al. 2020).
///
/// - Parameters:
///   - uniforms: each row's draw in [0, 1).
///   - temperature: 0: the likeliest token.
///   - topP: the token comes from the fewest likeliest that hold this share of the probability,
///     in (0, 1].
public func chooseTokens(
    _ logits: Tensor, uniforms: [Double], temperature: Double, topP: Double
) throws(TensorError) -> [Int32] {
    guard logits.shape.first == uniforms.count else {
        throw TensorError(
            operation: "choose", message: "\(uniforms.count) draws for logits \(logits.shape)")
    }
    var status: Int32 = 0
    let tokens = [Int32](unsafeUninitializedCapacity: uniforms.count) { buffer, initialized in
        status = bt_choose(logits.handle, uniforms, temperature, topP, buffer.baseAddress)
        initialized = status == 0 ? uniforms.count : 0
    }
    try check("choose", status)
    return tokens
}
