// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation

/// Writes GGUF files by hand, wrong ones too.
struct GGUFBytes {
    var data = Data()

    static func start(
        magic: String = "GGUF", version: UInt32 = 3, tensors: UInt64 = 0, entries: UInt64 = 0
    ) -> GGUFBytes {
        var bytes = GGUFBytes()
        bytes.data.append(contentsOf: Array(magic.utf8))
        return bytes.number(version).number(tensors).number(entries)
    }

    func number(_ value: some FixedWidthInteger) -> GGUFBytes {
        var copy = self
        withUnsafeBytes(of: value.littleEndian) { copy.data.append(contentsOf: $0) }
        return copy
    }

    func raw(_ bytes: [UInt8]) -> GGUFBytes {
        var copy = self
        copy.data.append(contentsOf: bytes)
        return copy
    }

    func text(_ text: String) -> GGUFBytes {
        number(UInt64(text.utf8.count)).raw(Array(text.utf8))
    }

    /// A key, the number of its type, and whatever follows.
    func entry(_ key: String, type: UInt32) -> GGUFBytes { text(key).number(type) }

    func tensor(
        _ name: String, dimensions: [UInt64], type: UInt32 = 0, offset: UInt64 = 0
    ) -> GGUFBytes {
        var copy = text(name).number(UInt32(dimensions.count))
        for size in dimensions { copy = copy.number(size) }
        return copy.number(type).number(offset)
    }

    /// Zeros up to a multiple of 32, then `count` bytes of weights.
    func weights(_ count: Int) -> GGUFBytes {
        raw([UInt8](repeating: 0, count: (32 - data.count % 32) % 32 + count))
    }

    func file() throws -> GGUFFile { try GGUFFile(MappedFile(data, path: "made.gguf")) }
}
