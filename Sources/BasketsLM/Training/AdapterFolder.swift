// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An adapter on disk in PEFT's layout: `adapter_model.safetensors` and `adapter_config.json`.
public enum AdapterFolder {
    static let weights = "adapter_model.safetensors"
    static let config = "adapter_config.json"

    /// Name of a matrix in PEFT's files.
    static func name(_ site: Site, _ part: String) -> String {
        "base_model.model.\(site.path).lora_\(part).weight"
    }

    /// Writes both files; the weights last, so that a folder with weights is complete.
    ///
    /// - Parameter base: what the model is called in the configuration, for people and for PEFT.
    public static func save(
        _ adapter: Adapter, to folder: URL, base: String, decoder: DecoderSettings
    ) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let config = PEFTConfig(adapter, base: base)
        try encoder.encode(config).write(to: folder.appending(path: Self.config), options: .atomic)
        let rank = adapter.settings.rank
        var tensors: [SafetensorsWriter.Tensor] = []
        for (site, matrices) in adapter.matrices {
            let (out, input) = site.projection.shape(decoder)
            tensors.append(.init(name: name(site, "A"), shape: [rank, input], values: matrices.a))
            tensors.append(.init(name: name(site, "B"), shape: [out, rank], values: matrices.b))
        }
        try SafetensorsWriter.write(
            tensors, metadata: ["format": "pt"], to: folder.appending(path: weights))
    }

    /// - Throws: `LMError` when a file is missing or broken, or the adapter is of a kind that is
    ///   more than plain LoRA on the seven projections.
    public static func load(_ folder: URL) throws -> Adapter {
        let url = folder.appending(path: config)
        guard let data = try? Data(contentsOf: url) else {
            throw LMError(
                .notFound, item: folder.path, "has no \(config).",
                remedy: "Name the folder of an adapter in PEFT's layout.")
        }
        let config = try PEFTConfig.read(data, item: url.path)
        let file = try SafetensorsFile(folder.appending(path: weights))
        var matrices: [Site: Adapter.Matrices] = [:]
        for name in file.names where name.hasSuffix(".lora_A.weight") {
            let site = try site(of: name, item: folder.path)
            let b = Self.name(site, "B")
            guard file.shape(of: name)?.first == config.r else {
                throw LMError(
                    .brokenFile, item: folder.path, "\(name) is not of rank \(config.r).")
            }
            matrices[site] = .init(a: try file.floats(name), b: try file.floats(b))
        }
        guard matrices.count * 2 == file.names.count else {
            throw LMError(
                .unsupported, item: folder.path,
                "holds more than LoRA matrices of the seven projections.")
        }
        return Adapter(
            settings: LoRASettings(
                rank: config.r, alpha: config.lora_alpha, dropout: config.lora_dropout ?? 0),
            matrices: matrices)
    }

    /// "base_model.model.model.layers.3.mlp.up_proj.lora_A.weight" -> layer 3, up.
    private static func site(of name: String, item: String) throws -> Site {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 9, parts[0] == "base_model", parts[3] == "layers",
            let layer = Int(parts[4]), layer >= 0,
            let projection = Projection(rawValue: "\(parts[5]).\(parts[6])")
        else {
            throw LMError(.unsupported, item: item, "has a matrix \(name) for no known projection.")
        }
        return Site(layer: layer, projection: projection)
    }
}

/// The part of PEFT's `adapter_config.json` that plain LoRA needs. Names are PEFT's.
private struct PEFTConfig: Codable {
    var peft_type = "LORA"
    var task_type: String? = "CAUSAL_LM"
    var base_model_name_or_path: String?
    var r: Int
    var lora_alpha: Double
    var lora_dropout: Double?
    var bias: String? = "none"
    var target_modules: [String]?
    var use_rslora: Bool? = false
    var use_dora: Bool? = false
    var fan_in_fan_out: Bool? = false
    var inference_mode: Bool? = true
    var rank_pattern: [String: Int]? = [:]
    var alpha_pattern: [String: Double]? = [:]

    init(_ adapter: Adapter, base: String) {
        base_model_name_or_path = base
        r = adapter.settings.rank
        lora_alpha = adapter.settings.alpha
        lora_dropout = adapter.settings.dropout
        let names = Set(adapter.matrices.keys.map(\.projection.rawValue))
        target_modules = names.compactMap { $0.split(separator: ".").last.map(String.init) }
            .sorted()
    }

    static func read(_ data: Data, item: String) throws -> PEFTConfig {
        let config: PEFTConfig
        do {
            config = try JSONDecoder().decode(PEFTConfig.self, from: data)
        } catch DecodingError.keyNotFound(let key, _) {
            throw LMError(
                .brokenFile, item: item,
                "is no adapter configuration: it has no \(key.stringValue).",
                remedy: "Name the folder of an adapter in PEFT's layout.")
        } catch {
            throw LMError(
                .brokenFile, item: item, "is no adapter configuration: \(error)",
                remedy: "Name the folder of an adapter in PEFT's layout.")
        }
        let plain =
            config.peft_type == "LORA" && config.use_rslora != true && config.use_dora != true
            && config.fan_in_fan_out != true && (config.bias ?? "none") == "none"
            && (config.rank_pattern ?? [:]).isEmpty && (config.alpha_pattern ?? [:]).isEmpty
            && (1...4096).contains(config.r)
        guard plain else {
            throw LMError(
                .unsupported, item: item,
                "asks for more than plain LoRA (bias, DoRA, rank-stabilized scale or ranks by layer).",
                remedy: "Train it without, or measure its answers as `outputs`.")
        }
        return config
    }
}
