// SPDX-License-Identifier: Apache-2.0

/// What went wrong with the file of a run.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// There is no run in the folder.
        case absent
        /// The file is broken, not ours, or of a newer version.
        case unreadable
        /// A row could not be written or breaks a rule of the schema.
        case refused
        /// No row has this id.
        case unknownRow
        /// The key of sealed texts is missing, is none, or is another one.
        case badKey
    }

    public let code: Code
    /// The file, table or row concerned.
    public let item: String
    public let finding: String
    public let remedy: String
    public let underlying: (any Error)?

    package init(
        _ code: Code, item: String, _ finding: String, remedy: String,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.item = item
        self.finding = finding
        self.remedy = remedy
        self.underlying = underlying
    }

    public var description: String {
        let cause = underlying.map { " (\($0))" } ?? ""
        return "\(item): \(finding)\(cause) \(remedy)"
    }
}
