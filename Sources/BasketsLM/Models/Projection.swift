// SPDX-License-Identifier: Apache-2.0

/// The seven linear maps of a layer: what LoRA can be put on.
public enum Projection: String, Sendable, Hashable, CaseIterable, Codable {
    case query = "self_attn.q_proj"
    case key = "self_attn.k_proj"
    case value = "self_attn.v_proj"
    case output = "self_attn.o_proj"
    case gate = "mlp.gate_proj"
    case up = "mlp.up_proj"
    case down = "mlp.down_proj"

    /// Name of its part in a checkpoint: "model.layers.3.mlp.up_proj".
    func path(layer: Int) -> String { "model.layers.\(layer).\(rawValue)" }

    /// Sizes [out, in] of its weight.
    func shape(_ settings: DecoderSettings) -> (out: Int, in: Int) {
        let width = settings.width
        switch self {
        case .query: return (settings.heads * settings.headWidth, width)
        case .key, .value: return (settings.keyHeads * settings.headWidth, width)
        case .output: return (width, settings.heads * settings.headWidth)
        case .gate, .up: return (settings.innerWidth, width)
        case .down: return (width, settings.innerWidth)
        }
    }
}

/// One linear map of one layer.
public struct Site: Sendable, Hashable {
    public let layer: Int
    public let projection: Projection

    public init(layer: Int, projection: Projection) {
        self.layer = layer
        self.projection = projection
    }

    public var path: String { projection.path(layer: layer) }

    /// All sites of a decoder in the order of layers, then of ``Projection``.
    public static func all(_ settings: DecoderSettings) -> [Site] {
        (0..<settings.layers).flatMap { layer in
            Projection.allCases.map { Site(layer: layer, projection: $0) }
        }
    }
}
