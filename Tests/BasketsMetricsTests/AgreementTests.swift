// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

private struct Expected: Decodable {
    struct Alpha: Decodable {
        let ratings: [[Double?]]
        /// Nominal, ordinal, interval.
        let alpha: [Double]
    }
    struct Kappa: Decodable {
        let pairs: [[Double]]
        /// Without weights, linear, quadratic.
        let kappa: [Double]
    }
    struct Wilson: Decodable {
        let yes: Int
        let n: Int
        let lower: Double
        let upper: Double
    }
    let alphas: [Alpha]
    let kappas: [Kappa]
    let wilson: [Wilson]
}

@Suite struct AgreementTests {
    private let expected = Result { try Reference.load("judging", as: Expected.self) }

    @Test func alphaEqualsTheReferenceAtEveryLevel() throws {
        for one in try expected.get().alphas {
            for (level, value) in zip(KrippendorffAlpha.Level.allCases, one.alpha) {
                let found = try KrippendorffAlpha(level).measure(one.ratings)
                #expect(isClose(found.value, value, within: 1e-12), "\(level)")
                #expect(found.interval == nil && found.note == nil)
            }
        }
    }

    @Test func kappaEqualsTheReferenceWithEveryWeight() throws {
        for one in try expected.get().kappas {
            for (weights, value) in zip(CohenKappa.Weights.allCases, one.kappa) {
                let found = try CohenKappa(weights, scale: [1, 2, 3, 4, 5])
                    .measure(one.pairs.map { ($0[0], $0[1]) })
                #expect(isClose(found.value, value, within: 1e-12), "\(weights)")
            }
        }
    }

    @Test func wilsonsIntervalEqualsTheReference() throws {
        for one in try expected.get().wilson {
            let found = try Proportion(yes: one.yes, of: one.n).interval()
            #expect(isClose(found.lower, one.lower, within: 1e-12))
            #expect(isClose(found.upper, one.upper, within: 1e-12))
        }
    }

    @Test func countsUnitsThatAreRatedOnceAsLeftOut() throws {
        let found = try KrippendorffAlpha(.nominal)
            .measure([[1, 1], [2, 2], [1, nil], [nil, nil]])
        #expect(found.value == 1)
        #expect((found.n, found.leftOut) == (2, 2))
        let pairs: [(first: Double?, second: Double?)] = [(1, 1), (2, 2), (1, nil)]
        let kappa = try CohenKappa(scale: [1, 2]).measure(pairs)
        #expect(kappa.value == 1)
        #expect((kappa.n, kappa.leftOut) == (2, 1))
    }

    @Test func oneRatingEverywhereIsNoAgreementBeyondChance() {
        let alpha = #expect(throws: MetricError.self) {
            try KrippendorffAlpha(.ordinal).measure([[3, 3], [3, 3]])
        }
        let kappa = #expect(throws: MetricError.self) {
            try CohenKappa(scale: [1, 2]).measure([(1, 1), (1, 1)])
        }
        #expect(alpha?.code == .noData)
        #expect(kappa?.code == .noData)
    }

    @Test func noUnitWithTwoRatingsIsNoData() {
        #expect(throws: MetricError.self) { try KrippendorffAlpha(.nominal).measure([]) }
        #expect(throws: MetricError.self) { try KrippendorffAlpha(.nominal).measure([[1, nil]]) }
        #expect(throws: MetricError.self) { try CohenKappa(scale: [1, 2]).measure([]) }
    }

    @Test func namesARatingThatCannotBe() {
        let offScale = #expect(throws: MetricError.self) {
            try CohenKappa(scale: [1, 2]).measure([(1, 1), (2, 7)])
        }
        #expect(offScale?.row == 1)
        let infinite = #expect(throws: MetricError.self) {
            try KrippendorffAlpha(.interval).measure([[1, 1], [2, .infinity]])
        }
        #expect(infinite?.row == 1)
    }

    @Test func intervalsAreSeededHoldTheValueAndWidenWithGroups() throws {
        // 60 units of two raters; the disagreements sit in whole groups of six units.
        let ratings = (0..<60).map { unit -> [Double?] in
            let first = unit % 5
            let second = unit / 6 % 3 == 0 ? (unit + 1) % 5 : first
            return [Double(first), Double(second)]
        }
        let bootstrap = ClusterBootstrap(seed: 1)
        let alone = try KrippendorffAlpha(.nominal).measure(ratings, bootstrap: bootstrap)
        let grouped = try KrippendorffAlpha(.nominal)
            .measure(ratings, groups: (0..<60).map { "\($0 / 6)" }, bootstrap: bootstrap)
        let narrow = try #require(alone.interval)
        let wide = try #require(grouped.interval)
        #expect(narrow.lower < alone.value && alone.value < narrow.upper)
        #expect(wide.upper - wide.lower > 1.5 * (narrow.upper - narrow.lower))
        let again = try KrippendorffAlpha(.nominal).measure(ratings, bootstrap: bootstrap)
        #expect(again == alone)
    }

    @Test func saysWhyThereIsNoInterval() throws {
        let found = try KrippendorffAlpha(.nominal)
            .measure([[1, 1], [2, 2]], bootstrap: ClusterBootstrap(seed: 1))
        #expect(found.interval == nil)
        #expect(found.note == "No interval: needs three groups, got 2.")
    }
}
