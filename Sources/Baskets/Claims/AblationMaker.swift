// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

/// Fits each measure of each target over the sets of sources that its baskets hold, where there are
/// enough of them.
struct AblationMaker {
    let comparisons: Comparisons
    /// Names of the measures to fit.
    let measures: [String]

    func rows() -> [AblationRow] {
        comparisons.study.targets.flatMap { target in
            measures.compactMap { measure in row(measure, target.name) }
        }
    }

    /// Nil where a number is missing or the sets cannot tell number from sources: most studies have
    /// no such design, and that is no failure.
    private func row(_ measure: String, _ target: String) -> AblationRow? {
        let study = comparisons.study
        let conditions = comparisons.conditions(ConditionSelector("tuned"), of: target)
            .filter { !$0.shares.isEmpty }
        let baskets = conditions.compactMap { condition -> AblationFit.Basket? in
            guard let found = try? comparisons.numbers(measure, condition, of: target) else {
                return nil
            }
            let value = found.reduce(0) { $0 + $1.value } / Double(found.count)
            return AblationFit.Basket(
                shares: Dictionary(
                    condition.shares.map { ($0.source, $0.weight) },
                    uniquingKeysWith: { $0 + $1 }), value: value)
        }
        guard baskets.count == conditions.count, let fit = try? AblationFit(baskets) else {
            return nil
        }
        return AblationRow(
            target: target, measure: measure, fit: fit, match: study.match.rawValue)
    }
}
