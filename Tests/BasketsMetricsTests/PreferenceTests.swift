// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Foundation
import Testing

@testable import BasketsMetrics

private struct Expected: Decodable {
    struct Fit: Decodable {
        /// Length ratio, place, probability of winning, item.
        let rows: [[Double]]
        let coefficients: [Double]
        let errors: [Double]
    }
    let logistic: [Fit]
}

@Suite struct PreferenceTests {
    private func pairs(
        _ count: Int, seed: UInt64, _ judge: (_ ratio: Double, _ place: Double) -> Double
    ) -> [OrderedPair] {
        noisy(count, seed: seed) { ratio, place, _ in judge(ratio, place) }
    }

    /// The judge draws: its third value is a chance in [0, 1).
    private func noisy(
        _ count: Int, seed: UInt64,
        _ judge: (_ ratio: Double, _ place: Double, _ chance: Double) -> Double
    ) -> [OrderedPair] {
        (0..<count).map { number in
            var random = KeyedRandom(seed, "pair", String(number))
            // Own texts are mostly, but not always, the longer ones.
            let ratio = random.uniform() * 2 - 0.6
            return OrderedPair(
                item: "\(number)", whenFirst: judge(ratio, 1, random.uniform()),
                whenSecond: judge(ratio, -1, random.uniform()), lengthRatio: ratio)
        }
    }

    @Test func theTwoOrdersMakeOneOutcome() {
        let cases: [(Double?, Double?, OrderedPair.Outcome)] = [
            (0.9, 0.8, .preferred), (0.1, 0.2, .passedOver), (0.9, 0.1, .flippedToFirst),
            (0.1, 0.9, .flippedToSecond), (0.5, 0.9, .undecided), (nil, 0.9, .incomplete),
            (0.9, nil, .incomplete),
        ]
        for (first, second, outcome) in cases {
            let pair = OrderedPair(item: "q", whenFirst: first, whenSecond: second)
            #expect(pair.outcome == outcome)
            #expect((pair.preference == nil) == (outcome == .incomplete))
        }
    }

    @Test func aJudgeThatAlwaysSaysAHasPositionBiasOneAndNoPreference() throws {
        // Whatever stands first wins: 1 when the text of interest is first, 0 when it is second.
        let found = try PairPreference(pairs(50, seed: 1) { _, place in place > 0 ? 1 : 0 })
        #expect(found.positionBias == 1)
        #expect(found.preference == 0.5)
        #expect(found.orderConsistency.value == 0)
        #expect(found.outcomes == [.flippedToFirst: 50])
        let controlled = try LengthControlled(
            pairs(50, seed: 1) { _, place in place > 0 ? 1 : 0 })
        #expect(isClose(controlled.preference, 0.5, within: 1e-9))
        #expect(controlled.place > 2)
        let other = try PairPreference(pairs(50, seed: 1) { _, place in place > 0 ? 0 : 1 })
        #expect(other.positionBias == -1)
    }

    @Test func aJudgeThatPrefersLongTextShowsNoSelfPreferenceAtEqualLength() throws {
        let long = noisy(200, seed: 2) { ratio, _, chance in chance < logistic(3 * ratio) ? 1 : 0 }
        let plain = try PairPreference(long)
        let interval = try #require(plain.interval)
        #expect(interval.lower > 0.55)  // It looks like self-preference.
        let controlled = try LengthControlled(long)
        let net = try #require(controlled.interval)
        #expect(isClose(controlled.preference, 0.5, within: 0.1))
        #expect(net.lower < 0.5 && 0.5 < net.upper)
    }

    @Test func aJudgeThatGoesByLengthAloneHasAFiniteAnswer() throws {
        let strict = pairs(200, seed: 3) { ratio, _ in ratio > 0 ? 1 : 0 }
        #expect(try PairPreference(strict).preference > 0.6)
        let controlled = try LengthControlled(strict)
        let net = try #require(controlled.interval)
        #expect(net.lower < 0.5 && 0.5 < net.upper)
        #expect(controlled.length > 5)
    }

    @Test func aJudgeThatPrefersItsOwnTextStillDoesAtEqualLength() throws {
        // logistic(1) = 0.731 at equal length.
        let found = try LengthControlled(
            pairs(200, seed: 4) { ratio, place in logistic(1 + ratio - 0.5 * place) })
        let interval = try #require(found.interval)
        #expect(isClose(found.preference, 0.731, within: 0.01))
        #expect(interval.lower > 0.6)
        #expect(isClose(found.length, 1, within: 0.05))
        #expect(isClose(found.place, -0.5, within: 0.05))
    }

    @Test func saysWhenLengthCannotBeToldFromTheTextsThemselves() throws {
        let longer = (0..<10).map {
            OrderedPair(item: "\($0)", whenFirst: 0.9, whenSecond: 0.9, lengthRatio: 0.5)
        }
        #expect(try LengthControlled(longer).note?.contains("the longer one") == true)
        let mixed =
            longer + [
                OrderedPair(item: "x", whenFirst: 0.9, whenSecond: 0.9, lengthRatio: -0.5)
            ]
        #expect(try LengthControlled(mixed).note == nil)
    }

    @Test func coefficientsAndGroupedErrorsEqualTheReference() throws {
        for one in try Reference.load("judging", as: Expected.self).logistic {
            let fit = LogisticFit(
                one.rows.map {
                    LogisticRow(x: [1, $0[0], $0[1]], won: $0[2], group: "\(Int($0[3]))")
                }, priorDeviation: 2.5)
            let errors = try #require(fit.robustErrors())
            for (found, value) in zip(fit.coefficients, one.coefficients) {
                #expect(isClose(found, value, within: 1e-6))  // scikit-learn stops a little early.
            }
            for (found, value) in zip(errors, one.errors) {
                #expect(isClose(found, value, within: 1e-6))
            }
        }
    }

    @Test func strengthsOrderTheSourcesAndSumToNothing() throws {
        // a beats b in 3 of 4, b beats c in 3 of 4; each pair equally often first and second.
        func match(_ first: String, _ second: String, _ won: Double) -> BradleyTerry.Match {
            BradleyTerry.Match(item: "q", first: first, second: second, firstWon: won)
        }
        let matches = (0..<40).flatMap { _ in
            [
                match("a", "b", 0.75), match("b", "a", 0.25), match("b", "c", 0.75),
                match("c", "b", 0.25),
            ]
        }
        let found = try BradleyTerry(matches, controlsLength: false)
        let a = try #require(found.strengths["a"])
        let b = try #require(found.strengths["b"])
        let c = try #require(found.strengths["c"])
        // log 3 apart, but for the weak prior.
        #expect(isClose(a - b, log(3), within: 0.03))
        #expect(isClose(b, 0, within: 1e-9))
        #expect(isClose(a + b + c, 0, within: 1e-12))
        #expect(isClose(found.place, 0, within: 1e-9))
    }

    @Test func netOfAnOutsideJudgeOnlyTheSurplusIsLeft() throws {
        let outside = pairs(60, seed: 5) { ratio, _ in logistic(ratio) }
        let alike = try NetPreference.difference(of: outside, from: outside)
        #expect(alike.estimate == 0)
        let fonder = outside.map {
            OrderedPair(
                item: $0.item, whenFirst: $0.whenFirst.map { min(1, $0 + 0.1) },
                whenSecond: $0.whenSecond.map { min(1, $0 + 0.1) })
        }
        let found = try NetPreference.difference(of: fonder, from: outside)
        #expect(isClose(found.estimate, 0.1, within: 1e-9))
        #expect(found.n == 60)
    }

    @Test func netPreferenceCountsItemsOfWhichBothHaveVerdicts() throws {
        let own = ["a", "a", "b", "c"].map {
            OrderedPair(item: $0, whenFirst: 1, whenSecond: 1)
        }
        let outside = zip(["a", "a", "b", "c"], [0.5, 1, 0.5, nil]).map {
            OrderedPair(item: $0, whenFirst: $1, whenSecond: $1)
        }
        let found = try NetPreference.difference(of: own, from: outside)
        // Items a: (0.5 + 0) / 2, b: 0.5; c has no outside verdict.
        #expect(found.estimate == 0.375)
        #expect(found.n == 2)
        #expect(throws: MetricError.self) {
            try NetPreference.difference(of: own, from: Array(outside.prefix(3)))
        }
        #expect(throws: MetricError.self) {
            try NetPreference.difference(of: own, from: Array(outside.reversed()))
        }
    }

    @Test func aJudgeAtOneHalfEverywhereCannotDiscriminate() throws {
        let undecided = try Discrimination(pairs: pairs(60, seed: 6) { _, _ in 0.5 })
        #expect(undecided.value == 0.5 && !undecided.canDiscriminate)
        let positional = try Discrimination(
            pairs: pairs(60, seed: 6) { _, place in place > 0 ? 1 : 0 })
        #expect(positional.value == 0.5 && !positional.canDiscriminate)
        let sound = try Discrimination(pairs: pairs(60, seed: 6) { _, _ in 0.9 })
        #expect(sound.value == 1 && sound.canDiscriminate)
    }

    @Test func discriminationByRatingsCountsTiesAsHalf() throws {
        let found = try Discrimination(
            ratings: [(5, 1), (4, 4), (3, nil), (2, 3), (5, 2)])
        #expect(found.value == 0.625)  // (1 + 0.5 + 0 + 1) / 4
        #expect(found.n == 4)
    }

    @Test func noVerdictIsNoPreference() {
        let none = [OrderedPair(item: "q", whenFirst: nil, whenSecond: 1)]
        #expect(throws: MetricError.self) { try PairPreference(none) }
        #expect(throws: MetricError.self) { try LengthControlled([]) }
        #expect(throws: MetricError.self) { try Discrimination(pairs: none) }
        #expect(throws: MetricError.self) { try BradleyTerry([], controlsLength: true) }
        #expect(throws: MetricError.self) {
            try PairPreference([OrderedPair(item: "q", whenFirst: 1.5, whenSecond: 0)])
        }
    }

    @Test func pairsOfOneItemCountAsOne() throws {
        // Two items of 20 equal pairs: the interval is that of two values, 0.4 and 0.8.
        let two = [0.4, 0.8].enumerated().flatMap { item, value in
            (0..<20).map { _ in
                OrderedPair(item: "\(item)", whenFirst: value, whenSecond: value)
            }
        }
        let found = try PairPreference(two)
        let interval = try #require(found.interval)
        #expect(isClose(found.preference, 0.6, within: 1e-12))
        // t of one degree of freedom reaches 12.7 errors of 0.2: cut to the range.
        #expect(interval.lower == 0 && interval.upper == 1)
    }
}
