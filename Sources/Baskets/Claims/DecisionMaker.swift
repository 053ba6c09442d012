// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

/// Ranks the conditions of each target by the utility that the study declares.
struct DecisionMaker {
    let comparisons: Comparisons
    /// Label of a condition, as in the report.
    let label: (Condition) -> String

    private var study: Study { comparisons.study }

    func decisions() -> [Decision] { study.targets.map { decision($0.name) } }

    private func decision(_ target: String) -> Decision {
        let isDeclared = !study.utility.isEmpty
        let terms = isDeclared ? study.utility : UtilityTerm.standard
        var leftOut: [String] = []
        func empty(_ reason: String) -> Decision {
            Decision(
                target: target, isDeclared: isDeclared, terms: terms, leftOut: leftOut + [reason])
        }
        do throws(MetricError) {
            let reference = try reference(terms, target)
            var candidates: [UtilityRanking.Candidate] = []
            for condition in comparisons.conditions(of: target) {
                do throws(MetricError) {
                    candidates.append(try candidate(condition, terms, target))
                } catch {
                    leftOut.append("\(label(condition)): \(error.description)")
                }
            }
            let ranking = try UtilityRanking(
                candidates, terms: terms, reference: reference, seed: study.seed)
            return decision(target, isDeclared, terms, ranking, reference, leftOut)
        } catch {
            return empty(error.description)
        }
    }

    private func decision(
        _ target: String, _ isDeclared: Bool, _ terms: [UtilityTerm], _ ranking: UtilityRanking,
        _ reference: [String: ResampledValue], _ leftOut: [String]
    ) -> Decision {
        let byName = Dictionary(
            comparisons.conditions(of: target).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let options = ranking.places.compactMap { place in
            byName[place.name].map {
                Decision.Option(
                    label: label($0), place: place, sources: $0.sources,
                    isFromElsewhere: !$0.isTrained && $0 != .vanilla)
            }
        }
        let tuned = ranking.places.filter { $0.name != Condition.vanilla.name }
        let need = ranking.lead.map { $0.need(toSee: $0.estimate.value) }
        let counts = reference.filter { $0.key != Comparisons.cost }.mapValues(\.questions)
        let caveats = caveats(terms, options.compactMap { byName[$0.place.name] }, target)
        return Decision(
            target: target, isDeclared: isDeclared, terms: terms, options: options,
            draws: ranking.draws, isSure: ranking.isSure && caveats.isEmpty,
            questions: counts.values.min() ?? 0, counts: counts,
            seeds: tuned.map(\.seeds).min() ?? 0, need: need, leftOut: leftOut, caveats: caveats)
    }

    /// The terms whose judges cannot be trusted, each with the reason.
    private func caveats(
        _ terms: [UtilityTerm], _ conditions: [Condition], _ target: String
    ) -> [String] {
        terms.compactMap { term in
            JudgeStanding.of(term.measure, conditions, of: target, in: comparisons).flatMap {
                $0.canJudge ? nil : "\(term.measure): \($0.reason) (\($0.words))."
            }
        }
    }

    private func reference(
        _ terms: [UtilityTerm], _ target: String
    ) throws(MetricError) -> [String: ResampledValue] {
        guard comparisons.conditions(of: target).contains(.vanilla) else {
            throw MetricError(
                .noData, metric: "ranking", "the study has no condition `vanilla` to rank against.")
        }
        var found: [String: ResampledValue] = [:]
        for term in terms {
            found[term.measure] = try comparisons.numbers(term.measure, .vanilla, of: target).first
        }
        return found
    }

    private func candidate(
        _ condition: Condition, _ terms: [UtilityTerm], _ target: String
    ) throws(MetricError) -> UtilityRanking.Candidate {
        var numbers: [String: [ResampledValue]] = [:]
        for term in terms {
            numbers[term.measure] = try comparisons.numbers(term.measure, condition, of: target)
        }
        return UtilityRanking.Candidate(name: condition.name, numbers: numbers)
    }
}
