// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// How a model's frozen matrices are held.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// As loaded, 4 bytes a number.
    case float32
    /// Rounded to bfloat16, at most 2 bytes a number: where the file has codes of fewer bits, a
    /// processor keeps those. On CPU sums and everything else are in float32, but
    /// that instructions that multiply bfloat16, where they are used, round the other factor too. A
    /// GPU computes in bfloat16 throughout, but for what is trained and the logarithms of
    /// probabilities.
    case bfloat16
}

/// A matrix [out, in] that is not trained. M rows, K inputs, N outputs, V vocabulary.
enum FrozenMatrix {
    case plain(Tensor)
    case packed(PackedMatrix)

    /// Packed where the precision asks for it and the matrix can be: odd sizes stay plain.
    init(_ weight: Tensor, _ precision: Precision) throws {
        let packs = precision == .bfloat16 && weight.type == .float32
        self =
            packs && PackedMatrix.canHold(weight.shape)
            ? .packed(try PackedMatrix(weight)) : .plain(weight)
    }

    /// x [M, K] -> x w^T + bias [M, N]
    func product(_ x: Tensor, bias: Tensor? = nil) throws -> Tensor {
        switch self {
        case .packed(let matrix): return try matrix.product(x, bias: bias)
        case .plain(let weight):
            let y = try matmul(x, weight.transpose)
            return try bias.map { try y + $0 } ?? y
        }
    }

    /// Rows at int32 indices [M], [M, K].
    func rows(_ indices: Tensor) throws -> Tensor {
        switch self {
        case .packed(let matrix): try matrix.rows(indices)
        case .plain(let weight): try weight.rows(indices)
        }
    }
}
