// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Testing

@testable import BasketsMetrics

@Suite struct JudgePreferenceTests {
    private typealias Comparison = JudgedItem.Comparison

    private func pair(_ first: Double?, _ second: Double?, ratio: Double = 0) -> OrderedPair {
        OrderedPair(item: "q", whenFirst: first, whenSecond: second, lengthRatio: ratio)
    }

    private func item(
        _ comparisons: [Comparison], _ ratings: [JudgedItem.Writer: Double] = [:]
    ) -> JudgedItem {
        JudgedItem(comparisons: comparisons, ratings: ratings)
    }

    private func value(_ metric: JudgePreference, _ items: [JudgedItem]) throws -> Double {
        try metric.measure(items).value
    }

    @Test func preferencesAreMeansOverBothOrdersThenPairsThenQuestions() throws {
        let items = [
            item([
                // 0.7 for the parent against people, 0.5 against the other: 0.6.
                Comparison(.parent, .human, pair(0.8, 0.6)),
                Comparison(.parent, .other("g"), pair(0.9, 0.1)),
                // 0.2 for its own against people.
                Comparison(.own, .human, pair(0.3, 0.1)),
            ]),
            item([Comparison(.parent, .human, pair(0.2, 0.2))]),
        ]
        #expect(abs(try value(.parent, items) - 0.4) < 1e-12)
        #expect(abs(try value(.own, items) - 0.2) < 1e-12)
        // People: 0.3 and 0.8 of the first question, 0.8 of the second.
        #expect(abs(try value(.human, items) - 0.675) < 1e-12)
        #expect(try JudgePreference.own.measure(items).leftOut == 1)
    }

    /// Ten pairs of which people rated both texts: they find the parent's better in six, worse in three
    /// and as good in one, 0.65; the judge's preference is 0.8 in each.
    @Test func peoplesRatingsOfTheSameTextsAreAnAnchor() throws {
        func rated(_ people: Double?, _ first: Double? = 0.9) -> JudgedItem {
            item([Comparison(.parent, .human, pair(first, 0.7), outside: 0.8, people: people)])
        }
        let ten =
            Array(repeating: rated(1), count: 6) + Array(repeating: rated(0), count: 3)
            + [rated(0.5)]
        #expect(abs(try value(.netOfPeople, ten) - 0.15) < 1e-12)
        #expect(AnchoredPairs(ten).count == 10)
        // What people did not rate, and pairs without both verdicts, count nowhere.
        let more = ten + [rated(nil), rated(1, nil)]
        #expect(abs(try value(.netOfPeople, more) - 0.15) < 1e-12)
        #expect(AnchoredPairs(more).count == 10)
        // The judges outside have their own number.
        #expect(abs(try value(.net, more)) < 1e-12)
        // Nine are too few, and planted pairs or those of the judge's own text are none of them.
        let planted = item([
            Comparison(.human, .broken, pair(1, 1), people: 1),
            Comparison(.parent, .broken, pair(1, 1), people: 1),
            Comparison(.own, .human, pair(1, 1), people: 1),
        ])
        let error = #expect(throws: MetricError.self) {
            try value(.netOfPeople, Array(ten.dropLast()) + [planted])
        }
        #expect(error?.description.contains("10 pairs") == true)
    }

    /// Ten pairs, the judge's preference 0.8 in each. Of six people chose, 1, 1, 1, 0, 0 and 0.5, of four
    /// they rated both texts, 1, 1, 0, 0: 5.5 of 10.
    @Test func peoplesChoicesStandBesideTheirRatings() throws {
        func said(_ people: Double?, isChosen: Bool) -> JudgedItem {
            item([
                Comparison(.parent, .human, pair(0.9, 0.7), people: people, isChosen: isChosen)
            ])
        }
        let chosen = [1, 1, 1, 0, 0, 0.5].map { said($0, isChosen: true) }
        let rated = [1, 1, 0, 0].map { said($0, isChosen: false) }
        let open = [said(nil, isChosen: false), said(nil, isChosen: false)]
        func found(_ items: [JudgedItem]) throws -> MetricValue {
            try JudgePreference.netOfPeople.measure(items)
        }
        let both = try found(chosen + rated + open)
        #expect(abs(both.value - 0.25) < 1e-12)
        #expect(
            both.note
                == "Human anchor: people's choices of 6 pairs and ratings of both texts of 4.")
        let pairs = AnchoredPairs(chosen + rated + open)
        #expect(pairs.chosen == 6 && pairs.rated == 4 && pairs.all == 12 && pairs.suffices)
        // Twelve choices, 7 of 12: 0.8 - 0.583333.
        let twice = try found(chosen + chosen)
        #expect(abs(twice.value - (0.8 - 7.0 / 12)) < 1e-12)
        #expect(twice.note == "Human anchor: people's choices of 12 pairs.")
        #expect(
            try found(rated + rated + rated).note
                == "Human anchor: people's ratings of both texts of 12 pairs.")
        // Nine are too few, and without any there is no anchor.
        let few = #expect(throws: MetricError.self) { try found(chosen + rated.dropLast()) }
        #expect(
            few?.description.contains(
                "got people's choices of 6 pairs and ratings of both texts of 3") == true)
        let none = #expect(throws: MetricError.self) { try found(open) }
        #expect(none?.description.contains("got none: no human anchor") == true)
    }

    @Test func recognitionIsTheShareOfPairsInWhichTheJudgeNamesItsOwnText() throws {
        func recognized(_ pairs: [OrderedPair]) -> JudgedItem {
            JudgedItem(
                comparisons: [Comparison(.own, .human, pair(0.1, 0.1))],
                recognitions: pairs.map { Comparison(.own, .human, $0) }, ratings: [:])
        }
        // 0.7 and 0.9 of the first question, 0.4 of the second; what it prefers does not count.
        let items = [
            recognized([pair(0.8, 0.6), pair(1, 0.8)]), recognized([pair(0.4, 0.4)]),
            recognized([pair(nil, 0.4)]),
        ]
        #expect(abs(try value(.recognition, items) - 0.6) < 1e-12)
        #expect(try JudgePreference.recognition.measure(items).leftOut == 1)
        // One that always says A knows nothing.
        #expect(try value(.recognition, [recognized([pair(1, 0)])]) == 0.5)
        #expect(abs(try value(.own, items) - 0.1) < 1e-12)
    }

    @Test func aShareOfWinsIsOverAllPairsOfAWriterThenOverQuestions() throws {
        let items = [
            item([
                Comparison(.parent, .human, pair(0.8, 0.6), outside: 0.4),
                Comparison(.parent, .other("g"), pair(0.9, 0.1), outside: 0.6),
                Comparison(.human, .broken, pair(1, 1)),
            ]),
            item([Comparison(.parent, .human, pair(0.2, 0.2), outside: 0.1)]),
        ]
        let found = WinShare.all(of: items)
        // The other writer is in one question alone: no interval, no share.
        #expect(found.map(\.writer) == [.parent, .human])
        // The parent: (0.7 + 0.5) / 2 and 0.2. People: 0.3 and 0.8.
        #expect(abs(found[0].estimate.value - 0.4) < 1e-12)
        #expect(abs(found[1].estimate.value - 0.55) < 1e-12)
        #expect(found[0].estimate.n == 2)
        // By the judges outside: (0.4 + 0.6) / 2 and 0.1.
        let outside = WinShare.all(of: items, .outside)
        #expect(abs(outside[0].estimate.value - 0.3) < 1e-12)
        #expect(WinShare.all(of: []).isEmpty)
    }

    @Test func aJudgeThatAlwaysSaysAHasNoPreferenceAndNoConsistency() throws {
        let always = (0..<6).map { _ in
            item([
                Comparison(.parent, .human, pair(1, 0)), Comparison(.human, .broken, pair(1, 0)),
            ])
        }
        #expect(try value(.parent, always) == 0.5)
        #expect(try value(.position, always) == 1)
        #expect(try value(.consistency, always) == 0)
        #expect(try value(.discrimination, always) == 0.5)
    }

    @Test func aJudgeThatPrefersLongTextsHasNoPreferenceAtEqualLength() throws {
        let items = (0..<60).map { number in
            // The parent's text is longer in two of three.
            let ratio = number % 3 == 0 ? -0.4 : 0.5
            let won = logistic(3 * ratio)
            return item([Comparison(.parent, .human, pair(won, won, ratio: ratio))])
        }
        #expect(try value(.parent, items) > 0.6)
        #expect(abs(try value(.sameLength, items) - 0.5) < 0.02)
    }

    @Test func whatIsNetOfTheJudgesOutsideLeavesTheQualityOut() throws {
        let items = [
            item([
                Comparison(.parent, .human, pair(0.9, 0.9), outside: 0.7),
                Comparison(.parent, .other("g"), pair(0.6, 0.4), outside: nil),
                Comparison(.own, .human, pair(1, 1), outside: 0),
            ]),
            item([Comparison(.parent, .human, pair(0.5, 0.3), outside: 0.6)]),
        ]
        #expect(abs(try value(.net, items) - (0.2 - 0.2) / 2) < 1e-12)
    }

    /// 20 ordered pairs of five sources in the published study; the judge's own text is in none.
    @Test func thePublishedScoresAreOverEveryTwoTextsButItsOwn() throws {
        func score(_ metric: PublishedPreference, _ items: [JudgedItem]) throws -> Double {
            try metric.measure(items).value
        }
        // After temperature 0.7 the odds are those of before to the power of 1 / 0.7: 0.6 becomes
        // 1.5^(1/0.7) = 1.784674 to 1, 0.640892; 0.8 becomes 7.245789 to 1, 0.878726; 0.9 becomes 23.1
        // to 1, 0.958469, which top-p 0.9 makes 1.
        let (six, eight) = (0.6408916, 0.8787260)
        let one = JudgedItem(
            comparisons: [
                Comparison(.parent, .human, pair(0.9, 0.6), outside: 0.5),
                Comparison(.parent, .other("g"), pair(0.8, nil)),
                Comparison(.own, .human, pair(0.1, 0.1)), Comparison(.human, .broken, pair(1, 1)),
            ], amongOthers: [Comparison(.human, .other("g"), pair(0.4, 0.5))],
            ratings: [.parent: 4, .own: 1, .human: 2, .other("g"): 3])
        #expect(abs(try score(.parent, [one]) - (1 + six + eight) / 3) < 1e-6)
        // People: 0, 1 - 0.640892 against the parent; the same of 0.4, and 0.5, against g.
        #expect(abs(try score(.human, [one]) - (0 + (1 - six) + (1 - six) + 0.5) / 4) < 1e-6)
        // 4 - (3 + 2) / 2, and (4 + 3) / 2 - 2.
        #expect(try score(.selfBias, [one]) == 1.5 && score(.syntheticBias, [one]) == 1.5)
        // What is asked for the published scores moves none of ours.
        let without = JudgedItem(comparisons: one.comparisons, ratings: one.ratings)
        for metric in JudgePreference.allCases
        where metric != .recognition
            && metric != .netOfPeople
        {
            #expect(try value(metric, [one]) == value(metric, [without]), "\(metric)")
        }
        let shares = WinShare.all(of: [one, one], .published)
        #expect(shares.map(\.writer) == [.parent, .human, .other("g")])
    }

    @Test(arguments: PublishedPreference.allCases) func thePublishedScoresNeedVerdicts(
        _ metric: PublishedPreference
    ) {
        #expect(throws: MetricError.self) { try metric.measure([]) }
        #expect(throws: MetricError.self) { try metric.measure([item([])]) }
    }

    /// Two pairs of one question: of the second an order is missing, so that it is in no number; it
    /// could be all against the text of interest, or all for it.
    @Test func whatMissingVerdictsCouldChangeIsBounded() throws {
        let whole = Comparison(.parent, .human, pair(0.8, 0.6))
        let half = Comparison(.parent, .other("g"), pair(0.9, nil))
        let items = [item([whole, half])]
        // 0.7 and 0.45, 0.7 and 0.95.
        let bounds = try #require(JudgePreference.parent.bounds(items))
        #expect(abs(bounds.lowerBound - 0.575) < 1e-12)
        #expect(abs(bounds.upperBound - 0.825) < 1e-12)
        #expect(JudgePreference.human.bounds(items) == nil)
        #expect(JudgePreference.parent.bounds([item([whole])]) == nil)
        #expect(JudgePreference.position.bounds(items) == nil)
    }

    @Test func ratingsAreComparedWithinAQuestion() throws {
        let items = [
            item([], [.parent: 4, .own: 5, .human: 3, .other("g"): 3, .other("q"): 2]),
            item([], [.parent: 3, .human: 4, .other("g"): 3]),
            item([], [.own: 1]),
        ]
        // 4 - 2.5 and 3 - 3.
        #expect(abs(try value(.absolute, items) - 0.75) < 1e-12)
        // (3 + 2 + 4 + 5) / 4 - 3 and (3 + 3) / 2 - 4.
        #expect(abs(try value(.synthetic, items) - (0.5 - 1) / 2) < 1e-12)
        #expect(try JudgePreference.absolute.measure(items).leftOut == 1)
    }

    /// A missing verdict takes its own pair away, and nothing else.
    @Test func aMissingVerdictMovesNoOtherPair() throws {
        let whole = Comparison(.parent, .human, pair(0.8, 0.6))
        let half = Comparison(.parent, .other("g"), pair(0.9, nil))
        #expect(try value(.parent, [item([whole, half])]) == value(.parent, [item([whole])]))
        #expect(try value(.position, [item([whole, half])]) == value(.position, [item([whole])]))
    }

    @Test(arguments: JudgePreference.allCases) func withoutVerdictsThereIsNoValue(
        _ metric: JudgePreference
    ) {
        #expect(throws: MetricError.self) { try metric.measure([]) }
        #expect(throws: MetricError.self) { try metric.measure([item([])]) }
    }

    @Test func whatIsNoProbabilityIsRefused() {
        let broken = item([Comparison(.parent, .human, pair(1.5, 0))])
        #expect(throws: MetricError.self) { try JudgePreference.parent.measure([broken]) }
    }
}
