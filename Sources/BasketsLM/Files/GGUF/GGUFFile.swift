// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor
public import Foundation

/// A GGUF file of version 2 or 3: its metadata, and its tensors as 32-bit floating-point numbers.
///
/// Every length, place and product is checked against the file before it is used.
/// Source: gguf specification, `docs/gguf.md` of ggml.
public struct GGUFFile: TensorSource {
    public let path: String
    public let version: Int
    public let metadata: [String: GGUFValue]
    /// By name, as the file has them.
    public let tensors: [String: GGUFTensor]
    /// Bytes that the tensors' places are multiples of.
    public let alignment: Int
    private let file: MappedFile

    /// - Throws: `LMError` naming file and byte: `brokenFile` when it is truncated or inconsistent,
    ///   `unsupported` when it is sound and of a kind that is not read, `notFound`.
    public init(_ url: URL) throws {
        try self.init(MappedFile(url))
    }

    package init(_ file: MappedFile) throws {
        self.file = file
        path = file.path
        let header = try file.data.withUnsafeBytes { bytes in
            var cursor = ByteCursor(bytes, file: file.path)
            return try GGUFHeader(&cursor)
        }
        version = header.version
        metadata = header.metadata
        alignment = header.alignment
        tensors = header.tensors
    }

    /// Weights of a tensor, row-major, in the order of the file.
    ///
    /// - Parameter destination: as many numbers as the tensor has weights.
    /// - Throws: `LMError.badInput` when there is no such tensor, or the destination does not fit.
    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let tensor = tensors[name] else {
            throw LMError(.badInput, item: path, "has no tensor '\(name)'.")
        }
        try file.withBytes(tensor.range) {
            try Dequantization.expand(
                $0, of: tensor.type, into: destination, item: "\(path): \(name)")
        }
    }

    public func codes(of name: String) throws -> CodedNumbers? {
        guard let tensor = tensors[name] else { return nil }
        return try file.withBytes(tensor.range) {
            try Dequantization.codes(
                $0, of: tensor.type, count: tensor.count, item: "\(path): \(name)")
        }
    }

    public var names: [String] { tensors.keys.sorted() }

    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }
}
