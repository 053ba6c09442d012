// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

/// Whom judges prefer, and how they compare.
extension ReportMaker {
    /// A row for each cell that compared texts, one for the judges outside, and one for people where they
    /// said enough of the texts; nil where there is none.
    func preferences(_ inputs: [CellInputs]) -> [PreferenceRow]? {
        let rows = keys.study.targets.flatMap { target -> [PreferenceRow] in
            let cells = inputs.filter { $0.planned.cell.target == target.name }
            let parent = cells.first { !$0.planned.cell.isTuned }
            return cells.compactMap { row($0, target.name, .judge) }
                + [WinShare.View.outside, .people].compactMap { view in
                    parent.flatMap { row($0, target.name, view) }
                }
        }
        return rows.isEmpty ? nil : rows
    }

    /// What people said of the pairs that each untuned target compared; nil where none did.
    func humanAnchors(_ inputs: [CellInputs]) -> [AnchorSummary]? {
        let parents = inputs.filter { !$0.planned.cell.isTuned && !$0.judged.isEmpty }
        let found = parents.map { parent in
            let pairs = AnchoredPairs(parent.judged.values.map(\.item))
            return AnchorSummary(
                target: parent.planned.cell.target, chosen: pairs.chosen, rated: pairs.rated,
                pairs: pairs.all, needed: AnchoredPairs.least, words: pairs.words)
        }
        return found.isEmpty ? nil : found
    }

    private func row(
        _ cell: CellInputs, _ target: String, _ view: WinShare.View
    ) -> PreferenceRow? {
        let items = cell.judged.sorted { $0.key < $1.key }.map(\.value.item)
        guard view != .people || AnchoredPairs(items).suffices else { return nil }
        func shares(_ view: WinShare.View) -> [PreferenceRow.Share] {
            WinShare.all(of: items, view).map { share in
                PreferenceRow.Share(
                    writer: Self.name(share.writer), value: share.estimate.value,
                    interval: share.estimate.interval().ended(at: 0...1), n: share.estimate.n)
            }
        }
        let own = shares(view)
        guard !own.isEmpty else { return nil }
        let isPublished = keys.study.evaluation.preset == .published && view == .judge
        return PreferenceRow(
            target: target, cell: view == .judge ? cell.planned.cell.name : nil,
            isOfPeople: view == .people, shares: own,
            published: isPublished ? shares(.published) : nil,
            rowsID: rowsID(view, cell))
    }

    private func rowsID(_ view: WinShare.View, _ cell: CellInputs) -> String? {
        switch view {
        case .outside: onlyJudge
        case .people: nil
        case .judge, .published: cell.judge
        }
    }

    /// Key of the judge outside where there is one alone.
    private var onlyJudge: String? {
        keys.study.judges.count == 1 ? keys.study.judges.first.map(keys.judge) : nil
    }

    private static func name(_ writer: JudgedItem.Writer) -> String {
        switch writer {
        case .own: "the judge itself"
        case .parent: "untuned target"
        case .human: "people"
        case .other(let name): name
        case .broken: "words in disorder"
        }
    }

    // MARK: How judges compare

    /// A row for each cell that compared texts, and for each judge outside; nil where there is none.
    func comparingJudges(_ inputs: [CellInputs]) throws -> [ComparingJudge]? {
        guard keys.study.evaluation.selfPreference != nil else { return nil }
        let rows = try keys.study.targets.flatMap { target in
            let cells = inputs.filter {
                $0.planned.cell.target == target.name && !$0.judged.isEmpty
            }
            let own = try cells.map { try comparing($0, target.name) }
            let pairs = try evaluate.parents().filter { $0.cell.target == target.name }
            return own
                + (try pairs.flatMap { parent in
                    try keys.study.judges.map { try comparing($0, parent) }
                })
        }
        return rows.isEmpty ? nil : rows
    }

    private func comparing(_ cell: CellInputs, _ target: String) throws -> ComparingJudge {
        let all = cell.judged.sorted { $0.key < $1.key }.flatMap { id, judged in
            judged.item.comparisons.filter { $0.second != .broken }
        }
        return comparing(
            cell.planned.cell.name, isCell: true, target, all.map(\.pair),
            all.filter { $0.first == .parent }.map(\.pair),
            try agreements(with: cell.planned), cell.judge)
    }

    private func comparing(
        _ judge: JudgeModel, _ parent: Train.Planned
    ) throws -> ComparingJudge {
        let pairs = try evaluate.pairs(of: parent, by: judge)
        return comparing(
            judge.name, isCell: false, parent.cell.target, pairs, pairs, [], keys.judge(judge))
    }

    private func comparing(
        _ name: String, isCell: Bool, _ target: String, _ pairs: [OrderedPair],
        _ ofParent: [OrderedPair], _ agreements: [JudgePanel.Agreement], _ key: String
    ) -> ComparingJudge {
        let counts = Dictionary(grouping: pairs, by: \.outcome).mapValues(\.count)
        let equal = try? LengthControlled(ofParent)
        return ComparingJudge(
            target: target, name: name, isCell: isCell,
            orders: ComparingJudge.Orders(
                same: (counts[.preferred] ?? 0) + (counts[.passedOver] ?? 0),
                flippedToFirst: counts[.flippedToFirst] ?? 0,
                flippedToSecond: counts[.flippedToSecond] ?? 0,
                undecided: counts[.undecided] ?? 0, incomplete: counts[.incomplete] ?? 0),
            atEqualLength: equal.map {
                NamedNumber(
                    name: "at equal length", value: $0.preference, interval: $0.interval, n: $0.n)
            }, note: equal?.note, agreements: agreements, rowsID: key)
    }

    // MARK: As the published study tested

    /// Each comparison that the untuned target's text, or people's, is in, in each order; none without
    /// the preset.
    func publishedValues(_ inputs: [CellInputs]) -> [TextValues] {
        guard keys.study.evaluation.preset == .published else { return [] }
        let writers: [(PublishedPreference, JudgedItem.Writer)] = [
            (.parent, .parent), (.human, .human),
        ]
        return inputs.filter { !$0.judged.isEmpty }.flatMap { cell in
            writers.map { metric, writer in
                TextValues(
                    measure: metric.rawValue, cell: cell.planned.cell.name,
                    values: cell.judged.reduce(into: [:]) { values, judged in
                        let scores = PublishedPreference.scores(of: writer, in: judged.value.item)
                        for (number, score) in scores.enumerated() {
                            values["\(judged.key) \(number)"] = score
                        }
                    })
            }
        }
    }
}
