// SPDX-License-Identifier: Apache-2.0

@testable import BasketsMetrics
import Testing

@Suite struct AnswerMapTests {
    struct Case: Decodable, Sendable {
        let vectors: [[Float]]
        /// Trustworthiness of scikit-learn's map of the vectors.
        let scikitLearn: Double
        let points: [[Double]]
        /// Trustworthiness of `points`, which have nothing to do with the vectors.
        let ofPoints: Double
    }

    @Test func trustworthinessEqualsTheReference() throws {
        let one = try Reference.load("map", as: Case.self)
        let vectors = try VectorSet(one.vectors)
        let found = AnswerMap.trustworthiness(
            of: one.points.map { AnswerMap.Point(x: $0[0], y: $0[1]) },
            for: SquaredDistances(vectors.units, dimension: vectors.dimension), neighbours: 5)
        // Distances of nearly equal size may change places in single precision.
        #expect(isClose(found, one.ofPoints, within: 1e-5))
    }

    @Test func theMapKeepsNeighboursAsWellAsTheReference() throws {
        let one = try Reference.load("map", as: Case.self)
        let vectors = try VectorSet(one.vectors)
        for seed: UInt64 in [1, 2] {
            let map = try AnswerMap(vectors, settings: .init(seed: seed))
            #expect(map.trustworthiness >= one.scikitLearn - 0.01)
            #expect(map.points.count == one.vectors.count)
            #expect(map.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        }
    }

    @Test func theSameSeedGivesTheSameMap() throws {
        let vectors = try VectorSet(
            Array(try Reference.load("map", as: Case.self).vectors.prefix(40)))
        let settings = AnswerMap.Settings(steps: 100, seed: 4)
        #expect(
            try AnswerMap(vectors, settings: settings).points
                == AnswerMap(vectors, settings: settings).points)
    }

    @Test func copiesAndFewTextsDoNoHarm() throws {
        let copies = try VectorSet(Array(repeating: [1, 2, 3], count: 15))
        let map = try AnswerMap(copies, settings: .init(steps: 50, seed: 1))
        #expect(map.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        let error = #expect(throws: MetricError.self) {
            try AnswerMap(VectorSet([[1], [2]]), settings: .init(seed: 1))
        }
        #expect(error?.code == .noData)
    }
}
