// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A decoder out of a folder in Hugging Face's layout.
public struct SafetensorsModel: ModelFile {
    public let folder: URL
    public let name: String
    public let settings: DecoderSettings
    public let chatTemplate: String?
    private let tensors: SafetensorsFolder

    /// - Throws: `LMError` when a file is missing or broken, or the architecture is another.
    public init(_ folder: URL) throws {
        self.folder = folder
        name = folder.standardizedFileURL.lastPathComponent
        let config = folder.appending(path: "config.json")
        settings = try DecoderSettings(
            huggingFace: SettingsFile.object(config), file: config.path(percentEncoded: false))
        tensors = try SafetensorsFolder(folder, canonical: Self.canonical)
        chatTemplate = try TokenizerConfiguration.load(folder).chatTemplate
        try settings.check(tensors)
    }

    /// Gemma 3 with pictures keeps its decoder under `language_model`, in one of two places.
    private static func canonical(_ name: String) -> String? {
        for (prefix, replacement) in [
            ("model.language_model.", "model."), ("language_model.model.", "model."),
            ("language_model.lm_head.", "lm_head."),
        ] where name.hasPrefix(prefix) {
            return replacement + name.dropFirst(prefix.count)
        }
        let isOther = ["vision_tower.", "multi_modal_projector."].contains {
            name.hasPrefix($0) || name.hasPrefix("model." + $0)
        }
        return isOther ? nil : name
    }

    public var path: String { tensors.path }

    public var names: [String] { tensors.names }

    public func shape(of name: String) -> [Int]? { tensors.shape(of: name) }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        try tensors.read(name, into: destination)
    }

    public func tokenizer() throws -> any Tokenizer { try TokenizerFile.load(folder).tokenizer }
}
