// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A safetensors file, mapped; F32, F16 and BF16 tensors are read as 32-bit floating-point numbers.
public struct SafetensorsFile: TensorSource {
    public let path: String
    /// The texts of `__metadata__`.
    public let metadata: [String: String]
    private let file: MappedFile
    private let entries: [String: SafetensorsEntry]

    /// - Throws: `LMError` naming file and byte when the header is not exactly as the format asks.
    public init(_ url: URL) throws {
        try self.init(MappedFile(url))
    }

    package init(_ file: MappedFile) throws {
        self.file = file
        path = file.path
        let header = try file.data.withUnsafeBytes {
            try SafetensorsHeader($0, file: file.path)
        }
        metadata = header.metadata
        entries = header.entries
    }

    public var names: [String] { entries.keys.sorted() }

    public func shape(of name: String) -> [Int]? { entries[name]?.shape }

    /// - Throws: `LMError` when there is no such tensor, it holds no floating-point numbers that are
    ///   read, or the destination has another count.
    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        let entry = try entry(name)
        guard let type = entry.type.weights else {
            throw LMError(
                .unsupported, item: path, offset: entry.range.lowerBound,
                "tensor '\(name)' holds \(entry.type.rawValue).",
                remedy: "Save the model as F32, F16 or BF16.")
        }
        try file.withBytes(entry.range) {
            try Dequantization.expand($0, of: type, into: destination, item: "\(path): \(name)")
        }
    }

    /// Values of an I64 or I32 tensor, row-major.
    public func integers(_ name: String) throws -> [Int] {
        let entry = try entry(name)
        return try file.withBytes(entry.range) { bytes in
            var cursor = ByteCursor(bytes, file: path)
            let count = bytes.count / entry.type.size
            switch entry.type {
            case .i64: return try (0..<count).map { _ in Int(try cursor.integer(Int64.self, name)) }
            case .i32: return try (0..<count).map { _ in Int(try cursor.integer(Int32.self, name)) }
            default:
                throw LMError(
                    .unsupported, item: path, offset: entry.range.lowerBound,
                    "tensor '\(name)' holds \(entry.type.rawValue); expected I64 or I32.")
            }
        }
    }

    /// Whether the tensor can be read as floating-point numbers.
    func holdsWeights(_ name: String) -> Bool { entries[name]?.type.weights != nil }

    private func entry(_ name: String) throws -> SafetensorsEntry {
        guard let entry = entries[name] else {
            throw LMError(.badInput, item: path, "has no tensor '\(name)'.")
        }
        return entry
    }
}
