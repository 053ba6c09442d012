// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A sentence encoder out of a folder in sentence-transformers' layout.
public struct EncoderFile: TensorSource {
    public let folder: URL
    /// Short, for people: the folder's name.
    public let name: String
    public let settings: EncoderSettings
    private let tensors: SafetensorsFolder

    /// - Throws: `LMError` when a file is missing or broken, or the encoder works in another way.
    public init(_ folder: URL) throws {
        self.folder = folder
        name = folder.standardizedFileURL.lastPathComponent
        let config = folder.appending(path: "config.json")
        let sentence = try SettingsFile.optionalObject(
            folder.appending(path: "sentence_bert_config.json"))
        settings = try EncoderSettings(
            huggingFace: SettingsFile.object(config), sentence: sentence ?? [:],
            file: config.path(percentEncoded: false))
        try Self.checkPooling(folder.appending(path: "1_Pooling/config.json"))
        tensors = try SafetensorsFolder(folder) {
            $0.hasPrefix("bert.") ? String($0.dropFirst(5)) : $0
        }
        try check()
    }

    /// The average over tokens is what we make; a folder without the file does not say otherwise.
    private static func checkPooling(_ url: URL) throws {
        guard let pooling = try SettingsFile.optionalObject(url) else { return }
        let reader = SettingsReader(file: url.path(percentEncoded: false), values: pooling)
        for (key, value) in pooling.sorted(by: { $0.key < $1.key })
        where key.hasPrefix("pooling_mode_") {
            let isMean = key == "pooling_mode_mean_tokens"
            guard value.flag == isMean else { throw reader.unsupported(key, expected: "\(isMean)") }
        }
    }

    private func check() throws {
        for (name, expected) in settings.tensorShapes.sorted(by: { $0.key < $1.key }) {
            let shape = tensors.shape(of: name)
            guard shape == expected else {
                throw LMError(
                    .brokenFile, item: path,
                    "tensor '\(name)' \(shape.map { "has shape \($0)" } ?? "is missing"); expected "
                        + "shape \(expected), as the settings say.",
                    remedy: "Fetch the folder again.")
            }
        }
    }

    public var path: String { tensors.path }

    public var names: [String] { tensors.names }

    public func shape(of name: String) -> [Int]? { tensors.shape(of: name) }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        try tensors.read(name, into: destination)
    }

    public func tokenizer() throws -> any Tokenizer { try TokenizerFile.load(folder).tokenizer }
}
