// SPDX-License-Identifier: Apache-2.0

/// The checked header of a safetensors file: an 8-byte length, then JSON.
///
/// As the format asks, the tensors fill the rest of the file without hole or overlap.
/// Source: safetensors' `README.md`, "Format", and `SafeTensors::deserialize` of 0.8.
struct SafetensorsHeader {
    let entries: [String: SafetensorsEntry]
    let metadata: [String: String]

    /// In bytes. The format allows 100 MB; a header of 100,000 tensors takes 10 MB.
    static let longest = 1 << 24
    private static let metadataName = "__metadata__"

    init(_ bytes: UnsafeRawBufferPointer, file: String) throws {
        var cursor = ByteCursor(bytes, file: file)
        let length = try cursor.integer(UInt64.self, "the length of the header")
        guard length <= Self.longest, length <= cursor.remaining else {
            throw cursor.broken(
                at: 0,
                "says that its header has \(length) bytes, and \(cursor.remaining) are left; expected "
                    + "\(Self.longest) at most.")
        }
        let start = 8 + Int(length)
        guard length > 0, bytes[8] == UInt8(ascii: "{") else {
            throw cursor.broken("expected '{', the start of the header.")
        }
        let json = try SettingValue(json: bytes[8..<start], file: file, start: 8)
        var members = json.object ?? [:]
        metadata = try Self.metadata(members.removeValue(forKey: Self.metadataName), file)
        entries = try Dictionary(
            uniqueKeysWithValues: members.map { name, value in
                (name, try Self.entry(name, value, dataStart: start, file))
            })
        try Self.checkCoverage(entries, from: start, to: bytes.count, file)
    }

    private static func broken(_ file: String, _ finding: String) -> LMError {
        LMError(
            .brokenFile, item: file, offset: 8, "the header " + finding,
            remedy: "Fetch the file again.")
    }

    private static func metadata(_ value: SettingValue?, _ file: String) throws -> [String: String]
    {
        guard let value else { return [:] }
        guard let members = value.object else {
            throw broken(file, "has \(value.described) as \(metadataName); expected an object.")
        }
        return try members.mapValues {
            guard let text = $0.text else {
                throw broken(file, "has \($0.described) in \(metadataName); expected texts.")
            }
            return text
        }
    }

    private static func entry(
        _ name: String, _ value: SettingValue, dataStart: Int, _ file: String
    ) throws -> SafetensorsEntry {
        guard let members = value.object, let typeName = members["dtype"]?.text,
            let shape = members["shape"]?.list?.map(\.integer),
            let places = members["data_offsets"]?.list?.map(\.integer), places.count == 2,
            members.count == 3
        else {
            throw broken(
                file, "has no dtype, shape and two data_offsets for tensor '\(name.prefix(200))'.")
        }
        guard let type = SafetensorsType(rawValue: typeName) else {
            throw LMError(
                .unsupported, item: file, offset: 8,
                "tensor '\(name)' has type '\(typeName.prefix(40))'.",
                remedy: "Save the model as F32, F16 or BF16.")
        }
        guard let begin = places[0], let end = places[1], begin >= 0, end >= begin,
            let size = byteCount(shape, type), size == end - begin,
            end <= Int.max - dataStart
        else {
            throw broken(
                file,
                "has data_offsets for tensor '\(name.prefix(200))' that do not fit its shape and type."
            )
        }
        return SafetensorsEntry(
            shape: shape.compactMap { $0 }, type: type, range: dataStart + begin..<dataStart + end)
    }

    /// nil where a size is negative or no number, or the product too large.
    private static func byteCount(_ shape: [Int?], _ type: SafetensorsType) -> Int? {
        var product = type.size
        for size in shape {
            guard let size, size >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            product = next
        }
        return product
    }

    private static func checkCoverage(
        _ entries: [String: SafetensorsEntry], from start: Int, to end: Int, _ file: String
    ) throws {
        let ordered = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound)
                < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }
        var place = start
        for (name, entry) in ordered {
            guard entry.range.lowerBound == place else {
                throw LMError(
                    .brokenFile, item: file, offset: entry.range.lowerBound,
                    "tensor '\(name.prefix(200))' was expected at byte \(place): tensors leave no hole and do "
                        + "not overlap.", remedy: "Fetch the file again.")
            }
            place = entry.range.upperBound
        }
        guard place == end else {
            throw LMError(
                .brokenFile, item: file, offset: place,
                "the tensors end here, and the file has \(end) bytes.",
                remedy: "Fetch the file again.")
        }
    }
}
