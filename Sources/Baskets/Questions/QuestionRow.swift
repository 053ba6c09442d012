// SPDX-License-Identifier: Apache-2.0

/// One row of a file, before its fields are looked at.
struct QuestionRow: Sendable {
    indirect enum Value: Sendable, Hashable {
        case text(String)
        case null
        case list([Value])
        case object([String: Value])
        /// What it is, in words: "a number".
        case other(String)

        /// What it is, for an error.
        var kind: String {
            switch self {
            case .text: "a text"
            case .null: "null"
            case .list: "a list"
            case .object: "an object"
            case .other(let kind): kind
            }
        }

        var text: String? {
            if case .text(let text) = self { return text }
            return nil
        }
    }

    /// From 1, in lines of the file; for `.json` and `.parquet`, the number of the row.
    let line: Int
    let fields: [String: Value]

    func fault(_ field: String, _ finding: String) -> QuestionError.Fault {
        QuestionError.Fault(line: line, field: field, finding: finding)
    }
}
