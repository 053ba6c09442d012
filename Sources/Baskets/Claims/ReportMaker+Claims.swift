// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// The decision and the table of claims, from the stored resamples alone.
    func addClaims(_ report: inout StudyReport) throws {
        let comparisons = try comparisons()
        let units = Dictionary(
            report.measures.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
        report.decisions = DecisionMaker(comparisons: comparisons, label: label).decisions()
        report.claims = ClaimTable(
            comparisons: comparisons, label: label, unit: { units[$0] }
        ).rows(try ShippedClaims.all() + keys.study.claims)
        report.heaps = try heaps(comparisons)
        let headlines = report.measures.filter(\.isHeadline).map(\.name)
        for (place, group) in (report.basketGroups ?? []).enumerated() {
            report.basketGroups?[place].means = headlines.compactMap {
                mean(of: $0, in: group, comparisons)
            }
        }
        report.ablation = AblationMaker(
            comparisons: comparisons, measures: report.measures.map(\.name)
        ).rows()
    }

    /// All numbers of the run that claims, ranking and gate are made from.
    func comparisons() throws -> Comparisons {
        let planned = try Resampling(keys: keys, store: store, evaluate: evaluate).plan()
        let idle = try evaluate.evaluated.filter { try hasLearned($0) == false }
        return Comparisons(
            study: keys.study, planned: planned,
            rows: try store.resamples(keys: planned.joined().map(\.key)),
            problems: scoring.problems, idle: Set(idle.map(\.cell.name)), costs: costs(),
            judges: try evaluate.judgeRecords())
    }

    /// Heaps' k and beta are fitted to the same subsets, so what they hold together is known.
    private func heaps(_ comparisons: Comparisons) throws -> [HeapsRegion]? {
        let regions = try evaluate.working().compactMap { cell -> HeapsRegion? in
            guard let k = comparisons.resampled("heaps-k", of: cell.key),
                let beta = comparisons.resampled("heaps-beta", of: cell.key),
                let first = k.value, let second = beta.value
            else { return nil }
            let fits = zip(k.subsets, beta.subsets).map { HeapsFit(k: $0, beta: $1) }
            let spread = HeapsSpread(
                HeapsFit(k: first, beta: second), subsets: fits, rows: k.questions,
                deleted: k.deleted)
            return spread.map { spread in
                HeapsRegion(
                    cell: cell.cell.name, fit: .init(k: first, beta: second), k: spread.k,
                    beta: spread.beta, correlation: spread.correlation,
                    outline: spread.outline().map { .init(k: $0.k, beta: $0.beta) },
                    questions: k.questions)
            }
        }
        return regions.isEmpty ? nil : regions
    }

    /// Tokens that models wrote for each cell's basket; people's answers cost none.
    private func costs() -> [String: Double] {
        evaluate.evaluated.reduce(into: [:]) { found, planned in
            let written = planned.basket?.shares(.training).filter { $0.source != Source.human }
            found[planned.cell.name] = Double((written ?? []).reduce(0) { $0 + $1.tokens })
        }
    }
}
