// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    private static var words: [String] { ["vanilla", "human", "single", "multi", "mix"] }

    /// - Parameter sources: names that a condition may use, beside `human`.
    func conditions(sources: [String]) -> [Condition] {
        let remedy = "Write `conditions: [vanilla, human, {single: smol}]` or the like."
        missing("conditions", remedy)
        guard let nodes = list("conditions", remedy) else { return [] }
        if nodes.isEmpty { fault("conditions", "is empty.", remedy) }
        var conditions: [Condition] = []
        for node in nodes {
            let faultsBefore = faults.faults.count
            guard let condition = condition(node, sources), faults.faults.count == faultsBefore
            else { continue }
            if conditions.contains(where: { $0.name == condition.name }) {
                faults.add(
                    node.mark?.line, "conditions", "has `\(condition.name)` twice.", "Keep one.")
            }
            conditions.append(condition)
        }
        return conditions
    }

    private func condition(_ node: Node, _ sources: [String]) -> Condition? {
        let line = node.mark?.line
        if let word = node.scalar?.string {
            switch word {
            case "vanilla": return .vanilla
            case "human": return .human
            case "single", "multi", "mix":
                faults.add(
                    line, "conditions", "has `\(word)` without sources.", Self.example(word))
            default:
                faults.add(
                    line, "conditions", "has \(node.kindInWords), which is no condition.",
                    chooseOne(node, Self.words))
            }
            return nil
        }
        guard let mapping = node.mapping, mapping.count == 1 else {
            faults.add(
                line, "conditions", "has \(node.kindInWords) that is no condition.",
                "Write one of \(Self.words.joined(separator: ", ")) in each line.")
            return nil
        }
        let fields = reader(mapping, path: "conditions", line: line)
        let condition =
            fields.single(sources) ?? fields.multi(sources) ?? fields.mix(sources)
        fields.finish()
        return condition
    }

    private func single(_ sources: [String]) -> Condition? {
        guard let source = text("single", Self.example("single")) else { return nil }
        if source == Source.human {
            fault("single", "is human.", "Write `- human`.")
        }
        check(source, in: sources, "single")
        return .single(source)
    }

    private func multi(_ sources: [String]) -> Condition? {
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

    private func check(_ source: String, in sources: [String], _ key: String?) {
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
        default: "Write `- mix: {human: 1, smol: 3}`, with sources and weights in place of these."
        }
    }
}
