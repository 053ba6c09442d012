// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

extension ReportMaker {
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
