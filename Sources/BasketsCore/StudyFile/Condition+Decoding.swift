// SPDX-License-Identifier: Apache-2.0
import Yams

/// Names that a condition may use, beside `human`.
struct ConditionNames {
    let sources: [String]
    let brackets: [Bracket]

    /// The sources of a bracket, or nil where the name is none.
    func bracket(_ name: String) -> [String]? {
        brackets.first { $0.name == name }?.sources
    }
}

extension FieldReader {
    private static var words: [String] {
        ["vanilla", "human", "single", "multi", "mix", "adapter", "outputs"]
    }

    func conditions(_ sources: ConditionNames) -> [Condition] {
        let remedy = "Write `conditions: [vanilla, human, {single: smol}]` or the like."
        guard let nodes = list("conditions", remedy) else { return [] }
        if nodes.isEmpty { fault("conditions", "is empty.", remedy) }
        var conditions: [Condition] = []
        for node in nodes {
            let faultsBefore = faults.faults.count
            let found = self.conditions(node, sources)
            guard faults.faults.count == faultsBefore else { continue }
            for condition in found {
                if conditions.contains(where: { $0.name == condition.name }) {
                    faults.add(
                        node.mark?.line, full("conditions"), "has `\(condition.name)` twice.",
                        "Keep one.")
                }
                conditions.append(condition)
            }
        }
        return conditions
    }

    /// One condition; of a bracket, one for each of its sources.
    private func conditions(_ node: Node, _ sources: ConditionNames) -> [Condition] {
        let line = node.mark?.line
        let path = full("conditions")
        if let word = node.scalar?.string {
            switch word {
            case "vanilla": return [.vanilla]
            case "human": return [.human]
            case "single", "multi", "mix":
                faults.add(line, path, "has `\(word)` without sources.", Self.example(word))
            case "adapter", "outputs":
                faults.add(line, path, "has `\(word)` without a path.", Self.example(word))
            default:
                faults.add(
                    line, path, "has \(node.kindInWords), which is no condition.",
                    chooseOne(node, Self.words))
            }
            return []
        }
        guard let mapping = node.mapping, mapping.count == 1 else {
            faults.add(
                line, path, "has \(node.kindInWords) that is no condition.",
                "Write one of \(Self.words.joined(separator: ", ")) in each line.")
            return []
        }
        let fields = reader(mapping, path: path, line: line)
        let single = fields.single(sources)
        let other =
            fields.multi(sources) ?? fields.mix(sources.sources) ?? fields.adapter()
            ?? fields.outputs()
        fields.finish()
        return single + (other.map { [$0] } ?? [])
    }

    private func single(_ sources: ConditionNames) -> [Condition] {
        guard let source = text("single", Self.example("single")) else { return [] }
        if let bracket = sources.bracket(source) {
            return bracket.map { $0 == Source.human ? .human : .single($0) }
        }
        if source == Source.human {
            fault("single", "is human.", "Write `- human`.")
        }
        check(source, in: sources.sources, "single")
        return [.single(source)]
    }

    private func multi(_ names: ConditionNames) -> Condition? {
        if let word = has("multi") ? node("multi")?.scalar?.string : nil,
            let bracket = names.bracket(word)
        {
            return .multi(bracket)
        }
        let sources = names.sources
        guard let nodes = list("multi", Self.example("multi")) else { return nil }
        let names = nodes.compactMap { $0.scalar?.string }
        if Set(names).count < 2 || Set(names).count < nodes.count {
            fault("multi", "needs two or more different sources.", Self.example("multi"))
        }
        for name in names { check(name, in: sources, "multi") }
        return .multi(names)
    }

    private func mix(_ sources: [String]) -> Condition? {
        guard let fields = fields("mix", Self.example("mix")) else { return nil }
        if fields.keys.count < 2 {
            fault("mix", "needs two or more sources.", Self.example("mix"))
        }
        let parts = fields.keys.map { source in
            fields.check(source, in: sources, nil)
            let weight = fields.number(source, .above(0, through: 1e6), default: 1)
            return Condition.Part(source: source, weight: weight)
        }
        return .mix(parts)
    }

    private func adapter() -> Condition? {
        guard let fields = fields("adapter", Self.example("adapter")) else { return nil }
        return fields.brought("path", "adapter").map { .adapter(name: $0, path: $1) }
    }

    private func outputs() -> Condition? {
        guard let fields = fields("outputs", Self.example("outputs")) else { return nil }
        return fields.brought("file", "outputs").map { .outputs(name: $0, path: $1) }
    }

    /// The name of what was made elsewhere, and where it lies.
    private func brought(_ key: String, _ word: String) -> (String, String)? {
        let remedy = Self.example(word)
        for key in ["name", key] { missing(key, remedy) }
        let name = text("name", remedy)
        let path = text(key, remedy)
        if let name, !name.isName {
            fault("name", "is no name.", "Use letters, digits, `-` and `_`, at most 60.")
        }
        finish()
        guard let name, let path else { return nil }
        return (name, path)
    }

    func check(_ source: String, in sources: [String], _ key: String?) {
        guard source != Source.human, !sources.contains(source) else { return }
        let guess = suggestion(for: source, among: sources + [Source.human])
        fault(
            key ?? source, "names the source \"\(source.prefix(60))\", which is not defined.",
            guess.map { "Did you mean `\($0)`?" } ?? "Define it under `sources`.")
    }

    private static func example(_ word: String) -> String {
        switch word {
        case "single": "Write `- single: smol`, with a source in place of smol."
        case "multi": "Write `- multi: [smol, gemma]`, with sources in place of these."
        case "adapter": "Write `- adapter: {name: mine, path: FOLDER}`."
        case "outputs": "Write `- outputs: {name: mine, file: FILE}`."
        default: "Write `- mix: {human: 1, smol: 3}`, with sources and weights in place of these."
        }
    }
}
