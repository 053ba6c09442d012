// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsMetrics
package import Foundation

/// Whether a condition of a run meets a policy.
package struct Gate: Sendable, Hashable, Codable {
    package enum Verdict: String, Sendable, Hashable, Codable {
        case go
        case noGo = "no-go"
        case cannotTell = "cannot tell"
    }

    /// One requirement, held against one condition of one target.
    package struct Check: Sendable, Hashable, Codable {
        package let measure: String
        package let target: String
        package let condition: String
        /// What it is compared with; nil: the value itself is bound.
        package let against: String?
        package let atLeast: Double?
        package let atMost: Double?
        /// nil where there is no number, and then `reason` says why.
        package let value: Double?
        package let interval: Interval?
        package let seeds: Int?
        package let verdict: Verdict
        package let reason: String
    }

    package let policy: String
    package let checks: [Check]

    /// No-go where one requirement is surely not met, go where all surely are.
    package var verdict: Verdict {
        if checks.contains(where: { $0.verdict == .noGo }) { return .noGo }
        let isMet = !checks.isEmpty && checks.allSatisfy { $0.verdict == .go }
        return isMet ? .go : .cannotTell
    }

    /// Holds a policy against a run, from its store alone.
    ///
    /// - Throws: `StoreError` when the folder holds no run, `RunError` when it is not finished or
    ///   has no such condition, `StudyError` for a measure whose name is nearly one of the run's.
    package static func check(_ policy: Policy, against folder: URL) throws -> Gate {
        try check(policy, try RunRows.maker(folder).comparisons())
    }

    static func check(_ policy: Policy, _ comparisons: Comparisons) throws -> Gate {
        try checkNames(policy, comparisons)
        var checks: [Check] = []
        for target in comparisons.study.targets.map(\.name) {
            let conditions = comparisons.conditions(policy.condition, of: target)
            for condition in conditions {
                checks += policy.requirements.flatMap {
                    self.checks($0, condition, target, comparisons)
                }
            }
        }
        guard !checks.isEmpty else {
            let names = comparisons.study.allConditions.map(\.name).joined(separator: ", ")
            throw RunError(
                .badSetting, item: policy.condition.word, "is no condition of the run.",
                remedy: "Its conditions: \(names).")
        }
        return Gate(policy: policy.name, checks: checks)
    }

    /// A name that is nearly right is a slip; one that is not like any may be of another study, and
    /// then this run cannot tell.
    private static func checkNames(_ policy: Policy, _ comparisons: Comparisons) throws {
        let known = comparisons.names
        let faults = policy.requirements.map(\.measure).filter { !known.contains($0) }
            .compactMap { name in
                suggestion(for: name, among: known).map { guess in
                    StudyError.Fault(
                        line: nil, key: "require.\(name)", "is no measure of this run.",
                        remedy: "Did you mean `\(guess)`?")
                }
            }
        guard faults.isEmpty else { throw StudyError(file: policy.name, faults: faults) }
    }

    private static func checks(
        _ requirement: Policy.Requirement, _ condition: Condition, _ target: String,
        _ comparisons: Comparisons
    ) -> [Check] {
        guard let selector = requirement.against else {
            return [check(requirement, condition, nil, target, comparisons)]
        }
        let others = comparisons.conditions(selector, of: target).filter { $0 != condition }
        guard others.isEmpty else {
            return others.map { check(requirement, condition, $0, target, comparisons) }
        }
        return [
            Check(
                measure: requirement.measure, target: target, condition: condition.name,
                against: selector.word, atLeast: requirement.atLeast, atMost: requirement.atMost,
                value: nil, interval: nil, seeds: nil, verdict: .cannotTell,
                reason: "the run has no other condition that is \(selector.word)")
        ]
    }

    private static func check(
        _ requirement: Policy.Requirement, _ condition: Condition, _ other: Condition?,
        _ target: String, _ comparisons: Comparisons
    ) -> Check {
        func check(_ found: SeededEstimate?, _ verdict: Verdict, _ reason: String) -> Check {
            Check(
                measure: requirement.measure, target: target, condition: condition.name,
                against: other?.name, atLeast: requirement.atLeast, atMost: requirement.atMost,
                value: found?.estimate.value, interval: found.map(ends),
                seeds: found?.seeds, verdict: verdict, reason: reason)
        }
        /// A difference has its own, a value that of its measure.
        func ends(_ found: SeededEstimate) -> Interval {
            let plain = found.estimate.interval()
            return other == nil ? comparisons.ended(plain, of: requirement.measure) : plain
        }
        guard comparisons.names.contains(requirement.measure) else {
            return check(nil, .cannotTell, "the study does not measure it")
        }
        do throws(MetricError) {
            // What is bound by itself, and not against another, is of whole answers.
            let name =
                other == nil ? comparisons.whole(requirement.measure) : requirement.measure
            let found = try comparisons.estimate(name, condition, less: other, of: target)
            let interval = ends(found)
            let judges = JudgeStanding.of(
                requirement.measure, [condition] + (other.map { [$0] } ?? []), of: target,
                in: comparisons)
            if let judges, !judges.canJudge {
                return check(found, .cannotTell, "\(judges.reason) (\(judges.words))")
            }
            let scope =
                found.isConditional && condition != .vanilla
                ? "; one training seed: it is said of this adapter alone" : ""
            let (least, most) = (
                requirement.atLeast ?? -.infinity, requirement.atMost ?? .infinity
            )
            if interval.lower >= least && interval.upper <= most {
                return check(found, .go, "the whole interval is within the bounds" + scope)
            }
            if interval.upper < least || interval.lower > most {
                return check(found, .noGo, "the whole interval is outside of the bounds" + scope)
            }
            return check(found, .cannotTell, "the interval holds a bound" + scope)
        } catch {
            return check(nil, .cannotTell, error.description)
        }
    }
}
