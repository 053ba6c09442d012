// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor
public import Foundation

/// A decoder out of a GGUF file, its tensors under their Hugging Face names and with their values.
///
/// llama.cpp's converter changes two kinds of weights, which are changed back here:
/// - For the Llama architecture it reorders the rows of queries and keys, so that the two numbers that
///   a rotation turns stand side by side; here they stand half a head apart.
/// - For Gemma 3 it adds 1 to the weights of all norms.
///
/// Source: `LlamaModel.permute` and `Gemma3Model.norm_shift` of llama.cpp's converter;
/// `LlamaTensorProcessor` and `Gemma2TensorProcessor` of transformers 5.23, which change them back.
public struct GGUFModel: ModelFile {
    public let file: GGUFFile
    public let name: String
    public let settings: DecoderSettings
    /// By Hugging Face name.
    private let tensors: [String: GGUFTensor]

    /// - Throws: `LMError` when the file is broken, of another architecture, or lacks a tensor.
    public init(_ url: URL) throws {
        let file = try GGUFFile(url)
        try self.init(file, name: url.deletingPathExtension().lastPathComponent)
    }

    package init(_ file: GGUFFile, name: String) throws {
        self.file = file
        self.name = name
        let settings = try DecoderSettings(file)
        self.settings = settings
        tensors = Dictionary(
            uniqueKeysWithValues: file.tensors.values.compactMap { tensor in
                GGUFNames.canonical(tensor.name, hasPostNorms: settings.hasPostNorms)
                    .map { ($0, tensor) }
            })
        try settings.check(self)
    }

    public var path: String { file.path }

    public var names: [String] { tensors.keys.sorted() }

    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    public var chatTemplate: String? {
        if case .text(let text) = file.metadata["tokenizer.chat_template"] { text } else { nil }
    }

    public func tokenizer() throws -> any Tokenizer {
        try TokenizerSpecification(file).tokenizer()
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let tensor = tensors[name] else {
            throw LMError(.badInput, item: path, "has no tensor '\(name)'.")
        }
        try file.read(tensor.name, into: destination)
        if settings.normsAddOne, name.hasSuffix("norm.weight") {
            for index in destination.indices { destination[index] -= 1 }
        }
        if let heads = reorderedHeads(name) {
            Self.separateHalves(destination, heads: heads, rows: tensor.shape[0])
        }
    }

    public func codes(of name: String) throws -> CodedNumbers? {
        guard let tensor = tensors[name], tensor.shape.count == 2,
            var numbers = try file.codes(of: tensor.name)
        else { return nil }
        if let heads = reorderedHeads(name) {
            let rows = tensor.shape[0]
            numbers.codes.withUnsafeMutableBufferPointer {
                Self.separateHalves($0, heads: heads, rows: rows)
            }
            for part in [\CodedNumbers.scales, \.leasts] {
                numbers[keyPath: part].withUnsafeMutableBufferPointer {
                    Self.separateHalves($0, heads: heads, rows: rows)
                }
            }
        }
        return numbers
    }

    /// How many heads the rows belong to, where the converter has reordered them.
    private func reorderedHeads(_ name: String) -> Int? {
        guard settings.family == .llama else { return nil }
        if name.contains(".self_attn.q_proj.") { return settings.heads }
        return name.contains(".self_attn.k_proj.") ? settings.keyHeads : nil
    }

    /// Row 2i + j of each head becomes row i + j D / 2, where a head has D rows.
    private static func separateHalves<Number: BitwiseCopyable>(
        _ values: UnsafeMutableBufferPointer<Number>, heads: Int, rows: Int
    ) {
        guard rows > 0, let start = values.baseAddress else { return }
        let (width, headRows) = (values.count / rows, rows / heads)
        withUnsafeTemporaryAllocation(of: Number.self, capacity: headRows * width) { copy in
            guard let from = copy.baseAddress else { return }
            for head in 0..<heads {
                let to = start + head * headRows * width
                from.update(from: to, count: headRows * width)
                for row in 0..<headRows {
                    let source = 2 * (row % (headRows / 2)) + row / (headRows / 2)
                    (to + row * width).update(from: from + source * width, count: width)
                }
            }
        }
    }
}
