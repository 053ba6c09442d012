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
        let values = cells.map { $0.safeguards[measure.name] ?? [:] }
        let names = Set(values.flatMap(\.values).map { $0.part(by) }).sorted()
        let rows = names.map { name in
            Breakdown.Row(
                name: name,
                parts: zip(cells, values).map { cell, own in
                    // Unequal arms are not compared.
                    let isFair = scoring.problems[cell.planned.cell.target]?.isEmpty ?? true
                    let untuned = isFair ? cells.firstIndex { cell.isTuned(from: $0) } : nil
                    return Self.part(
                        cell.planned.cell.name, own.filter { $0.value.part(by) == name }, by,
                        untuned.map { values[$0] }, in: info.range)
                })
        }
        return Breakdown(measure: measure.name, by: by, rows: rows)
    }

    /// - Parameters:
    ///   - values: the cell's in this part, by answer.
    ///   - untuned: all of the untuned target's; nil: nothing to compare with.
    private static func part(
        _ cell: String, _ values: [String: SafeguardValue], _ by: Breakdown.By,
        _ untuned: [String: SafeguardValue]?, in range: ClosedRange<Double>
    ) -> Breakdown.Part {
        let sorted = values.sorted { $0.value.key < $1.value.key }
        guard let mean = try? PromptedMean(sorted.map { $0.value.within(by) }) else {
            return Breakdown.Part(cell: cell, value: nil, interval: nil, n: 0)
        }
        let pairs = sorted.compactMap { id, own in
            untuned?[id].map { own.within(by).less($0.within(by)) }
        }
        return Breakdown.Part(
            cell: cell, value: mean.value, interval: try? mean.interval(in: range), n: mean.n,
            difference: difference(pairs))
    }

    /// nil where no prompt has a value of both.
    private static func difference(_ pairs: [PromptedValue]) -> Breakdown.Difference? {
        guard let mean = try? PromptedMean(pairs) else { return nil }
        let found = try? mean.estimate()
        let hasSpread = (found?.standardError ?? 0) > 0
        return Breakdown.Difference(
            value: mean.value, interval: hasSpread ? found?.interval() : nil, n: mean.n)
    }
}

extension CellInputs {
    fileprivate func isTuned(from other: CellInputs) -> Bool {
        let (own, its) = (planned.cell, other.planned.cell)
        return own.isTuned && !its.isTuned && own.target == its.target
    }
}

extension SafeguardValue {
    /// Name of the part that it belongs to.
    fileprivate func part(_ by: Breakdown.By) -> String {
        switch by {
        case .category: prompt.category
        case .template: prompt.templateName ?? ""
        }
    }

    /// Among answers behind one template only requests differ.
    fileprivate func within(_ by: Breakdown.By) -> PromptedValue {
        by == .template ? PromptedValue(value, request: prompt.request) : prompted
    }
}
