// SPDX-License-Identifier: Apache-2.0
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

    private static let defaultAlignment = 32

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
            return try Header(&cursor)
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

    public var names: [String] { tensors.keys.sorted() }

    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// All that stands before the weights.
    private struct Header {
        let version: Int
        var metadata: [String: GGUFValue] = [:]
        var tensors: [String: GGUFTensor] = [:]
        var alignment = GGUFFile.defaultAlignment

        init(_ cursor: inout ByteCursor) throws {
            version = try Self.version(&cursor)
            let tensorCount = try cursor.count(
                ofSize: GGUFTensorHeader.leastSize, "tensors")
            // A key takes a length of 8 bytes, a type of 4 and a value of 1 at least.
            let entryCount = try cursor.count(ofSize: 13, "entries of metadata")
            for _ in 0..<entryCount { try entry(&cursor) }
            try readAlignment(cursor)
            let headers = try (0..<tensorCount).map { _ in try cursor.tensorHeader() }
            try place(headers, behind: cursor)
        }

        private static func version(_ cursor: inout ByteCursor) throws -> Int {
            let magic = try cursor.integer(UInt32.self, "'GGUF', the mark of the format,")
            guard magic == 0x4655_4747 else {
                throw cursor.broken(at: 0, "expected 'GGUF', the mark of the format.")
            }
            let version = try cursor.integer(UInt32.self, "the version of the format")
            guard version == 2 || version == 3 else {
                let isBigEndian = (2...3).contains(version.byteSwapped)
                throw LMError(
                    .unsupported, item: cursor.file, offset: 4,
                    isBigEndian
                        ? "is written for big-endian machines."
                        : "has version \(version) of the format; expected 2 or 3.",
                    remedy: "Write the file with the current llama.cpp converter.")
            }
            return Int(version)
        }

        private mutating func entry(_ cursor: inout ByteCursor) throws {
            let place = cursor.offset
            let key = try cursor.text("a key of the metadata")
            guard !key.isEmpty, key.utf8.count <= 65_535 else {
                throw cursor.broken(at: place, "expected a key of 1 to 65535 bytes.")
            }
            guard metadata[key] == nil else {
                throw cursor.broken(at: place, "has the key '\(key)' twice.")
            }
            metadata[key] = try cursor.value(of: key)
        }

        private mutating func readAlignment(_ cursor: ByteCursor) throws {
            guard let value = metadata["general.alignment"] else { return }
            guard case .integer(let number) = value, number > 0, number <= 1 << 20,
                number & (number - 1) == 0
            else {
                throw cursor.broken(
                    "has a general.alignment of \(value); expected a power of two up to 1048576.")
            }
            alignment = number
        }

        /// Turns places within the data into places within the file, and checks that no tensor
        /// reaches past the end or into another.
        private mutating func place(
            _ headers: [GGUFTensorHeader], behind cursor: ByteCursor
        ) throws {
            let start = (cursor.offset + alignment - 1) / alignment * alignment
            for header in headers {
                guard tensors[header.name] == nil else {
                    throw cursor.broken(
                        at: header.place, "has the tensor '\(header.name)' twice.")
                }
                tensors[header.name] = GGUFTensor(
                    name: header.name, shape: header.shape, type: header.type,
                    range: try range(of: header, from: start, cursor))
            }
            let ordered = tensors.values.sorted { $0.range.lowerBound < $1.range.lowerBound }
            for (one, next) in zip(ordered, ordered.dropFirst())
            where one.range.upperBound > next.range.lowerBound {
                throw cursor.broken(
                    at: next.range.lowerBound,
                    "tensors '\(one.name)' and '\(next.name)' overlap.")
            }
        }

        private func range(
            of header: GGUFTensorHeader, from start: Int, _ cursor: ByteCursor
        ) throws -> Range<Int> {
            guard header.relativeOffset % UInt64(alignment) == 0 else {
                throw cursor.broken(
                    at: header.place,
                    "tensor '\(header.name)' lies at \(header.relativeOffset) of the data; expected a "
                        + "multiple of \(alignment).")
            }
            let room = cursor.bytes.count - start
            guard room >= header.byteCount,
                header.relativeOffset <= UInt64(room - header.byteCount)
            else {
                throw cursor.broken(
                    at: header.place,
                    "tensor '\(header.name)' needs \(header.byteCount) bytes at "
                        + "\(header.relativeOffset) of the data, which has \(max(room, 0)).")
            }
            let lower = start + Int(header.relativeOffset)
            return lower..<lower + header.byteCount
        }
    }
}
