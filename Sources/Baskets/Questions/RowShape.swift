// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Where the parts of a question stand in the rows of a file.
struct RowShape: Sendable, Hashable {
    /// For the reader: "dolly", or "as the study names them".
    let name: String
    let fields: FieldMap

    /// The study's preset; else dolly's names where the study names fields of its own; else the one
    /// preset whose fields the rows have.
    ///
    /// - Throws: `QuestionError` when the rows fit no preset, or more than one.
    init(_ plan: QuestionPlan, _ rows: [QuestionRow], file: String) throws {
        if let preset = plan.preset {
            name = preset.rawValue
            fields = plan.fields.over(preset.fields)
        } else if !plan.fields.isEmpty {
            name = "fields as the study names them"
            fields =
                plan.fields.messages == nil
                ? plan.fields.over(Preset.dolly.fields)
                : plan.fields.over(FieldMap(category: "category"))
        } else {
            let preset = try Self.preset(of: rows, file: file)
            name = preset.rawValue
            fields = preset.fields
        }
    }

    private static func preset(of rows: [QuestionRow], file: String) throws -> Preset {
        let names = rows.reduce(into: Set<String>()) { $0.formUnion($1.fields.keys) }
        let fitting = Preset.allCases.filter { names.isSuperset(of: $0.needed) }
        // A file without rows has no shape: whoever draws from it says that there are too few.
        guard !rows.isEmpty else { return .dolly }
        let presets = Preset.allCases.map(\.rawValue).joined(separator: ", ")
        guard let preset = fitting.first else {
            let found = names.sorted().prefix(12).joined(separator: ", ")
            throw QuestionError(
                .badRow, file: file,
                "has rows of no known shape; their fields: \(found.isEmpty ? "none" : found).",
                remedy: "Say which field is what under `questions.fields`, or give the shape as "
                    + "`questions.preset`: \(presets).")
        }
        guard fitting.count == 1 else {
            let words = fitting.map(\.rawValue).joined(separator: " and ")
            throw QuestionError(
                .badRow, file: file, "has rows that fit more than one shape: \(words).",
                remedy: "Choose one with `questions.preset`.")
        }
        return preset
    }
}
