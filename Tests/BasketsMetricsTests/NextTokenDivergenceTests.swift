// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Foundation
import Testing

@Suite struct NextTokenDivergenceTests {
    struct Expected: Decodable {
        struct Text: Decodable {
            let reference: [[Float]]
            let model: [[Float]]
            let fromReference: Double
            let fromModel: Double
            let jensenShannon: Double
            let referenceEntropy: Double
            let modelEntropy: Double
            let referenceTail: Double
            let modelTail: Double
        }
        let rareBelow: Double
        let texts: [Text]
    }

    func row(_ text: Expected.Text, rareBelow: Double) throws -> DivergenceRow {
        var counter = DivergenceCounter(rareBelow: rareBelow)
        for (reference, model) in zip(text.reference, text.model) {
            try counter.add(reference: reference, model: model)
        }
        return counter.row
    }

    @Test func sumsEqualTheReference() throws {
        let expected = try Reference.load("divergence", as: Expected.self)
        for text in expected.texts {
            let found = try row(text, rareBelow: expected.rareBelow)
            #expect(found.places == text.reference.count)
            // The reference scales distributions to a sum of exactly 1; float32 is off by 1e-7.
            for (value, known) in [
                (found.fromReference, text.fromReference), (found.fromModel, text.fromModel),
                (found.jensenShannon, text.jensenShannon),
                (found.referenceEntropy, text.referenceEntropy),
                (found.modelEntropy, text.modelEntropy),
            ] {
                #expect(isClose(value, known, within: 1e-6))
            }
            #expect(isClose(found.referenceTail, text.referenceTail, within: 1e-12))
            #expect(isClose(found.modelTail, text.modelTail, within: 1e-12))
        }
    }

    /// Logits are log-probabilities but for a number of their own at each place.
    @Test func placesSideBySideGiveTheSameSumsFromLogits() throws {
        let expected = try Reference.load("divergence", as: Expected.self)
        for text in expected.texts {
            let vocabulary = text.reference[0].count
            let shifted = { (rows: [[Float]], by: Float) in
                rows.enumerated().flatMap { place, row in row.map { $0 + by * Float(place + 1) } }
            }
            let places = try DivergencePlaces.rows(
                reference: shifted(text.reference, 3), model: shifted(text.model, -2),
                vocabulary: vocabulary, rareBelow: expected.rareBelow)
            var sums = DivergenceRow()
            for place in places { sums += place }
            let known = try row(text, rareBelow: expected.rareBelow)
            #expect(sums.places == known.places)
            // Shifts cost a few bits of float32.
            #expect(isClose(sums.fromReference, known.fromReference, within: 1e-4))
            #expect(isClose(sums.fromModel, known.fromModel, within: 1e-4))
            #expect(isClose(sums.jensenShannon, known.jensenShannon, within: 1e-4))
            #expect(isClose(sums.modelEntropy, known.modelEntropy, within: 1e-4))
        }
    }

    @Test func aModelBesideItselfDivergesByNothing() throws {
        let logits: [Float] = [1, 2, 3, -4, 0.5, 9, 9, -20]
        let rows = try DivergencePlaces.rows(reference: logits, model: logits, vocabulary: 4)
        #expect(rows.count == 2)
        for row in rows {
            #expect(row.fromReference == 0 && row.fromModel == 0)
            #expect(isClose(row.jensenShannon, 0, within: 1e-15))
            #expect(row.referenceEntropy == row.modelEntropy && row.modelEntropy > 0)
            #expect(row.referenceTail == row.modelTail)
        }
    }

    @Test func logitsThatAreNoDistributionAreRefused() {
        let broken: [([Float], [Float], Int)] = [
            ([1, 2], [1, 2, 3], 2), ([1, 2, 3], [1, 2, 3], 2), ([1, .nan], [1, 2], 2),
            ([1, 2], [-.infinity, -.infinity], 2), ([1, 2], [.infinity, 1], 2),
        ]
        for (reference, model, vocabulary) in broken {
            let error = #expect(throws: MetricError.self) {
                try DivergencePlaces.rows(
                    reference: reference, model: model, vocabulary: vocabulary)
            }
            #expect(error?.code == .badRow)
        }
    }

    @Test func meansAreOverThePlacesOfAllTexts() throws {
        let expected = try Reference.load("divergence", as: Expected.self)
        let rows = try expected.texts.map { try row($0, rareBelow: expected.rareBelow) }
        let places = Double(rows.reduce(0) { $0 + $1.places })
        let found = try NextTokenDivergence(.fromReference).measure(rows + [DivergenceRow()])
        let total = expected.texts.reduce(0) { $0 + $1.fromReference }
        #expect(isClose(found.value, total / places, within: 1e-6))
        #expect(found.n == 3)
        #expect(found.leftOut == 1)
    }

    @Test func equalDistributionsDoNotDiffer() throws {
        let even = [Float](repeating: -log(4), count: 4)
        var counter = DivergenceCounter(rareBelow: 0.3)
        try counter.add(reference: even, model: even)
        func value(_ part: NextTokenDivergence.Part) throws -> Double {
            try NextTokenDivergence(part).measure([counter.row]).value
        }
        #expect(isClose(try value(.fromReference), 0, within: 1e-7))
        #expect(isClose(try value(.jensenShannon), 0, within: 1e-7))
        #expect(isClose(try value(.entropy), 2, within: 1e-6))
        #expect(isClose(try value(.tailKept), 1, within: 1e-7))
    }

    @Test func disjointDistributionsDifferByOneBit() throws {
        var counter = DivergenceCounter()
        try counter.add(reference: [0, -.infinity], model: [-.infinity, 0])
        #expect(try NextTokenDivergence(.jensenShannon).measure([counter.row]).value == 1)
        #expect(try NextTokenDivergence(.fromReference).measure([counter.row]).value == .infinity)
        #expect(try NextTokenDivergence(.entropy).measure([counter.row]).value == 0)
    }

    @Test(
        arguments: [
            ([0], [0, -.infinity]), ([], []), ([-1, -1], [-1, -1]), ([.nan, 0], [0, -.infinity]),
        ] as [([Float], [Float])])
    func whatIsNoDistributionIsRefused(reference: [Float], model: [Float]) {
        var counter = DivergenceCounter()
        let error = #expect(throws: MetricError.self) {
            try counter.add(reference: reference, model: model)
        }
        #expect(error?.code == .badRow)
        #expect(counter.row.places == 0)
    }

    @Test func noPlacesAreNoData() {
        let error = #expect(throws: MetricError.self) {
            try NextTokenDivergence(.entropy).measure([DivergenceRow()])
        }
        #expect(error?.code == .noData)
    }
}
