// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// Named groups of sources.
    func brackets(sources: [String]) -> [Bracket] {
        let remedy = "Write `brackets: {S: [smol, gemma]}`, with sources in place of these."
        guard let group = fields("brackets", remedy) else { return [] }
        return group.keys.compactMap { name in
            if !name.isName || name == Source.human || sources.contains(name) {
                group.fault(
                    name, "cannot name a bracket.",
                    "Use letters, digits, `-` and `_`, and no name of a source.")
            }
            guard let names = group.sourceList(name, sources, remedy) else { return nil }
            return Bracket(name: name, sources: names)
        }
    }

    /// Two or more different sources.
    private func sourceList(_ key: String, _ sources: [String], _ remedy: String) -> [String]? {
        guard let nodes = list(key, remedy) else { return nil }
        let names = nodes.compactMap { $0.scalar?.string }
        if Set(names).count < 2 || Set(names).count < nodes.count {
            fault(key, "needs two or more different sources.", remedy)
        }
        for name in names { check(name, in: sources, key) }
        return names
    }

    /// The ablation, and how it makes its baskets equal, where it says so.
    func ablation(_ names: ConditionNames) -> (ablation: Ablation, match: Study.Match?)? {
        let remedy = "Write `ablation: {sources: [smol, gemma], design: all}` or the like."
        guard let fields = fields("ablation", remedy) else { return nil }
        defer { fields.finish() }
        fields.missing("sources", remedy)
        let word = fields.has("sources") ? fields.node("sources")?.scalar?.string : nil
        let bracket = word.flatMap(names.bracket)
        let sources = bracket ?? fields.sourceList("sources", names.sources, remedy) ?? []
        let counts = fields.counts("k", most: sources.count)
        let design = fields.choice("design", default: Ablation.Design.all)
        let match =
            fields.has("match")
            ? fields.choice("match", default: Study.Match.examples) : nil
        guard !sources.isEmpty else { return nil }
        let ablation = Ablation(sources: sources, counts: counts, design: design)
        let most = 300
        if sources.count > 20 || ablation.conditions.count > most {
            fields.fault(
                "sources", "makes more than \(most) conditions.",
                "Take fewer sources or fewer k, or `design: balanced`.")
        }
        return (ablation, match)
    }

    /// Different numbers from 1 to `most`; all of them where the key is not there.
    private func counts(_ key: String, most: Int) -> [Int] {
        let remedy = "Write different numbers from 1 to \(most) in brackets: [1, 2]."
        let all = most > 0 ? Array(1...most) : []
        guard let nodes = list(key, remedy) else { return all }
        let counts = nodes.compactMap { $0.scalar.flatMap { Int($0.string) } }
        let isSound = counts.allSatisfy { (1...max(1, most)).contains($0) }
        if counts.isEmpty || counts.count < nodes.count || !isSound
            || Set(counts).count < counts.count
        {
            fault(key, "has something else than different numbers of sources.", remedy)
            return all
        }
        return counts.sorted()
    }

    /// The study's conditions, and those of the ablation that are not among them.
    func studyConditions(
        _ names: ConditionNames, _ targets: [Target], _ ablation: Ablation?
    ) -> [Condition] {
        let haveOwn = !targets.isEmpty && targets.allSatisfy { $0.conditions != nil }
        if ablation == nil, !haveOwn {
            missing(
                "conditions", "Write `conditions: [vanilla, human, {single: smol}]` or the like.")
        }
        let given = conditions(names)
        if haveOwn, ablation != nil {
            fault(
                "ablation", "has no target: each has conditions of its own.",
                "Take out the `conditions` of a target.")
        }
        let sets = given.map { ($0.kind, Set($0.sources)) }
        let more = (ablation?.conditions ?? []).filter { condition in
            !sets.contains { $0 == (condition.kind, Set(condition.sources)) }
        }
        return given + more
    }

    /// How baskets are made equal: as the study says, or its ablation.
    func match(_ ofAblation: Study.Match?) -> Study.Match {
        let match = choice("match", default: ofAblation ?? .examples)
        if let ofAblation, has("match"), match != ofAblation {
            fault(
                "match", "is \(match.rawValue), and the ablation's is \(ofAblation.rawValue).",
                "Write it once: all baskets of a study are made equal in one way.")
        }
        return match
    }

    /// `filters: [empty, refusal]`, or the same words as keys: `{empty: on}`.
    func filters() -> Set<Filter> {
        let words = Filter.allCases.map(\.rawValue)
        let remedy =
            "Write `filters: [empty, truncated]`: some of \(words.joined(separator: ", "))."
        guard let node = node("filters") else { return [] }
        if let fields = node.mapping.map({
            reader($0, path: full("filters"), line: line("filters"))
        }) {
            defer { fields.finish() }
            return Set(Filter.allCases.filter { fields.isOn($0.rawValue) })
        }
        guard let sequence = node.sequence else {
            fault("filters", "is \(node.kindInWords), not a list.", remedy)
            return []
        }
        let found = sequence.compactMap { item -> Filter? in
            if let filter = item.scalar.flatMap({ Filter(rawValue: $0.string) }) { return filter }
            faults.add(
                item.mark?.line, full("filters"),
                "has \(item.kindInWords), which is no filter.", chooseOne(item, words))
            return nil
        }
        return Set(found)
    }
}
