// SPDX-License-Identifier: Apache-2.0

extension QuestionPlan {
    /// Line by line, as in a study file; the first line says where the questions are from.
    package var settings: [String] {
        let map = [
            ("instruction", fields.instruction), ("response", fields.response),
            ("context", fields.context), ("category", fields.category),
            ("messages", fields.messages),
        ].compactMap { key, name in name.map { "\(key): \(quoted($0))" } }
        let optional = [
            rows.map { "rows: \($0)" },
            words.map { "words: \($0.lowerBound)...\($0.upperBound)" },
            "held-out: \(plainNumber(heldOut))", split == .exact ? nil : "split: \(split.rawValue)",
            preset.map { "preset: \($0.rawValue)" },
            map.isEmpty ? nil : "fields: {\(map.joined(separator: ", "))}",
            "chats: \(chats.rawValue)", template.map { "template: \(quoted($0))" },
            "clean: {\(cleaning.settings.joined(separator: ", "))}",
        ]
        return ["from: \(quoted(from))"] + optional.compactMap { $0 }
    }
}

extension Cleaning {
    fileprivate var settings: [String] {
        ["duplicates: \(duplicates.rawValue)", "similarity: \(plainNumber(similarity))"]
            + (longest.map { ["longest: \($0)"] } ?? [])
    }
}
