// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Foundation

/// Keys of rows: a key stands for all that made the row.
package enum Fingerprint {
    /// The first 16 hexadecimal digits of the SHA-256 of the parts, each behind its length, so that
    /// no two lists run together to the same text.
    package static func of(_ parts: [String]) -> String {
        var growing = Growing()
        for part in parts { growing.add(part) }
        return growing.value
    }

    package static func of(_ parts: String...) -> String { of(parts) }

    /// All 64 hexadecimal digits of the SHA-256 of some bytes.
    package static func whole(_ data: Data) -> String { digits(SHA256.hash(data: data)) }

    /// The same as `of`, part by part, where no list of them is to be held.
    package struct Growing {
        private var hash = SHA256()

        package init() {}

        package mutating func add(_ part: String) {
            var text = "\(part.utf8.count):\(part)"
            text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }

        package var value: String { Fingerprint.digits(hash.finalize().prefix(8)) }
    }

    private static func digits(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
