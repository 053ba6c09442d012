// SPDX-License-Identifier: Apache-2.0

extension DecoderSettings {
    /// - Throws: `LMError.brokenFile` when the numbers do not fit each other.
    func checked(for file: String) throws -> DecoderSettings {
        func require(_ holds: Bool, _ finding: String) throws {
            guard !holds else { return }
            throw LMError(
                .brokenFile, item: file, finding,
                remedy: "Fetch the file again, or take the model in another form.")
        }
        try require(
            heads % keyHeads == 0,
            "has \(heads) heads and \(keyHeads) key heads; expected a multiple.")
        try require(
            headWidth % 2 == 0,
            "has heads of width \(headWidth); expected an even number, as the rotation needs.")
        try require(
            slides.isEmpty || slides.count == layers,
            "says of \(slides.count) layers whether they slide, and has \(layers).")
        try require(
            !slides.contains(true) || window != nil,
            "has layers that slide, and no window.")
        if case .divisors(let divisors) = ropeScaling {
            try require(
                divisors.count == headWidth / 2
                    && divisors.allSatisfy { $0.isFinite && $0 > 0 },
                "has \(divisors.count) rope divisors; expected \(headWidth / 2) positive numbers.")
        }
        return self
    }

    /// Shapes of all tensors that the decoder needs, by name, row-major [out, in].
    var tensorShapes: [String: [Int]] {
        var shapes = [
            "model.embed_tokens.weight": [vocabulary, width], "model.norm.weight": [width],
        ]
        if !tiesHead { shapes["lm_head.weight"] = [vocabulary, width] }
        for layer in 0..<layers {
            for (name, shape) in layerShapes { shapes["model.layers.\(layer).\(name)"] = shape }
        }
        return shapes
    }

    private var layerShapes: [String: [Int]] {
        let (queries, keys) = (heads * headWidth, keyHeads * headWidth)
        var shapes = [
            "self_attn.q_proj.weight": [queries, width], "self_attn.k_proj.weight": [keys, width],
            "self_attn.v_proj.weight": [keys, width], "self_attn.o_proj.weight": [width, queries],
            "mlp.gate_proj.weight": [innerWidth, width], "mlp.up_proj.weight": [innerWidth, width],
            "mlp.down_proj.weight": [width, innerWidth], "input_layernorm.weight": [width],
            "post_attention_layernorm.weight": [width],
        ]
        if hasProjectionBias {
            shapes["self_attn.q_proj.bias"] = [queries]
            shapes["self_attn.k_proj.bias"] = [keys]
            shapes["self_attn.v_proj.bias"] = [keys]
        }
        if hasHeadNorms {
            shapes["self_attn.q_norm.weight"] = [headWidth]
            shapes["self_attn.k_norm.weight"] = [headWidth]
        }
        if hasPostNorms {
            shapes["pre_feedforward_layernorm.weight"] = [width]
            shapes["post_feedforward_layernorm.weight"] = [width]
        }
        return shapes
    }

    /// - Throws: `LMError.brokenFile` naming the first tensor that is missing or of another shape.
    func check(_ tensors: some TensorSource) throws {
        for (name, expected) in tensorShapes.sorted(by: { $0.key < $1.key }) {
            guard let shape = tensors.shape(of: name) else {
                throw LMError(
                    .brokenFile, item: tensors.path, "has no tensor '\(name)'.",
                    remedy: "The file is incomplete, or of an architecture that is not supported.")
            }
            guard shape == expected else {
                throw LMError(
                    .brokenFile, item: tensors.path,
                    "tensor '\(name)' has shape \(shape); expected \(expected), as the settings say."
                )
            }
        }
    }
}
