// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    func questions() -> QuestionPlan? {
        missing("questions", "Write `questions: {from: foldoc, rows: 120}` or the like.")
        guard let fields = fields("questions", "Write `{from: foldoc}`.") else { return nil }
        let source =
            "Name an asset, a .jsonl, .json, .csv, .tsv or .parquet file, or "
            + "`huggingface:org/name@revision/file`."
        fields.missing("from", source)
        fields.know("preset")
        defer { fields.finish() }
        let standard = QuestionPlan(from: "")
        let hasPreset = fields.has("preset")
        let split = fields.choice("split", default: standard.split)
        if split == .keyed, fields.has("rows") {
            fields.fault(
                "rows", "has no place beside `split: keyed`: which rows are drawn would move.",
                "Take out one of them.")
        }
        return QuestionPlan(
            from: fields.text("from", source) ?? "",
            rows: fields.optionalInteger("rows", .closed(4, 10_000_000)),
            words: fields.range("words"),
            heldOut: fields.number("held-out", .between(0, 1), default: standard.heldOut),
            split: split,
            preset: hasPreset ? fields.choice("preset", default: Preset.dolly) : nil,
            fields: fields.fieldMap(),
            chats: fields.choice("chats", default: standard.chats),
            template: fields.template("template", ["context", "instruction"]),
            cleaning: fields.cleaning())
    }

    private func fieldMap() -> FieldMap {
        let remedy = "Write `{instruction: question, response: answer}`."
        guard let fields = fields("fields", remedy) else { return FieldMap() }
        defer { fields.finish() }
        func name(_ key: String) -> String? { fields.text(key, "Name a field of the file.") }
        let map = FieldMap(
            instruction: name("instruction"), response: name("response"),
            context: name("context"), category: name("category"), messages: name("messages"))
        for key in ["instruction", "response"] where map.messages != nil && fields.has(key) {
            fault(
                "fields", "names messages beside \(key).",
                "A chat holds both question and answer: take out one.")
        }
        return map
    }

    private func cleaning() -> Cleaning {
        let standard = Cleaning()
        guard let fields = fields("clean", "Write `{duplicates: near, longest: 800}`.") else {
            return standard
        }
        defer { fields.finish() }
        return Cleaning(
            duplicates: fields.choice("duplicates", default: standard.duplicates),
            similarity: fields.number(
                "similarity", .closed(0.3, 1), default: standard.similarity),
            longest: fields.optionalInteger("longest", .closed(2, 10_000_000)))
    }

    /// A text with placeholders, each of which it must have.
    func template(_ key: String, _ names: [String]) -> String? {
        let example = names.map { "{\($0)}" }.joined(separator: " and ")
        let remedy = "Write a text with \(example) in it, in quotes."
        guard let text = text(key, remedy) else { return nil }
        for word in Template.placeholders(text) where !names.contains(word) {
            fault(key, "has {\(word.prefix(40))}, which nothing fills in.", remedy)
        }
        for name in names where !text.contains("{\(name)}") {
            fault(key, "has no {\(name)}.", remedy)
        }
        return text
    }
}
