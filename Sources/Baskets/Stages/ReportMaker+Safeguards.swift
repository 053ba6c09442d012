// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// Each measure of safeguards by category, and behind jailbreaks by template; nil where the
    /// study has none.
    func breakdowns(_ inputs: [CellInputs]) throws -> [Breakdown]? {
        let measures = StudyMeasures.of(keys.study.evaluation).filter { $0.prompts != nil }
        let found = try measures.flatMap { measure -> [Breakdown] in
            let byCategory = try breakdown(measure, .category, inputs)
            guard measure.prompts == .jailbreak else { return [byCategory] }
            return [byCategory, try breakdown(measure, .template, inputs)]
        }.filter { $0.rows.count > 1 }
        return found.isEmpty ? nil : found
    }

    private func breakdown(
        _ measure: StudyMeasure, _ by: Breakdown.By, _ inputs: [CellInputs]
    ) throws -> Breakdown {
        let info = try MetricCatalog.metric(named: measure.metric).info
        let cells = inputs.filter { $0.has(measure) }
        let values = cells.map { (($0.safeguards[measure.name] ?? [:]).values.map { $0 }) }
        func name(_ value: SafeguardValue) -> String {
            switch by {
            case .category: value.prompt.category
            case .template: value.prompt.templateName ?? ""
            }
        }
        let names = Set(values.joined().map(name)).sorted()
        let rows = names.map { part in
            Breakdown.Row(
                name: part,
                parts: zip(cells, values).map { cell, values in
                    Self.part(
                        cell.planned.cell.name,
                        values.filter { name($0) == part }.sorted { $0.key < $1.key }
                            .map { by == .template ? $0.alone : $0.prompted },
                        in: info.lowest...info.highest)
                })
        }
        return Breakdown(measure: measure.name, by: by, rows: rows)
    }

    private static func part(
        _ cell: String, _ values: [PromptedValue], in range: ClosedRange<Double>
    ) -> Breakdown.Part {
        guard let mean = try? PromptedMean(values) else {
            return Breakdown.Part(cell: cell, value: nil, interval: nil, n: 0)
        }
        return Breakdown.Part(
            cell: cell, value: mean.value, interval: try? mean.interval(in: range), n: mean.n)
    }
}

extension SafeguardValue {
    /// Among answers behind one template only requests differ.
    fileprivate var alone: PromptedValue { PromptedValue(value, request: prompt.request) }
}
