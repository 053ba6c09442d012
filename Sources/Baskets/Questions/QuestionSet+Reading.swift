// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import Foundation

extension QuestionSet {
    /// Changes with the way of reading rows.
    static let rowsMethod = "rows v1"

    /// Reads the questions of a plan.
    ///
    /// - Parameters:
    ///   - folder: folder that relative paths of the plan start from.
    ///   - foldoc: folder of the `foldoc` asset.
    /// - Throws: `QuestionError` naming file, line and field.
    package static func read(
        _ plan: QuestionPlan, relativeTo folder: URL, foldoc: () async throws -> URL
    ) async throws -> QuestionSet {
        if plan.from == "foldoc" {
            return try await Foldoc.read(folder: foldoc(), words: plan.words)
        }
        let isAbsolute = plan.from.hasPrefix("/")
        let file = isAbsolute ? URL(filePath: plan.from) : folder.appending(path: plan.from)
        let rows: [QuestionRow]
        switch file.pathExtension.lowercased() {
        case "jsonl": rows = try JSONRows.lines(of: file)
        case "json": rows = try JSONRows.array(of: file)
        case "csv": rows = try CSVRows.read(file)
        default:
            throw QuestionError(
                .unreadable, file: plan.from, "is neither an asset nor a file of a known kind.",
                remedy: "Name `foldoc`, or a file that ends in .jsonl, .json or .csv.")
        }
        return try QuestionSet(rows, file: file.lastPathComponent, plan: plan)
    }

    init(_ rows: [QuestionRow], file: String, plan: QuestionPlan) throws {
        var faults: [QuestionError.Fault] = []
        var empty = 0
        let candidates = rows.compactMap { row -> Question? in
            func field(_ name: String, isNeeded: Bool) -> String? {
                switch row.fields[name] {
                case .text(let text): return text
                case nil where !isNeeded: return nil
                case .null where !isNeeded: return nil
                case nil: faults.append(row.fault(name, "is missing."))
                case .null: faults.append(row.fault(name, "is null, not a text."))
                case .other(let kind): faults.append(row.fault(name, "is \(kind), not a text."))
                }
                return nil
            }
            let instruction = field(plan.fields.instruction, isNeeded: true)
            let response = field(plan.fields.response, isNeeded: true)
            let context = field(plan.fields.context, isNeeded: false)
            let category = field(plan.fields.category, isNeeded: false) ?? ""
            guard let instruction, let response else { return nil }
            guard instruction.wordCount > 0, response.wordCount > 0 else {
                empty += 1
                return nil
            }
            return Question(
                instruction: instruction, context: context,
                category: category.isEmpty ? "none" : category, humanAnswer: response)
        }
        guard faults.isEmpty else {
            throw QuestionError(
                .badRow, file: file, faults: faults,
                remedy: "Mend the file, or name its fields under `questions.fields`.")
        }
        let emptyCount = Count(
            kind: .leftOut, reason: "empty question or answer", count: empty)
        self.init(
            method: Self.rowsMethod, rows: rows.count, candidates: candidates, words: plan.words,
            counts: [emptyCount].filter { $0.count > 0 })
    }
}

/// One row of a file, before its fields are looked at.
struct QuestionRow: Sendable {
    enum Value: Sendable, Hashable {
        case text(String)
        case null
        /// What it is, in words: "a number".
        case other(String)
    }

    let line: Int
    let fields: [String: Value]

    func fault(_ field: String, _ finding: String) -> QuestionError.Fault {
        QuestionError.Fault(line: line, field: field, finding: finding)
    }
}

/// Reads a text file whole.
///
/// - Throws: `QuestionError` when it is absent, too large or no UTF-8.
func questionText(_ file: URL) throws -> String {
    let name = file.lastPathComponent
    let data: Data
    do {
        data = try Data(contentsOf: file)
    } catch {
        throw QuestionError(
            .unreadable, file: name, "cannot be read.",
            remedy: "Check that the file is there and that you may read it.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
        throw QuestionError(
            .broken, file: name, "is not UTF-8 text.", remedy: "Save it as UTF-8.")
    }
    return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
}
