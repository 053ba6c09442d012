// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// Holds every cell against its untuned target item by item, and says where the spread comes from.
struct TestMaker {
    let study: Study
    /// Measures with what a report says of them; details are other views of the same rows.
    let measures: [(measure: StudyMeasure, report: ReportMeasure)]
    let inputs: [CellInputs]
    /// Why the cells of a target may not be compared.
    let problems: [String: [String]]
    /// Names of the cells that did not learn their basket.
    let idle: Set<String>
    /// Label of a condition, as in the report.
    let label: (Condition) -> String

    // MARK: Tests

    func tests() -> [TestRow] {
        TestRow.adjusted(
            measures.flatMap { measure, words in
                inputs.filter { $0.planned.cell.isTuned && $0.has(measure) }.map {
                    test($0, measure, words)
                }
            })
    }

    private func test(
        _ cell: CellInputs, _ measure: StudyMeasure, _ words: ReportMeasure
    ) -> TestRow {
        let own = cell.planned.cell
        let vanilla = inputs.first {
            $0.planned.cell.target == own.target && !$0.planned.cell.isTuned
        }
        func row(_ tests: PairedTests?, _ why: String?) -> TestRow {
            TestRow(
                measure: measure.name, family: words.topic, cell: own.name,
                reference: vanilla?.planned.cell.name ?? "",
                unit: CellInputs.itemUnit(measure, words.unit), tests: tests, untested: why)
        }
        guard let vanilla else { return row(nil, "the target has no untuned cell") }
        if let problem = problems[own.target]?.first { return row(nil, problem) }
        if idle.contains(own.name) { return row(nil, "the cell did not learn its basket") }
        do throws(MetricError) {
            let pairs = try Self.pairs(cell.items(measure), vanilla.items(measure))
            return row(try PairedTests(pairs, seed: study.seed), nil)
        } catch {
            return row(nil, error.finding)
        }
    }

    private static func pairs(_ first: [ItemValue], _ second: [ItemValue]) -> [PairedItem] {
        let others = Dictionary(
            second.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
        return first.compactMap { item in
            others[item.id].map {
                PairedItem(item.value, $0, group: item.group, crossing: item.crossing)
            }
        }
    }

    // MARK: Sources of variance

    /// For each measure of items and each condition with several scores an item.
    func spread() -> [SpreadRow] {
        measures.flatMap { measure, words in
            study.targets.flatMap { target in
                study.conditions(of: target).compactMap { condition in
                    spread(measure, words, target.name, condition)
                }
            }
        }
    }

    private func spread(
        _ measure: StudyMeasure, _ words: ReportMeasure, _ target: String, _ condition: Condition
    ) -> SpreadRow? {
        let cells = inputs.filter {
            $0.planned.cell.target == target && $0.planned.cell.condition == condition
                && $0.has(measure) && !idle.contains($0.planned.cell.name)
        }
        guard let values = try? cells.map({ try $0.items(measure) }),
            let table = ScoreTable(values),
            let components = try? VarianceComponents(
                table.scores, seeds: cells.count, prompts: table.items, draws: table.draws,
                judges: table.judges)
        else { return nil }
        return SpreadRow(
            measure: measure.name, target: target, condition: label(condition),
            unit: CellInputs.itemUnit(measure, words.unit), seeds: cells.count,
            items: table.items, draws: table.draws, judges: table.judges, components: components)
    }
}

/// Scores of items that every seed has in full, as a table: seed by seed, item by item, draw by draw,
/// judge by judge.
private struct ScoreTable {
    let scores: [Double]
    let items: Int
    let draws: Int
    let judges: Int

    /// nil where no item has as many scores everywhere.
    init?(_ seeds: [[ItemValue]]) {
        let tables = seeds.map { Dictionary(grouping: $0, by: \.question) }
        guard let first = tables.first else { return nil }
        let draws = first.values.map(\.count).max() ?? 0
        let judges = max(1, first.values.joined().map(\.judges.count).max() ?? 0)
        func scores(_ values: [ItemValue]) -> [Double] {
            values.sorted { $0.id < $1.id }.flatMap { judges > 1 ? $0.judges : [$0.value] }
        }
        let complete = first.keys.filter { question in
            tables.allSatisfy { scores($0[question] ?? []).count == draws * judges }
        }.sorted()
        guard complete.count > 1 else { return nil }
        (items, self.draws, self.judges) = (complete.count, draws, judges)
        self.scores = tables.flatMap { table in
            complete.flatMap { scores(table[$0] ?? []) }
        }
    }
}
