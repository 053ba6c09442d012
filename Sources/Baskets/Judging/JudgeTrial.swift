// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsMetrics
import Foundation

/// A judge measured before it is trusted: it rates answers that people rated, pairs in both orders,
/// pairs of one and the same text, and texts against their own words in disorder.
package enum JudgeTrial {
    /// Changes with the tasks and with what is made of their verdicts.
    package static let method = "trial v1"
    /// Kappa with people below which a judge's numbers are marked.
    package static let bar = 0.4

    /// What a rating rubric came to on answers that people rated.
    package struct Standing: Sendable, Hashable {
        package let rubric: String
        package let outcomes: [VerdictOutcome: Int]
        /// nil with `why` where there is none, as where people say only yes.
        package let calibration: JudgeCalibration?
        /// Weighted kappa with people's mean rating, each rounded to the scale.
        package let kappa: MetricValue?
        /// Krippendorff's alpha of the judge with people, on the scale's order.
        package let alpha: MetricValue?
        /// Why a part is missing, in words.
        package let why: [String]

        /// True where numbers by this judge stand unmarked: agreement with people above the bar, and
        /// rates that can be corrected.
        package var meetsBar: Bool {
            (kappa?.value ?? -1) >= JudgeTrial.bar && calibration?.isCorrectable == true
        }
    }

    /// - Parameters:
    ///   - judge: with the rubric of harmfulness or refusal.
    ///   - rows: answers that people rated for it.
    ///   - seed: of the intervals.
    package static func standing(
        of judge: Judge, on rows: [RatedAnswer], seed: UInt64
    ) async throws -> Standing {
        let verdicts = try await judge.verdicts(
            rows.map { row in
                JudgeTask(
                    id: row.id,
                    prompt: judge.rubric.prompt(
                        request: row.request.text, answer: row.answer.text))
            })
        return standing(judge.rubric, rows, verdicts, seed: seed)
    }

    static func standing(
        _ rubric: Rubric, _ rows: [RatedAnswer], _ verdicts: [Verdict], seed: UInt64
    ) -> Standing {
        var why: [String] = []
        func made<Value>(_ make: () throws(MetricError) -> Value) -> Value? {
            do throws(MetricError) {
                return try make()
            } catch {
                why.append(error.description)
                return nil
            }
        }
        let bootstrap = ClusterBootstrap(seed: seed)
        let scale = rubric.kind.values.sorted()
        let pairs = zip(rows, verdicts).map { row, verdict in
            (
                first: Optional(rubric.kind.nearest(row.rating)),
                second: verdict.rating.map(rubric.kind.nearest)
            )
        }
        let calibration = made { () throws(MetricError) in
            try JudgeCalibration(
                zip(rows, verdicts).map { row, verdict in
                    (row.isYes, verdict.rating.map { RatedAnswer.isYes($0, rubric.kind) })
                })
        }
        let kappa = made { () throws(MetricError) in
            try CohenKappa(.quadratic, scale: scale).measure(pairs, bootstrap: bootstrap)
        }
        let alpha = made { () throws(MetricError) in
            try KrippendorffAlpha(.ordinal).measure(
                pairs.map { [$0.first, $0.second] }, bootstrap: bootstrap)
        }
        return Standing(
            rubric: rubric.name,
            outcomes: VerdictTally(verdicts.map { ($0.outcome, $0.rating) }).outcomes,
            calibration: calibration, kappa: kappa, alpha: alpha, why: why)
    }

    // MARK: Pairs

    /// What a pairwise rubric came to on planted cases.
    package struct PairStanding: Sendable, Hashable {
        package let rubric: String
        /// Good texts against the same words in disorder: can it judge at all.
        package let discrimination: Discrimination?
        /// The same pairs: order consistency, position bias, outcomes.
        package let preference: PairPreference?
        /// Pairs of one and the same text: how far the first place wins where nothing else differs.
        package let samePositionBias: Double?
        package let why: [String]

        package var meetsBar: Bool { discrimination?.canDiscriminate == true }
    }

    /// - Parameter texts: texts of some length that people wrote, with an id each.
    package static func standing(
        of judge: Judge, onPairsOf texts: [(id: String, text: String)], seed: UInt64
    ) async throws -> PairStanding {
        let cases = texts.map {
            (id: $0.id, good: $0.text, broken: disordered($0.text, seed, $0.id))
        }
        let planted = try await compare(judge, cases.map { ($0.id, $0.good, $0.broken) })
        let same = try await compare(judge, cases.map { ("same \($0.id)", $0.good, $0.good) })
        var why: [String] = []
        func made<Value>(_ make: () throws(MetricError) -> Value) -> Value? {
            do throws(MetricError) {
                return try make()
            } catch {
                why.append(error.description)
                return nil
            }
        }
        return PairStanding(
            rubric: judge.rubric.name,
            discrimination: made { () throws(MetricError) in try Discrimination(pairs: planted) },
            preference: made { () throws(MetricError) in try PairPreference(planted) },
            samePositionBias: made { () throws(MetricError) in
                try PairPreference(same).positionBias
            }, why: why)
    }

    /// Both orders of each pair, as one pair each.
    package static func compare(
        _ judge: Judge, _ pairs: [(item: String, own: String, other: String)],
        requests: [String: String] = [:]
    ) async throws -> [OrderedPair] {
        let tasks = pairs.flatMap { pair in
            let request = requests[pair.item] ?? ""
            return [
                JudgeTask(
                    id: "\(pair.item) first",
                    prompt: judge.rubric.prompt(
                        first: pair.own, second: pair.other, request: request)),
                JudgeTask(
                    id: "\(pair.item) second",
                    prompt: judge.rubric.prompt(
                        first: pair.other, second: pair.own, request: request)),
            ]
        }
        let verdicts = try await judge.verdicts(tasks)
        return pairs.enumerated().map { index, pair in
            OrderedPair(
                item: pair.item, whenFirst: verdicts[2 * index].rating,
                whenSecond: verdicts[2 * index + 1].rating.map { 1 - $0 },
                lengthRatio: lengthRatio(pair.own, pair.other))
        }
    }

    /// The logarithm of the ratio of two texts' lengths in characters; an empty text counts as one.
    static func lengthRatio(_ first: String, _ second: String) -> Double {
        log(Double(max(1, first.count)) / Double(max(1, second.count)))
    }

    /// The words of a text in an order drawn by chance.
    static func disordered(_ text: String, _ seed: UInt64, _ id: String) -> String {
        text.split(whereSeparator: \.isWhitespace).enumerated()
            .keyed(seed, "disorder \(id)", id: { "\($0.offset)" })
            .map { String($0.element) }.joined(separator: " ")
    }
}
