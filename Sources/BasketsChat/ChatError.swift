// SPDX-License-Identifier: Apache-2.0

/// An address that cannot be asked at all: what was tried, what came back, what to do.
package struct ChatError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The environment has no usable key under the name that the study gives.
        case noKey
        /// Too many questions failed in a row, or one in a way that all will.
        case paused
    }

    package let code: Code
    /// Name of the source.
    package let item: String
    package let finding: String
    package let remedy: String

    package init(_ code: Code, item: String, _ finding: String, remedy: String) {
        self.code = code
        self.item = item
        self.finding = finding
        self.remedy = remedy
    }

    package var description: String { "\(item) \(finding) \(remedy)" }
}
