// SPDX-License-Identifier: Apache-2.0

/// What went wrong with a model file, a tokenizer, a prompt or a training run.
///
/// The text says what was tried, on which item, what came back and what to do next.
public struct LMError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The file is truncated, inconsistent or hostile.
        case brokenFile
        /// The file is sound, and holds something that is not supported.
        case unsupported
        /// The file or the value cannot be read.
        case notFound
        /// A text, a row or a setting cannot be used.
        case badInput
    }

    public let code: Code
    /// The file, row or setting concerned.
    public let item: String
    /// Where in the file, in bytes, if that is known.
    public let offset: Int?
    /// What was expected and what came back.
    public let finding: String
    public let remedy: String?

    public init(
        _ code: Code, item: String, offset: Int? = nil, _ finding: String, remedy: String? = nil
    ) {
        self.code = code
        self.item = item
        self.offset = offset
        self.finding = finding
        self.remedy = remedy
    }

    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "\(item)\(place): \(finding)" + (remedy.map { " " + $0 } ?? "")
    }
}
