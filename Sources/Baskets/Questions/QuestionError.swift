// SPDX-License-Identifier: Apache-2.0

/// A question set that cannot be used: which file, which line, which field, and what to do.
public struct QuestionError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case unreadable, broken, badRow, tooFew
        /// A held-out question is in training too.
        case leak
    }

    public struct Fault: Sendable, Hashable {
        /// From 1, in lines of the file; for `.json`, the number of the row.
        public let line: Int?
        public let field: String?
        public let finding: String
    }

    public let code: Code
    /// Name of the file or of the asset.
    public let file: String
    /// The first faults; `more` others are not listed.
    public let faults: [Fault]
    public let more: Int
    public let remedy: String

    static let mostListed = 10

    init(_ code: Code, file: String, faults: [Fault], remedy: String) {
        self.code = code
        self.file = file
        self.faults = Array(faults.prefix(Self.mostListed))
        more = faults.count - self.faults.count
        self.remedy = remedy
    }

    init(_ code: Code, file: String, line: Int? = nil, _ finding: String, remedy: String) {
        self.init(
            code, file: file, faults: [Fault(line: line, field: nil, finding: finding)],
            remedy: remedy)
    }

    public var description: String {
        let lines = faults.map { fault in
            let place = [
                fault.line.map { "line \($0)" }, fault.field.map { "field \"\($0)\"" },
            ].compactMap { $0 }
            return ([file] + place).joined(separator: ", ") + ": " + fault.finding
        }
        let rest = more > 0 ? ["\(file): \(more) more of the kind."] : []
        return (lines + rest + [remedy]).joined(separator: "\n")
    }
}
