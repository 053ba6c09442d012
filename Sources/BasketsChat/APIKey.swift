// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import Foundation

/// A key from the environment. It is shown by no description and stands in no file.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { "[key]" }
    package var debugDescription: String { "[key]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The key of an address; nil where it needs none.
    ///
    /// - Throws: `ChatError.noKey` when the variable is not set or cannot be sent.
    package static func read(
        _ address: RemoteAddress, of source: String,
        from environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ChatError) -> APIKey? {
        guard let name = address.key else { return nil }
        let value = environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !value.isEmpty else {
            throw ChatError(
                .noKey, item: source,
                "needs a key, and the environment variable \(name) is not set.",
                remedy: "Set it to the key of \(address.host).")
        }
        guard value.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw ChatError(
                .noKey, item: source,
                "needs a key, and the environment variable \(name) holds blanks or other signs.",
                remedy: "Set it to the key of \(address.host) alone.")
        }
        return APIKey(value)
    }
}
