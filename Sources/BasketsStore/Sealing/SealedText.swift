// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A dangerous text, which lies in the sealed store alone. It prints as its hash.
package struct SealedText: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Stands for all that made the text, as every key.
    package let key: String
    package let text: String

    package init(key: String, text: String) {
        self.key = key
        self.text = text
    }

    /// What other files hold in the text's place.
    package var hash: String { Self.hash(of: text) }

    /// The SHA-256 of a text, in hexadecimal digits.
    package static func hash(of text: String) -> String { Fingerprint.whole(Data(text.utf8)) }

    package var description: String { "\(key) sha256:\(hash)" }

    /// So that `dump` and a failed test's message show no text either.
    package var customMirror: Mirror {
        Mirror(self, children: ["key": key, "hash": hash])
    }
}
