// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Writes safetensors files: the same tensors give the same bytes.
public enum SafetensorsWriter {
    /// Numbers, row-major, under a name.
    public struct Tensor: Sendable {
        public let name: String
        public let shape: [Int]
        public let values: [Float]

        public init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// Writes a file of F32 tensors, sorted by name, as the reference does.
    ///
    /// The bytes go to a file beside the place, which is then renamed: at any moment there is the
    /// whole old file or the whole new one.
    /// - Throws: `LMError.badInput` when a name comes twice, a shape does not fit its values or a
    ///   number is missing; whatever the file system throws.
    public static func write(
        _ tensors: [Tensor], metadata: [String: String] = [:], to url: URL
    ) throws {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let header = try header(sorted, metadata, url)
        let part = url.appendingPathExtension("part-\(UUID().uuidString)")
        do {
            try fill(part, header, sorted)
            try exchange(part, for: url)
        } catch {
            try? FileManager.default.removeItem(at: part)
            throw error
        }
    }

    private static func header(
        _ tensors: [Tensor], _ metadata: [String: String], _ url: URL
    ) throws -> Data {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map {
                quoted($0.key) + ":" + quoted($0.value)
            }
            members.append("\"__metadata__\":{" + texts.joined(separator: ",") + "}")
        }
        var place = 0
        var names: Set<String> = ["__metadata__"]
        for tensor in tensors {
            guard names.insert(tensor.name).inserted, count(tensor.shape) == tensor.values.count
            else {
                throw LMError(
                    .badInput, item: url.path(percentEncoded: false),
                    "tensor '\(tensor.name)' comes twice, or has \(tensor.values.count) values for "
                        + "shape \(tensor.shape).")
            }
            let end = place + 4 * tensor.values.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(place),\(end)]}")
            place = end
        }
        var text = Data("{\(members.joined(separator: ","))}".utf8)
        text.append(Data(repeating: 0x20, count: (8 - text.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
    }

    /// nil where a size is negative or the product too large.
    private static func count(_ shape: [Int]) -> Int? {
        var product = 1
        for size in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            product = next
        }
        return product
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func fill(_ url: URL, _ header: Data, _ tensors: [Tensor]) throws {
        try header.write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try handle.seekToEnd()
        for tensor in tensors {
            let bits = tensor.values.map { $0.bitPattern.littleEndian }
            try bits.withUnsafeBytes { try handle.write(contentsOf: $0) }
        }
        try handle.synchronize()
    }

    private static func exchange(_ part: URL, for url: URL) throws {
        guard rename(part.path(percentEncoded: false), url.path(percentEncoded: false)) == 0 else {
            throw LMError(
                .badInput, item: url.path(percentEncoded: false),
                "cannot be put in place: \(String(cString: strerror(errno)))",
                remedy: "Check that the folder is there and may be written to.")
        }
    }
}
