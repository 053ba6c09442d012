// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Weights of a model file as tensors, each checked against the shape that the settings call for.
struct WeightLoader {
    let file: any ModelFile
    /// float32, or float64 for the proofs of gradients.
    var type = ElementType.float32
    /// Of matrices; norms and biases are always of `type`.
    var precision = Precision.float32
    var settings: DecoderSettings { file.settings }

    /// [rows, columns]
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> FrozenMatrix {
        try FrozenMatrix(tensor(name, shape: [rows, columns]), precision)
    }

    func vector(_ name: String, _ count: Int) throws -> Tensor {
        try tensor(name, shape: [count])
    }

    /// A norm's weight, with the 1 added that Gemma's files leave out.
    func norm(_ name: String, _ count: Int) throws -> Tensor {
        let weight = try tensor(name, shape: [count])
        return settings.normsAddOne ? try weight + 1 : weight
    }

    private func tensor(_ name: String, shape: [Int]) throws -> Tensor {
        guard let found = file.shape(of: name) else {
            throw LMError(
                .brokenFile, item: file.name, "has no tensor \(name).",
                remedy: "The file is incomplete, or of an architecture that is not supported.")
        }
        guard found == shape else {
            throw LMError(
                .brokenFile, item: file.name, "tensor \(name) has shape \(found), not \(shape).")
        }
        let tensor = try Tensor.filled(shape: shape) { memory in
            try file.read(name, into: memory)
        }
        return type == .float32 ? tensor : try tensor.converted(to: type)
    }
}
