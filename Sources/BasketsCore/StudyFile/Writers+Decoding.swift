// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    func targets(_ names: ConditionNames) -> [Target] {
        let remedy = "Write `targets: {smol: {model: smollm2-135m-instruct}}` or the like."
        missing("targets", remedy)
        guard let group = fields("targets", remedy) else { return [] }
        if group.keys.isEmpty { fault("targets", "is empty.", remedy) }
        return group.keys.compactMap { name in
            group.model(name) { fields, model, prompting, system in
                fields.know("conditions")
                return Target(
                    name: name, model: model, prompting: prompting, system: system,
                    conditions: fields.has("conditions") ? fields.conditions(names) : nil,
                    serving: fields.serving(prompting))
            }
        }
    }

    /// Sources that could be read, and the names of all that are there.
    func sources(_ decoding: DecodingSettings) -> (sources: [Source], names: [String]) {
        guard let group = fields("sources", "Write `{smol: {model: smollm2-135m-instruct}}`.")
        else {
            return ([], [])
        }
        let sources = group.keys.compactMap { name in
            group.model(name) { fields, model, prompting, system in
                Source(
                    name: name, model: model, remote: fields.remoteAddress(prompting: prompting),
                    prompting: prompting, system: system,
                    decoding: fields.decoding("decoding", default: decoding),
                    terms: fields.text("terms", "Say what its makers say."),
                    template: fields.template("template", ["question"]),
                    seed: fields.optionalSeed("seed"))
            }
        }
        return (sources, group.keys)
    }

    func judges() -> [JudgeModel] {
        let remedy = "Write `judges: {outside: {model: gemma-3-270m, prompt: few-shot}}`."
        guard let group = fields("judges", remedy) else { return [] }
        let judges = group.keys.compactMap { name in
            group.model(name) { fields, model, prompting, system in
                JudgeModel(
                    name: name, model: model, remote: fields.remoteAddress(prompting: prompting),
                    prompting: prompting, system: system)
            }
        }
        for (place, judge) in judges.enumerated() {
            guard let twin = judges[..<place].first(where: judge.isSame) else { continue }
            group.fault(
                judge.name, "is the same model as \(twin.name), asked in the same way.",
                "Name another model, or give it another `system` or `prompt`.")
        }
        return judges
    }

    /// A named model of `targets`, `sources` or `judges`: the keys that all have, and what `make`
    /// asks for.
    private func model<Value>(
        _ name: String,
        _ make: (FieldReader, _ model: String, Prompting, _ system: String?) -> Value
    ) -> Value? {
        checkName(name)
        let remedy = "Write `\(name): {model: smollm2-135m-instruct}` or the like."
        guard let fields = fields(name, remedy) else { return nil }
        let answers = fields.answers()
        let place =
            "Name an asset, a GGUF file or folder, or `huggingface:org/name`; beside `url`, what "
            + "the address calls it."
        if answers == nil { fields.missing("model", place) }
        let model = answers ?? fields.text("model", place)
        let prompting = fields.choice("prompt", default: Prompting.chat)
        let system = fields.text("system", "Write a sentence.")
        if system != nil, prompting != .chat {
            fields.fault(
                "system", "has no place in a \(prompting.rawValue) prompt.",
                "Take out `system` or `prompt`.")
        }
        let value = make(fields, model ?? "", prompting, system)
        fields.finish()
        return model == nil ? nil : value
    }

    /// A file of answers in place of a model.
    private func answers() -> String? {
        guard path.hasPrefix("sources."), value("answers") != nil else { return nil }
        for key in ["url", "model", "prompt", "system", "template", "decoding", "seed"]
        where has(key) {
            fault(
                key, "has no place beside answers.",
                "Take it out: a file's answers are there already.")
        }
        return text("answers", "Name a file of answers.").map { Source.answersPrefix + $0 }
    }

    private func optionalSeed(_ key: String) -> UInt64? {
        guard let node = node(key) else { return nil }
        guard let seed = node.scalar.flatMap({ UInt64($0.string) }) else {
            fault(key, "is \(node.kindInWords), not a whole number from 0.", "Write `seed: 7`.")
            return nil
        }
        return seed
    }

    private func checkName(_ name: String) {
        if !name.isName {
            fault(
                name, "is no name.", "Use letters, digits, `-` and `_`, at most 60.")
        } else if name == Source.human {
            fault(name, "is the name of people as a source.", "Choose another name.")
        }
    }
}
