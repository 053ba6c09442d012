// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// The vector of the one sentence that stands for an answer. Never changes.
package struct SentenceVectorRow: Sendable, Hashable {
    package let key: String
    /// As in `EmbeddingRow`.
    package let encoder: String
    /// Key of the answer.
    package let answer: String
    /// Place of the sentence in the answer, from 0.
    package let sentence: Int
    package let vector: [Float]

    package init(key: String, encoder: String, answer: String, sentence: Int, vector: [Float]) {
        self.key = key
        self.encoder = encoder
        self.answer = answer
        self.sentence = sentence
        self.vector = vector
    }
}

extension SentenceVectorRow: TableRow {
    static var table: String { "sentenceVector" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("encoder", encoder), ("answer", answer), ("sentence", sentence),
            ("vector", StoredVector.bytes(vector)),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], encoder: row["encoder"], answer: row["answer"],
            sentence: row["sentence"], vector: StoredVector.values(row["vector"]))
    }
}

/// Vectors as bytes: little-endian float32.
enum StoredVector {
    static func bytes(_ vector: [Float]) -> Data {
        var bytes = Data(capacity: vector.count * 4)
        for value in vector {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    static func values(_ bytes: Data) -> [Float] {
        stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { place in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
            return Float(bitPattern: bits)
        }
    }
}
