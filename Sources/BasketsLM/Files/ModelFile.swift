// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A language model on disk: its settings, and its weights under Hugging Face's names
/// (`model.layers.0.self_attn.q_proj.weight`) and with Hugging Face's values, whatever the format.
public protocol ModelFile: TensorSource {
    /// Short, for people: the file's or the folder's name.
    var name: String { get }
    var settings: DecoderSettings { get }
    /// The Jinja text that turns a conversation into a prompt; nil where the model has none.
    var chatTemplate: String? { get }
    /// - Throws: `LMError` when the tokenizer is missing, broken or of a kind that is not supported.
    func tokenizer() throws -> any Tokenizer
}

/// A folder in Hugging Face's layout, or a GGUF file.
public enum ModelFolder {
    /// - Parameter url: a GGUF file, a folder with `config.json` and safetensors, or a folder with one
    ///   GGUF file.
    /// - Throws: `LMError` when there is no model, or it is broken or not supported.
    public static func open(_ url: URL) throws -> any ModelFile {
        let path = url.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw LMError(
                .notFound, item: path, "does not exist.",
                remedy: "Name a GGUF file, or a folder with config.json and safetensors.")
        }
        guard isFolder.boolValue else { return try GGUFModel(url) }
        if FileManager.default.fileExists(atPath: url.appending(path: "config.json").path) {
            return try SafetensorsModel(url)
        }
        let found = try FileManager.default.contentsOfDirectory(
            at: url, includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "gguf" }
        guard let file = found.first, found.count == 1 else {
            throw LMError(
                .notFound, item: path,
                "has no config.json, and \(found.count) GGUF files; expected one of them.",
                remedy: "Name the GGUF file, or a folder with config.json and safetensors.")
        }
        return try GGUFModel(file)
    }
}
