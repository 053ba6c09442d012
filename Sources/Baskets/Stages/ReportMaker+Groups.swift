// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

extension ReportMaker {
    // MARK: Whom judges prefer

    /// A row for each cell that compared texts, and one for the judges outside; nil where there is none.
    func preferences(_ inputs: [CellInputs]) -> [PreferenceRow]? {
        let rows = keys.study.targets.flatMap { target -> [PreferenceRow] in
            let cells = inputs.filter { $0.planned.cell.target == target.name }
            let parent = cells.first { !$0.planned.cell.isTuned }
            return cells.compactMap { row($0, target.name, byOutside: false) }
                + [parent.flatMap { row($0, target.name, byOutside: true) }].compactMap { $0 }
        }
        return rows.isEmpty ? nil : rows
    }

    private func row(
        _ cell: CellInputs, _ target: String, byOutside: Bool
    ) -> PreferenceRow? {
        let items = cell.judged.sorted { $0.key < $1.key }.map(\.value.item)
        let shares = WinShare.all(of: items, byOutside: byOutside).map { share in
            PreferenceRow.Share(
                writer: Self.name(share.writer), value: share.estimate.value,
                interval: share.estimate.interval().ended(at: 0...1), n: share.estimate.n)
        }
        guard !shares.isEmpty else { return nil }
        return PreferenceRow(
            target: target, cell: byOutside ? nil : cell.planned.cell.name, shares: shares,
            rowsID: byOutside ? onlyJudge : cell.judge)
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

    // MARK: Baskets alike

    /// Cells by how many sources wrote their basket and by their bracket; nil where no measure can be
    /// read against either.
    func basketGroups() throws -> [BasketGroup]? {
        let groups = try keys.study.targets.flatMap { target in
            let cells = try evaluate.working().map(\.cell).filter {
                $0.target == target.name && $0.condition.isTrained && $0.condition != .human
            }
            return byCount(target.name, cells) + byBracket(target.name, cells)
        }
        return groups.isEmpty ? nil : groups
    }

    private func byCount(_ target: String, _ cells: [Cell]) -> [BasketGroup] {
        let counts = Dictionary(grouping: cells) { $0.condition.sources.count }
        guard counts.count > 1 else { return [] }
        return counts.sorted { $0.key < $1.key }.map { count, cells in
            BasketGroup(
                target: target, axis: .sources, name: "\(count) source\(count == 1 ? "" : "s")",
                cells: cells.map(\.name))
        }
    }

    private func byBracket(_ target: String, _ cells: [Cell]) -> [BasketGroup] {
        keys.study.brackets.compactMap { bracket in
            let own = cells.filter { $0.condition.sources.allSatisfy(bracket.sources.contains) }
            return own.isEmpty
                ? nil
                : BasketGroup(
                    target: target, axis: .bracket, name: bracket.name, cells: own.map(\.name))
        }
    }
}
