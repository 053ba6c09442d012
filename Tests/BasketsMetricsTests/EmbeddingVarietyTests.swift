// SPDX-License-Identifier: Apache-2.0

@testable import BasketsMetrics
import Testing

@Suite struct VendiScoreTests {
    @Test func equalsTheReference() throws {
        for one in try Reference.load("semantic", as: [Reference.VectorCase].self) {
            let found = try VendiScore().measure(VectorSet(one.vectors))
            #expect(isClose(found.value, one.vendi))
        }
    }

    @Test func oneDirectionIsOneAndRightAnglesAreN() throws {
        #expect(isClose(try VendiScore().measure(VectorSet([[2, 0], [1, 0]])).value, 1))
        let axes: [[Float]] = [[1, 0, 0], [0, 3, 0], [0, 0, 2]]
        #expect(isClose(try VendiScore().measure(VectorSet(axes)).value, 3))
        #expect(isClose(try VendiScore().measure(VectorSet([[1, 2, 3]])).value, 1))
    }

    @Test func doublingTheSetLeavesItUnchanged() throws {
        for one in try Reference.load("semantic", as: [Reference.VectorCase].self) {
            let doubled = try VendiScore().measure(VectorSet(one.vectors + one.vectors))
            #expect(isClose(doubled.value, one.vendi))
        }
    }
}

@Suite struct NearestNeighbourTests {
    @Test func equalsTheReference() throws {
        for one in try Reference.load("semantic", as: [Reference.VectorCase].self) {
            let found = try NearestNeighbourDistance().measure(VectorSet(one.vectors))
            #expect(isClose(found.value, one.nearest, within: 1e-12))
        }
    }

    @Test func aSubsetEqualsTheSameVectorsAlone() throws {
        let vectors = try Reference.load("semantic", as: [Reference.VectorCase].self)[2].vectors
        let measure = try NearestNeighbourDistance().prepare(VectorSet(vectors))
        for rows in [[0, 1], [3, 30, 39], Array(5..<35)] {
            let alone = try NearestNeighbourDistance().measure(VectorSet(rows.map { vectors[$0] }))
            #expect(isClose(try measure.value(rows), alone.value, within: 1e-13))
        }
    }

    @Test func aTwinIsAtDistanceZero() throws {
        let found = try NearestNeighbourDistance().measure(VectorSet([[1, 2], [2, 4], [-2, 1]]))
        // The third is at right angles to both.
        #expect(isClose(found.value, 1.0 / 3.0, within: 1e-12))
    }
}

@Suite struct EigenvalueTests {
    @Test func equalTheReference() throws {
        for one in try Reference.load("semantic", as: [Reference.VectorCase].self) {
            let found = symmetricEigenvalues(one.gram, size: one.eigenvalues.count)
            let largest = one.eigenvalues.last ?? 1
            for (value, expected) in zip(found, one.eigenvalues) {
                #expect((value - expected).magnitude <= 1e-13 * largest)
            }
        }
    }

    @Test(arguments: [
        ([5.0], [5.0]), ([2, 0, 0, -3], [-3, 2]), ([2, 9, 1, 2], [1, 3]),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0]), ([1, 9, 9, 1, 1, 9, 1, 1, 1], [0, 0, 3]),
        ([4, 9, 9, 0, 4, 9, 0, 0, 4], [4, 4, 4]),
    ])
    func knownMatrices(matrix: [Double], expected: [Double]) {
        // Only the lower triangle is read: 9 stands where nothing may look.
        let found = symmetricEigenvalues(matrix, size: expected.count)
        for (value, known) in zip(found, expected) { #expect(isClose(value, known, within: 1e-14)) }
    }
}
