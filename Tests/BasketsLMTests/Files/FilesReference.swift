// SPDX-License-Identifier: Apache-2.0
import BasketsLM
import Foundation

/// Fixtures of model files, and the scripts that make them beside them.
enum FilesReference {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Reference/Files")

    static func url(_ path: String) -> URL { folder.appending(path: path) }

    static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

    /// Little-endian 32-bit numbers.
    static func floats(_ path: String) throws -> [Float] {
        let data = try data(path)
        return data.withUnsafeBytes { bytes in
            (0..<data.count / 4).map {
                let bits = bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
        }
    }

    /// A folder of its own for one test, removed behind it.
    static func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "baskets-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

/// The error that `body` throws; nil when it throws none, or another kind.
func lmError(_ body: () throws -> Void) -> LMError? {
    do {
        try body()
        return nil
    } catch {
        return error as? LMError
    }
}

/// Equal to the bit, where all that is not a number counts as equal.
func sameBits(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count
        && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}
