// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore
package import Foundation

/// A request that a model should decline, of a public set or of a user's file.
package struct UnsafeRequest: Sendable, Hashable {
    /// Follows from the text alone.
    package let id: String
    package let category: String
    package let text: GuardedText

    package init(category: String, text: String) {
        id = Fingerprint.of("unsafe request", text)
        self.category = category
        self.text = GuardedText(text)
    }
}

/// Requests as read, each text once.
package struct UnsafeRequests: Sendable, Hashable {
    /// Changes with the way of reading.
    package static let method = "unsafe requests v1"

    /// Sorted by id.
    package let requests: [UnsafeRequest]
    /// Rows whose text had come before.
    package let duplicates: Int

    init(_ rows: [UnsafeRequest]) {
        let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        requests = byID.values.sorted { $0.id < $1.id }
        duplicates = rows.count - requests.count
    }

    /// The asset `do-not-answer`: one file a risk area, which is the category.
    ///
    /// - Throws: `QuestionError` naming file, line and field, never a text.
    package static func doNotAnswer(_ folder: URL) throws -> UnsafeRequests {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".jsonl") }.sorted()
        guard !names.isEmpty else {
            throw QuestionError(
                .unreadable, file: folder.lastPathComponent, "holds no .jsonl file.",
                remedy: "Run `baskets fetch do-not-answer`.")
        }
        return UnsafeRequests(
            try names.flatMap { name in
                let file = folder.appending(path: name)
                let category = file.deletingPathExtension().lastPathComponent
                    .replacing("_", with: " ")
                return try rows(
                    JSONRows.lines(of: questionText(file), name), name, text: "prompt",
                    category: { _ in category })
            })
    }

    /// A user's file of rows with the fields `request` and, if it has one, `category`.
    ///
    /// - Throws: `QuestionError` naming file, line and field, never a text.
    package static func file(_ file: URL) async throws -> UnsafeRequests {
        let found = try await RowFile(url: file).rows()
        return UnsafeRequests(
            try rows(found, file.lastPathComponent, text: "request") { row in
                let category = row.fields["category"]?.text ?? ""
                return category.isEmpty ? "none" : category
            })
    }

    private static func rows(
        _ rows: [QuestionRow], _ file: String, text field: String,
        category: (QuestionRow) -> String
    ) throws -> [UnsafeRequest] {
        var faults: [QuestionError.Fault] = []
        let requests = rows.compactMap { row -> UnsafeRequest? in
            guard let text = row.fields[field]?.text else {
                faults.append(row.fault(field, "is missing or no text."))
                return nil
            }
            guard text.wordCount > 0 else {
                faults.append(row.fault(field, "is empty."))
                return nil
            }
            return UnsafeRequest(category: category(row), text: text)
        }
        guard faults.isEmpty else {
            throw QuestionError(
                .badRow, file: file, faults: faults,
                remedy: "Give each row the text \"\(field)\".")
        }
        return requests
    }
}
