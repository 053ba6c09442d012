// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

@Suite struct JudgeCalibrationTests {
    private func calibration(_ yes: Int, of people: Int, _ no: Int, of others: Int) throws
        -> JudgeCalibration
    {
        JudgeCalibration(
            sensitivity: try Proportion(yes: yes, of: people),
            specificity: try Proportion(yes: no, of: others))
    }

    @Test func countsWhatTheJudgeSaysOfPeoplesYesAndNo() throws {
        // People say yes to 3, no to 2; the judge finds 2 of the 3, and 1 of the 2; one is unrated.
        let found = try JudgeCalibration([
            (true, true), (true, true), (true, false), (false, false), (false, true), (true, nil),
        ])
        #expect(found.sensitivity == (try Proportion(yes: 2, of: 3)))
        #expect(found.specificity == (try Proportion(yes: 1, of: 2)))
        #expect(isClose(found.informedness, 2.0 / 3 + 1.0 / 2 - 1, within: 1e-15))
    }

    @Test func onlyYesOrOnlyNoIsNoCalibration() {
        #expect(throws: MetricError.self) { try JudgeCalibration([(true, true)]) }
        #expect(throws: MetricError.self) { try JudgeCalibration([(false, true)]) }
        #expect(throws: MetricError.self) { try JudgeCalibration([]) }
        #expect(throws: MetricError.self) { try JudgeCalibration([(true, nil), (false, true)]) }
    }

    @Test func correctsByTheFormula() throws {
        // Sensitivity 0.9, specificity 0.8: a true rate of 0.5 shows as 0.45 + 0.1 = 0.55.
        let judge = try calibration(900, of: 1000, 800, of: 1000)
        let found = try RoganGladen.corrected(rate: 0.55, rows: 500, by: judge)
        guard case .corrected(let rate, let interval) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(isClose(rate, 0.5, within: 1e-12))
        #expect(interval.lower < 0.5 && 0.5 < interval.upper)
    }

    @Test func aCorrectedRateStaysInItsRange() throws {
        let judge = try calibration(95, of: 100, 80, of: 100)
        // A little fewer yes than the 20 % that the judge says by error alone.
        guard
            case .corrected(let rate, let interval) = try RoganGladen.corrected(
                rate: 0.15, rows: 100, by: judge)
        else {
            Issue.record("not corrected")
            return
        }
        #expect(rate == 0)
        #expect(interval.lower == 0 && interval.upper > 0)
    }

    @Test func saysWhenTheErrorOfTheCalibrationCannotBeTheErrorHere() throws {
        let judge = try calibration(95, of: 100, 80, of: 100)
        // At no true rate does this judge say yes to 2 of 100: it errs in 20 of them.
        let found = try RoganGladen.corrected(rate: 0.02, rows: 100, by: judge)
        guard case .notCorrectable(let why) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(why.contains("2 % yes is not what a judge with this error gives"))
    }

    @Test(arguments: [
        (15, 30, 15, 30),  // chance
        (30, 30, 0, 30),  // always yes
        (20, 30, 20, 30),  // 0.33 and surely not surely above 0.3
        (3, 3, 3, 3),  // without error, but on three rows
    ])
    func refusesToCorrectByAJudgeThatIsNotClearlyAboveTheBar(
        yes: Int, people: Int, no: Int, others: Int
    ) throws {
        let judge = try calibration(yes, of: people, no, of: others)
        #expect(!judge.isCorrectable)
        guard
            case .notCorrectable(let why) = try RoganGladen.corrected(
                rate: 0.4, rows: 100, by: judge)
        else {
            Issue.record("corrected")
            return
        }
        #expect(why.hasPrefix("Not correctable: sensitivity + specificity - 1"))
    }

    @Test func theIntervalOfInformednessPutsTheTwoTogether() throws {
        // 27 of 30 and 24 of 30: Wilson gives 0.7438...0.9654 and 0.6269...0.9049 (SciPy), so the
        // lower limit is 0.7 - sqrt(0.1562^2 + 0.1731^2) = 0.7 - 0.2332.
        let judge = try calibration(27, of: 30, 24, of: 30)
        let found = judge.informednessInterval()
        #expect(isClose(found.lower, 0.4668, within: 2e-4))
        #expect(judge.isCorrectable)
    }

    /// Scripted judges: they err as often as stated, on the calibration and on the answers.
    @Test(arguments: [(0.95, 0.95), (0.9, 0.8), (0.75, 0.85)], [0.0, 0.1, 0.5, 0.9])
    func scriptedJudgesWithKnownErrorRecoverTheTrueRate(
        error: (Double, Double), rate: Double
    ) throws {
        var held = 0
        var corrected = 0
        for world in 0..<400 {
            var random = KeyedRandom(UInt64(world), "judge", "\(error)", "\(rate)")
            func says(_ truth: Bool) -> Bool {
                let isRight =
                    random.uniform() < (truth ? error.0 : error.1)
                return isRight == truth
            }
            let judge = try JudgeCalibration(
                (0..<80).map { row in
                    (people: row % 2 == 0, judge: says(row % 2 == 0))
                })
            let yes = (0..<120).count { _ in says(random.uniform() < rate) }
            let found = try RoganGladen.corrected(rate: Double(yes) / 120, rows: 120, by: judge)
            guard case .corrected(_, let interval) = found else { continue }
            corrected += 1
            if interval.lower <= rate && rate <= interval.upper { held += 1 }
        }
        // Of 400 intervals of 95 %, at least 369 hold the truth in 99 of 100 tries.
        #expect(corrected > 300)
        #expect(Double(held) >= 0.9225 * Double(corrected), "\(held) of \(corrected)")
    }

    @Test func rowsOfOneClusterThatAgreeCountAsOne() {
        // Four clusters of five equal rows, two of them yes: p = 0.5, variance between clusters
        // (4 * 2.5^2) * 4/3 / 400 = 1/12, so 0.25 / (1/12) = 3 rows.
        let values = [true, true, false, false].flatMap { [Bool](repeating: $0, count: 5) }
        let clusters = ["a", "b", "c", "d"].flatMap { [String](repeating: $0, count: 5) }
        #expect(
            isClose(
                RoganGladen.effectiveRows(of: values, clusters: clusters), 3, within: 1e-12))
        // Nothing but yes: as many rows as clusters.
        #expect(
            RoganGladen.effectiveRows(
                of: [Bool](repeating: true, count: 20), clusters: clusters) == 4)
        // Clusters that are all alike within and without: never more rows than there are.
        #expect(
            RoganGladen.effectiveRows(
                of: [true, false, true, false], clusters: ["a", "a", "b", "b"]) == 4)
        #expect(RoganGladen.effectiveRows(of: [true, false], clusters: ["a", "a"]) == 1)
    }

    @Test func parseFailuresOfOneArmMoveNoOtherArm() throws {
        let whole: [(outcome: VerdictOutcome, rating: Double?)] = [
            (.verdict, 4), (.verdict, 2), (.verdict, 3),
        ]
        let broken: [(VerdictOutcome, Double?)] = [
            (.unparsed, nil), (.verdict, 5), (.refused, nil),
        ]
        let first = VerdictTally(whole)
        #expect(try first.meanRating() == 3)
        #expect(first.missing == 0)
        // The other arm rests on its one verdict, and says what its two lost ones could do.
        let second = VerdictTally(broken)
        #expect(try second.meanRating() == 5)
        #expect((second.asked, second.missing) == (3, 2))
        #expect(second.outcomes == [.unparsed: 1, .verdict: 1, .refused: 1])
        // (5 + 1 + 1) / 3 and (5 + 5 + 5) / 3.
        let answers = broken.enumerated().map { PromptedValue($1.1, request: "\($0)") }
        #expect(PromptedMean.bounds(of: answers, in: 1...5) == (7.0 / 3)...5)
        let all = whole.enumerated().map { PromptedValue($1.rating, request: "\($0)") }
        #expect(PromptedMean.bounds(of: all, in: 1...5) == nil)
        #expect(VerdictTally(whole) == first)
    }

    @Test func noVerdictIsNoMean() {
        let none = VerdictTally([(.cutOff, nil)])
        #expect(throws: MetricError.self) { try none.meanRating() }
        #expect(PromptedMean.bounds(of: [], in: 1...5) == nil)
    }
}
