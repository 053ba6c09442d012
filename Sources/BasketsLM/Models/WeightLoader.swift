// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Weights of a model file as tensors, each checked against the shape that the settings call for.
struct WeightLoader {
    let file: any ModelFile
    /// Of what is computed: float32, float64 for the proofs of gradients, bfloat16 on a GPU.
    var type = ElementType.float32
    /// Of matrices where `type` is float32; norms and biases are always of `type`.
    var precision = Precision.float32
    var settings: DecoderSettings { file.settings }

    /// As this machine holds a model best: a GPU computes in bfloat16, a processor packs matrices.
    static func native(_ file: any ModelFile, _ precision: Precision) -> WeightLoader {
        let type: ElementType =
            precision == .bfloat16 && Engine.hasGPU ? .bfloat16 : .float32
        return WeightLoader(file: file, type: type, precision: precision)
    }

    /// [rows, columns]
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> FrozenMatrix {
        try check(name, shape: [rows, columns])
        if precision == .bfloat16, PackedMatrix.canHold([rows, columns]),
            let codes = try file.codes(of: name)
        {
            return .packed(try PackedMatrix(codes, rows: rows, columns: columns))
        }
        return try FrozenMatrix(tensor(name, shape: [rows, columns]), precision)
    }

    func vector(_ name: String, _ count: Int) throws -> Tensor {
        try tensor(name, shape: [count])
    }

    /// A norm's weight, with the 1 added that Gemma's files leave out.
    func norm(_ name: String, _ count: Int) throws -> Tensor {
        let weight = try tensor(name, shape: [count])
        return settings.normsAddOne ? try weight + 1 : weight
    }

    private func check(_ name: String, shape: [Int]) throws {
        guard let found = file.shape(of: name) else {
            throw LMError(
                .brokenFile, item: file.name, "has no tensor \(name).",
                remedy: "The file is incomplete, or of an architecture that is not supported.")
        }
        guard found == shape else {
            throw LMError(
                .brokenFile, item: file.name, "tensor \(name) has shape \(found), not \(shape).")
        }
    }

    private func tensor(_ name: String, shape: [Int]) throws -> Tensor {
        try check(name, shape: shape)
        let tensor = try Tensor.filled(shape: shape) { memory in
            try file.read(name, into: memory)
        }
        guard type != .float32 else { return tensor }
        let converted = try tensor.converted(to: type)
        // At once: the wider numbers of a large model would not fit beside each other.
        try evaluate([converted])
        return converted
    }
}
