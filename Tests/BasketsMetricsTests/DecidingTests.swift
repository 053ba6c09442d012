// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Testing

@Suite struct DecidingTests {
    /// A mean over ten questions, each once left out: the jackknife of a mean is its standard error.
    func resampled(_ values: [Double]) -> ResampledValue {
        ResampledValue(
            value: mean(values),
            subsets: values.indices.map { left in
                mean(values.enumerated().filter { $0.offset != left }.map(\.element))
            }, questions: values.count, deleted: 1)
    }

    static let plain: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]

    @Test func leavingOneOutGivesTheStandardErrorOfAMean() throws {
        // (n - 1) / 1 x variance over the n subsets, divided by n - 1 rather than n as in the text
        // book: n / (n - 1) times the square of s / root n.
        let found = resampled(Self.plain).standardError
        let known = try Estimate.mean(of: Self.plain).standardError * (10.0 / 9).squareRoot()
        #expect(isClose(found, known, within: 1e-12))
    }

    @Test func whatTwoNumbersShareFallsOutOfTheirDifference() throws {
        let one = resampled(Self.plain)
        let other = resampled(Self.plain.map { $0 + 2 })
        let difference = try #require(ResampledValue.combination([(1, other), (-1, one)]))
        #expect(isClose(difference.value, 2, within: 1e-12))
        #expect(difference.standardError < 1e-12)
        let short = ResampledValue(value: 1, subsets: [1, 2], questions: 10, deleted: 1)
        #expect(ResampledValue.combination([(1, one), (-1, short)]) == nil)
    }

    @Test func subsetsKeepThreeQuartersAndAreTheSameTwice() {
        let questions = (0..<12).map { "q\($0)" }
        let kept = ResampledValue.kept(questions, subset: 3, seed: 8)
        #expect(kept.count == 9)
        #expect(kept == ResampledValue.kept(questions, subset: 3, seed: 8))
        #expect(kept != ResampledValue.kept(questions, subset: 4, seed: 8))
        #expect(ResampledValue.deleted(of: 3) == 1)
    }

    func claim(_ direction: Claim.Direction, _ margin: Double = 0) -> Claim {
        Claim(
            id: "c", text: "", family: "f", measure: "m", of: ConditionSelector("multi"),
            against: ConditionSelector("vanilla"), direction: direction, margin: margin)
    }

    func difference(_ value: Double, _ error: Double, seeds: Int = 3) throws -> SeededEstimate {
        try SeededEstimate(
            values: (0..<seeds).map { value + Double($0 - seeds / 2) * error * 0.01 },
            errors: Array(repeating: error, count: seeds), meanError: error, questions: 200)
    }

    @Test func aClaimIsSupportedContradictedOrNotShown() throws {
        let clear = ClaimTest(claim(.higher), try difference(2, 0.5))
        #expect(clear.probability < 0.001)
        #expect(clear.verdict(adjusted: clear.probability) == .supported)
        let against = ClaimTest(claim(.lower), try difference(2, 0.5))
        #expect(against.verdict(adjusted: against.probability) == .contradicted)
        let open = ClaimTest(claim(.higher), try difference(0.5, 0.5))
        #expect(open.verdict(adjusted: open.probability) == .notShown)
        // Clear alone, not among many.
        #expect(clear.verdict(adjusted: 0.06) == .notShown)
    }

    @Test func aMarginHasToBeClearedNotOnlyZero() throws {
        let above = ClaimTest(claim(.higher, 1), try difference(2, 0.2))
        #expect(above.verdict(adjusted: above.probability) == .supported)
        let within = ClaimTest(claim(.higher, 4), try difference(2, 0.2))
        #expect(within.verdict(adjusted: within.probability) == .contradicted)
        let near = ClaimTest(claim(.higher, 1.9), try difference(2, 0.2))
        #expect(near.verdict(adjusted: near.probability) == .notShown)
    }

    @Test func samenessNeedsANarrowInterval() throws {
        let narrow = ClaimTest(claim(.same, 1), try difference(0.1, 0.1))
        #expect(narrow.verdict(adjusted: narrow.probability) == .supported)
        let wide = ClaimTest(claim(.same, 1), try difference(0.1, 5))
        #expect(wide.verdict(adjusted: wide.probability) == .notShown)
        let apart = ClaimTest(claim(.same, 1), try difference(-3, 0.1))
        #expect(apart.verdict(adjusted: apart.probability) == .contradicted)
    }

    @Test func withOneSeedNothingIsShownHoweverClear() throws {
        let test = ClaimTest(claim(.higher), try difference(2, 0.1, seeds: 1))
        #expect(test.reading(adjusted: test.probability) == .supported)
        #expect(test.verdict(adjusted: test.probability) == .notShown)
    }

    @Test func whatIsNeededGrowsWithTheSquareOfTheGap() throws {
        // (1.96 + 0.84)^2 = 7.85 variances of the mean, 1 at 200 questions, over a gap of 1, are
        // 1,570; by the t distribution (SciPy's nct: power of 80 % at n - 1) a few more.
        let found = try difference(1, 1, seeds: 1).need(toSee: 1)
        #expect(found.questions == 1_572)
        #expect(found.seeds == nil)
        let half = try difference(1, 1, seeds: 1).need(toSee: 0.5)
        #expect(half.questions == 6_282)
        #expect(try difference(1, 1).need(toSee: 0).questions == nil)
    }

    func candidate(_ name: String, _ values: [[Double]]) -> UtilityRanking.Candidate {
        UtilityRanking.Candidate(name: name, numbers: ["m": values.map(resampled)])
    }

    @Test func aClearLeadIsSureAndAThinOneIsNot() throws {
        let terms = [UtilityTerm(measure: "m", weight: -1)]
        let reference = ["m": resampled(Self.plain)]
        let mixed = Self.plain.enumerated().map { $1 + ($0 % 2 == 0 ? 0.6 : -0.5) }
        func ranking(_ other: [Double]) throws -> UtilityRanking {
            try UtilityRanking(
                [candidate("vanilla", [Self.plain]), candidate("other", [other])], terms: terms,
                reference: reference, seed: 1)
        }
        let clear = try ranking(Self.plain.map { $0 - 1 })
        #expect(clear.places.map(\.name) == ["other", "vanilla"])
        #expect(clear.places[0].firstShare == 1 && clear.isSure)
        // Lower by 1 of 3.9.
        #expect(isClose(clear.places[0].utility, 1 / 3.9, within: 1e-12))
        #expect(clear.places.map(\.isOnFront) == [true, false])
        let thin = try ranking(mixed)
        #expect(!thin.isSure && thin.contenders.count == 2)
        #expect(isClose(thin.places.reduce(0) { $0 + $1.firstShare }, 1, within: 1e-12))
    }

    @Test func seedsThatDisagreeMakeALeadUnsure() throws {
        let terms = [UtilityTerm(measure: "m", weight: 1)]
        let seeds = [-2.5, 0.4, 3].map { shift in Self.plain.map { $0 + shift } }
        let found = try UtilityRanking(
            [candidate("vanilla", [Self.plain]), candidate("tuned", seeds)], terms: terms,
            reference: ["m": resampled(Self.plain)], seed: 1)
        #expect(found.places[0].name == "tuned")
        #expect(!found.isSure)
        #expect(found.places[0].seeds == 3)
    }

    @Test func theFrontKeepsEveryTradeOff() {
        let terms = [
            UtilityTerm(measure: "a", weight: 1), UtilityTerm(measure: "b", weight: -1),
        ]
        // The last is worse than the first in both; the first two trade a for b.
        let found = UtilityRanking.front([[3, 2], [2, 1], [2, 3]], terms)
        #expect(found == [true, true, false])
    }

    @Test func aRankingNeedsAScaleWhereTheUntunedValueIsZero() {
        let zero = ResampledValue(
            value: 0, subsets: Array(repeating: 0, count: 10), questions: 10, deleted: 1)
        let error = #expect(throws: MetricError.self) {
            try UtilityRanking(
                [candidate("a", [Self.plain]), candidate("b", [Self.plain])],
                terms: [UtilityTerm(measure: "m", weight: 1)], reference: ["m": zero], seed: 1)
        }
        #expect(error?.code == .badSetting)
    }

    @Test func theNumberOfSourcesIsToldFromWhichTheyAre() throws {
        // Each source has its own level, a doubling adds exactly 5, and all sets of three sources.
        let levels = ["a": 10.0, "b": 20, "c": 60]
        let sets = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"]]
        let baskets = sets.map { set in
            let share = 1 / Double(set.count)
            let value = set.reduce(0) { $0 + share * (levels[$1] ?? 0) }
            return AblationFit.Basket(
                shares: Dictionary(uniqueKeysWithValues: set.map { ($0, share) }),
                value: value + 5 * logarithm(set.count))
        }
        let fit = try AblationFit(baskets)
        #expect(isClose(fit.doubling.value, 5, within: 1e-9))
        #expect(isClose(fit.sources["c"]?.value ?? 0, 60, within: 1e-9))
        #expect(fit.rest < 1e-6)
        let error = #expect(throws: MetricError.self) { try AblationFit(Array(baskets.prefix(4))) }
        #expect(error?.code == .noData)
    }

    private func logarithm(_ count: Int) -> Double { [0, 0, 1, 1.584_962_500_721_156][count] }
}
