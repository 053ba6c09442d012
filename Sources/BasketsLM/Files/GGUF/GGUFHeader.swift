// SPDX-License-Identifier: Apache-2.0

/// All that stands before the weights of a GGUF file, checked.
struct GGUFHeader {
    let version: Int
    var metadata: [String: GGUFValue] = [:]
    var tensors: [String: GGUFTensor] = [:]
    /// The format's own where the metadata do not say.
    var alignment = 32

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
