// SPDX-License-Identifier: Apache-2.0

/// Names of tensors in GGUF files, and the Hugging Face names of the same.
///
/// Source: `tensor_mapping.py` and `TENSOR_NAMES` of gguf 0.19.
enum GGUFNames {
    private static let whole = [
        "token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
        "output.weight": "lm_head.weight",
    ]

    private static let parts = [
        "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
        "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
        "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
        "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    ]

    /// With norms behind attention and feed-forward, as Gemma 3 has them, `ffn_norm` is another.
    private static let postNormParts = [
        "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm",
    ]

    /// The weight of a projection: "blk.3.attn_q.weight".
    static func file(_ site: Site) -> String {
        let part = parts.first { $0.value == site.projection.rawValue }?.key ?? ""
        return "blk.\(site.layer).\(part).weight"
    }

    /// nil for a tensor that is no weight of the decoder (`rope_freqs`), or is not known.
    static func canonical(_ name: String, hasPostNorms: Bool) -> String? {
        if let known = whole[name] { return known }
        let pieces = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard pieces.count == 4, pieces[0] == "blk", let layer = Int(pieces[1]),
            String(layer) == pieces[1], layer >= 0, ["weight", "bias"].contains(pieces[3])
        else { return nil }
        let part =
            parts[pieces[2]]
            ?? (hasPostNorms
                ? postNormParts[pieces[2]]
                : pieces[2] == "ffn_norm" ? "post_attention_layernorm" : nil)
        return part.map { "model.layers.\(layer).\($0).\(pieces[3])" }
    }
}
