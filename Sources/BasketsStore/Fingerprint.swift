// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Foundation

/// Keys of rows: a key stands for all that made the row.
package enum Fingerprint {
    /// The first 16 hexadecimal digits of the SHA-256 of the parts, each behind its length, so that
    /// no two lists run together to the same text.
    package static func of(_ parts: [String]) -> String {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return String(whole(Data(text.utf8)).prefix(16))
    }

    package static func of(_ parts: String...) -> String { of(parts) }

    /// All 64 hexadecimal digits of the SHA-256 of some bytes.
    package static func whole(_ data: Data) -> String {
        SHA256.hash(data: data).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0\(digits)" : digits
        }.joined()
    }
}
