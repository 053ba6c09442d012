// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct MeanCosineDistanceTests {
    typealias Case = Reference.VectorCase

    @Test func equalsTheReferenceOverAllPairs() throws {
        for one in try Reference.load("semantic", as: [Case].self) {
            let found = try MeanCosineDistance().measure(VectorSet(one.vectors))
            #expect(isClose(found.value, one.meanCosineDistance, within: 1e-12))
            #expect(found.n == one.vectors.count)
        }
    }

    @Test func knownAnglesGiveKnownDistances() throws {
        func distance(_ vectors: [[Float]]) throws -> Double {
            try MeanCosineDistance().measure(VectorSet(vectors)).value
        }
        #expect(isClose(try distance([[1, 0], [5, 0]]), 0, within: 1e-15))
        #expect(isClose(try distance([[1, 0], [0, 2]]), 1, within: 1e-15))
        #expect(isClose(try distance([[1, 0], [-3, 0]]), 2, within: 1e-15))
        // Pairs at 90, 90 and 180 degrees: (1 + 1 + 2) / 3.
        #expect(isClose(try distance([[1, 0], [0, 1], [-1, 0]]), 4.0 / 3.0, within: 1e-15))
    }

    @Test func aSubsetEqualsTheSameVectorsAlone() throws {
        let vectors = try Reference.load("semantic", as: [Case].self)[2].vectors
        let within = try MeanCosineDistance().prepare(VectorSet(vectors)).value([0, 5, 9])
        let alone = try MeanCosineDistance().measure(VectorSet([0, 5, 9].map { vectors[$0] }))
        #expect(isClose(within, alone.value, within: 1e-14))
    }

    @Test func oneVectorIsNoData() {
        let error = #expect(throws: MetricError.self) {
            try MeanCosineDistance().measure(VectorSet([[1, 2]]))
        }
        #expect(error?.code == .noData)
    }

    @Test(arguments: [[[1, 0], [0, 0]], [[1, 0], [.nan, 1]], [[1, 0], [1]]] as [[[Float]]])
    func aVectorWithoutADirectionIsNamed(vectors: [[Float]]) {
        let error = #expect(throws: MetricError.self) { try VectorSet(vectors) }
        #expect(error?.code == .badRow)
        #expect(error?.row == 1)
    }
}
