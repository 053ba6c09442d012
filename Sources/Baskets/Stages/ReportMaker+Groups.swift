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
                count: count, cells: cells.map(\.name))
        }
    }

    /// A measure's mean over the conditions of a group, with what other questions and seeds would
    /// make of it; nil where a condition has no number.
    func mean(
        of measure: String, in group: BasketGroup, _ comparisons: Comparisons
    ) -> BasketMean? {
        let conditions = comparisons.conditions(of: group.target).filter { condition in
            keys.study.cells.contains {
                $0.target == group.target && $0.condition == condition
                    && group.cells.contains($0.name)
            }
        }
        guard
            let numbers = try? conditions.map({ condition throws(MetricError) in
                try comparisons.numbers(measure, condition, of: group.target)
            }), let seeds = numbers.map(\.count).min(), numbers.allSatisfy({ $0.count == seeds })
        else { return nil }
        let share = 1 / Double(numbers.count)
        let means = (0..<seeds).compactMap { seed in
            ResampledValue.combination(numbers.map { (share, $0[seed]) })
        }
        guard means.count == seeds, let found = try? SeededEstimate(means) else { return nil }
        return BasketMean(
            measure: measure, value: found.estimate.value,
            interval: comparisons.ended(found.estimate.interval(), of: measure),
            seeds: found.seeds, questions: found.estimate.n)
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
