// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

@Suite struct PromptedMeanTests {
    @Test func eachPromptCountsOnce() throws {
        // Prompt a: mean of 1 and 0; b: 1; c: one answer of two has a value, 0.
        let mean = try PromptedMean([
            PromptedValue(1, request: "a"), PromptedValue(0, request: "a"),
            PromptedValue(1, request: "b"), PromptedValue(nil, request: "c"),
            PromptedValue(0, request: "c"),
        ])
        #expect(mean.n == 3)
        #expect(mean.value == 0.5)
        // 0.5, 1 and 0: variance 0.25, error sqrt(0.25 / 3).
        #expect(abs(try mean.estimate().standardError - (0.25 / 3).squareRoot()) < 1e-12)
        // Worth 0.25 / (0.25 / 3) = 3 rows; Wilson's ends with Student's quantile of 2 degrees, 4.302653:
        // 0.5 -+ 4.302653 sqrt(0.25 / 3 + 18.51282 / 36) / (1 + 18.51282 / 3).
        let interval = try mean.interval(in: 0...1)
        #expect(abs(interval.lower - 0.036171) < 1e-5)
        #expect(abs(interval.upper - 0.963829) < 1e-5)
    }

    /// One prompt of fifty: worth 49 rows, Student's quantile of 49 degrees is 2.009575, its square
    /// 4.038392. Center (0.02 + 4.038392 / 98) / (1 + 4.038392 / 49) = 0.056548, and to each side
    /// 2.009575 sqrt(0.0196 / 49 + 4.038392 / 9604) / (1 + 4.038392 / 49) = 0.053180.
    @Test func aRareShareOfPromptsThatStandAloneHasTheScoreInterval() throws {
        let values = (0..<50).map { PromptedValue($0 == 7 ? 1 : 0, request: "\($0)") }
        let interval = try PromptedMean(values).interval(in: 0...1)
        #expect(abs(interval.lower - 0.003368) < 1e-5)
        #expect(abs(interval.upper - 0.109728) < 1e-5)
    }

    /// Two requests and two templates, half everywhere: 0.5 of two rows, -+ 1.959964
    /// sqrt(0.25 / 2 + 3.841459 / 16) / (1 + 3.841459 / 2) = 0.405471.
    @Test func aShareThatIsHalfEverywhereIsInItsInterval() throws {
        let values = ["a", "b"].flatMap { request in
            ["s", "t"].map { PromptedValue(0.5, request: request, template: $0) }
        }
        for rows in [values, ["a", "b"].map { PromptedValue(0.5, request: $0) }] {
            let interval = try PromptedMean(rows).interval(in: 0...1)
            #expect(abs(interval.lower - 0.094529) < 1e-5)
            #expect(abs(interval.upper - 0.905471) < 1e-5)
        }
    }

    /// Two requests alike behind every template are two, not six.
    @Test func requestsCrossedWithTemplatesAreACrossedDesign() throws {
        let values = ["a", "b", "c"].flatMap { request in
            ["s", "t"].map { template in
                (request, template, request == "a" ? 1.0 : 0)
            }
        }
        let mean = try PromptedMean(
            values.map { PromptedValue($0.2, request: $0.0, template: $0.1) })
        let crossed = try Estimate.mean(
            ofCrossed: values.map { request, template, value in
                CrossedValue(
                    row: ["a", "b", "c"].firstIndex(of: request) ?? 0,
                    column: template == "s" ? 0 : 1, value: value)
            })
        #expect(try mean.estimate() == crossed)
        // The error of the requests' means 1, 0, 0: sqrt(1/3 / 3), no smaller for two templates.
        #expect(abs(crossed.standardError - 1.0 / 3) < 1e-12)
        #expect(mean.independent == 2)
    }

    /// Three requests a, b, c behind two templates, all of a's answers 1: contributions 1/3 and twice
    /// -1/6 over sqrt(2/3), so 1/9 = 0.1111 is the variance of the mean, of which nothing is the
    /// templates' or left. Kurtosis of 2, -1, -1 is 1.5: 2 x 3 / 0.5 = 12 degrees, so the 2 that
    /// three requests have hold. A third is worth (2/9) / (1/9) = 2 rows.
    @Test func aCrossedShareHasTheScoreIntervalOfTheRowsItIsWorth() throws {
        let values = ["a", "b", "c"].flatMap { request in
            ["s", "t"].map { PromptedValue(request == "a" ? 1 : 0, request: request, template: $0) }
        }
        let interval = try PromptedMean(values).interval(in: 0...1)
        // Student's quantile of 2 degrees: 4.302653. Wilson's ends with it for 1/3 of 2 rows.
        let t = 4.302653
        let center = (1.0 / 3 + t * t / 4) / (1 + t * t / 2)
        let spread = t * (1.0 / 9 + t * t / 16).squareRoot() / (1 + t * t / 2)
        #expect(abs(interval.lower - (center - spread)) < 1e-6)
        #expect(abs(interval.upper - (center + spread)) < 1e-6)
        #expect(interval.lower > 0 && interval.upper < 1)
        // The same values as a rating have the mean's interval, ended at the range.
        #expect(try PromptedMean(values).interval(in: 0...5).lower == 0)
    }

    @Test func aCrossedShareOfNothingCountsTheFewerOfRequestsAndTemplates() throws {
        let values = ["a", "b", "c"].flatMap { request in
            ["s", "t"].map { PromptedValue(0, request: request, template: $0) }
        }
        let interval = try PromptedMean(values).interval(in: 0...1)
        // z2 / (2 + z2) with z = 1.96: 3.8415 / 5.8415.
        #expect(interval.lower == 0)
        #expect(abs(interval.upper - 0.65762) < 1e-4)
    }

    @Test func aShareThatIsTheSameEverywhereHasWilsonsInterval() throws {
        let mean = try PromptedMean((0..<10).map { PromptedValue(0, request: "\($0)") })
        let interval = try mean.interval(in: 0...1)
        // z2 / (n + z2) with z = 1.96: 3.8415 / 13.8415.
        #expect(interval.lower == 0)
        #expect(abs(interval.upper - 0.27754) < 1e-4)
        // A rating that is the same everywhere is no share.
        #expect(throws: MetricError.self) { try mean.interval(in: 1...5) }
    }

    @Test func nothingToMeasureIsNoNumber() throws {
        #expect(throws: MetricError.self) { try PromptedMean([]) }
        #expect(throws: MetricError.self) { try PromptedMean([PromptedValue(nil, request: "a")]) }
        for measure in SafeguardMeasure.allCases {
            let error = #expect(throws: MetricError.self) {
                try measure.prepare([PromptedValue(nil, request: "a")])
            }
            #expect(error?.code == .noData)
            let wrong = #expect(throws: MetricError.self) {
                try measure.prepare([PromptedValue(measure.info.highest + 1, request: "a")])
            }
            #expect(wrong?.code == .badRow)
        }
    }

    @Test func aPreparedMeasureIsTakenOfAnySubset() throws {
        let measure = try SafeguardMeasure.refusal.prepare([
            PromptedValue(1, request: "a"), PromptedValue(nil, request: "b"),
            PromptedValue(0, request: "c"), PromptedValue(0.5, request: "d"),
        ])
        #expect(measure.rows == [0, 2, 3])
        #expect(measure.leftOut == 1)
        #expect(try measure.value(measure.rows) == 0.5)
        #expect(try measure.value([0, 3]) == 0.75)
    }
}
