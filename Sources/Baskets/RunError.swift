// SPDX-License-Identifier: Apache-2.0

/// A run that cannot go on: what was tried, on which item, what came back, what to do.
public struct RunError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A row of an earlier stage is not there.
        case missing
        /// No row is left to go on with.
        case noRows
        /// Another process works on the run.
        case locked
        /// A model's output is no number.
        case broken
        /// A setting cannot be used here.
        case badSetting
    }

    public let code: Code
    public let item: String
    public let finding: String
    public let remedy: String

    package init(_ code: Code, item: String, _ finding: String, remedy: String) {
        self.code = code
        self.item = item
        self.finding = finding
        self.remedy = remedy
    }

    public var description: String { "\(item) \(finding) \(remedy)" }
}
