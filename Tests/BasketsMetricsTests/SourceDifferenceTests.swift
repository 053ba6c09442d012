// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Testing

/// What `difference.json` holds.
struct DifferenceReference: Decodable, Sendable {
    struct Distances: Decodable, Sendable {
        let vectors: [[Float]]
        let withinFirst: Double
        let withinSecond: Double
        let between: Double
        let betweenPaired: Double
    }

    struct Regression: Decodable, Sendable {
        let vectors: [[Float]]
        let labels: [Bool]
        let weights: [Double]
        let intercept: Double
    }

    struct Words: Decodable, Sendable {
        let texts: [[String]]
        let ofFirst: Double
        let ofSecond: Double
        let jensenShannon: Double
    }

    let penalty: Double
    let distances: [Distances]
    let regressions: [Regression]
    let words: [Words]
    let planted: [String]
    let near: [[Int]]

    static func load() throws -> DifferenceReference {
        try Reference.load("difference", as: DifferenceReference.self)
    }
}

/// Two sources of made-up answers; `isPaired` where answer `i` of both is to question `i`.
func sourcePair(_ first: [String], _ second: [String], isPaired: Bool = false) -> SourcePair {
    SourcePair(first, second, first: 0, second: 1, isPaired: isPaired, seed: 7)
}

@Suite struct MatchedSourcesTests {
    private func sources(
        _ texts: [[String]], _ questions: [[String]]? = nil, most: Int = .max
    ) throws -> MatchedSources {
        try MatchedSources(
            names: texts.indices.map { "source \($0)" }, texts: texts, questions: questions,
            most: most, seed: 1)
    }

    @Test func sharedQuestionsAreKeptWithOneAnswerOfEach() throws {
        let found = try sources(
            [["a0", "a1", "a1 again", "a2", ""], ["b3", "b1", "b0", "b4"]],
            [["q0", "q1", "q1", "q2", "q4"], ["q3", "q1", "q0", "q4"]])
        #expect(found.isPaired && found.count == 2)
        let pairs = zip(found.texts[0], found.texts[1]).map { [$0, $1] }.sorted { $0[0] < $1[0] }
        #expect(pairs == [["a0", "b0"], ["a1", "b1"]])
        #expect(found.leftOut == [3, 2])
        #expect(found.rows[0].map { ["a0", "a1", "a1 again", "a2", ""][$0] } == found.texts[0])
    }

    @Test func withoutSharedQuestionsAnEqualShareIsDrawn() throws {
        let texts = [(0..<9).map { "one \($0)" }, ["two", " ", "two again"]]
        for questions in [nil, [(0..<9).map { "q\($0)" }, ["r0", "r1", "r2"]]] {
            let found = try sources(texts, questions)
            #expect(!found.isPaired)
            #expect(found.texts.map(\.count) == [2, 2])
            #expect(found.leftOut == [7, 1])
        }
    }

    @Test func theOrderOfTheAnswersDoesNotChangeWhatIsDrawn() throws {
        let texts = [(0..<30).map { "one \($0)" }, (0..<30).map { "two \($0)" }]
        let forward = try sources(texts, most: 5)
        let backward = try sources(texts.map { $0.reversed() }, most: 5)
        #expect(forward.texts == backward.texts)
        #expect(forward.count == 5)
    }

    @Test func oneSourceOrAnEmptyOneIsNoData() {
        for texts in [[], [["a"]], [["a"], ["", " "]]] as [[[String]]] {
            let error = #expect(throws: MetricError.self) { try self.sources(texts) }
            #expect(error?.code == .noData)
        }
    }
}

@Suite struct PairNumberTests {
    @Test func relabellingAPairedPoolSwapsAnswersToOneQuestion() throws {
        let pair = sourcePair(["a", "b", "c"], ["d", "e", "f"], isPaired: true)
        let found = try pair.number(
            of: DifferenceMeasure.tokenJensenShannon, interval: nil, nullDraws: 40
        ) { sides throws(MetricError) in
            // Both answers to a question are on different sides, whatever the labels.
            (0..<3).allSatisfy { sides[$0] != sides[$0 + 3] } ? 1 : 0
        }
        #expect(found.null?.mean == 1)
        #expect(found.null?.probability == 1)
        #expect(found.value.n == 3)
    }

    @Test func relabellingOtherAnswersKeepsTheNumberOfEachSide() throws {
        let pair = sourcePair(["a", "b"], ["d", "e", "f"])
        let found = try pair.number(
            of: DifferenceMeasure.tokenJensenShannon, interval: nil, nullDraws: 60
        ) { sides throws(MetricError) in
            #expect(sides.count { $0 == .first } == 2)
            // How many of the first two rows are still the first source's.
            return Double(sides.prefix(2).count { $0 == .first })
        }
        let null = try #require(found.null)
        #expect(found.value.value == 2)
        // Two of five labels: 0.8 of two rows in the mean, both in one of ten orders.
        #expect((null.mean - 0.8).magnitude < 0.25)
        #expect(null.probability < 0.3 && null.probability >= 1.0 / 61)
        #expect(null.draws == 60)
    }
}

@Suite struct EmbeddingDifferenceTests {
    @Test func equalsTheReference() throws {
        for one in try DifferenceReference.load().distances {
            let half = one.vectors.count / 2
            let texts = (0..<one.vectors.count).map { "text \($0)" }
            for isPaired in [false, true] {
                let pair = sourcePair(
                    Array(texts.prefix(half)), Array(texts.suffix(half)), isPaired: isPaired)
                let found = try EmbeddingDifference(
                    pair, vectors: VectorSet(one.vectors), interval: nil, nullDraws: 0)
                let between = isPaired ? one.betweenPaired : one.between
                #expect(isClose(found.between.value.value, between, within: 1e-12))
                #expect(isClose(found.withinFirst.value, one.withinFirst, within: 1e-12))
                #expect(isClose(found.withinSecond.value, one.withinSecond, within: 1e-12))
                let excess = between - (one.withinFirst + one.withinSecond) / 2
                #expect(isClose(found.excess.value.value, excess, within: 1e-12))
            }
        }
    }

    @Test func aShiftIsOutsideOfItsNullAndNoneIsInside() throws {
        let cases = try DifferenceReference.load().distances  // without and with a shift
        let texts = (0..<50).map { "text \($0)" }
        for (one, isShifted) in zip(cases, [false, true]) {
            let half = one.vectors.count / 2
            let pair = sourcePair(Array(texts.prefix(half)), Array(texts[half..<2 * half]))
            let found = try EmbeddingDifference(
                pair, vectors: VectorSet(one.vectors), interval: Jackknife(seed: 3, subsets: 50),
                nullDraws: 99)
            let null = try #require(found.excess.null)
            #expect((found.excess.value.value > null.upper) == isShifted)
            #expect((null.probability <= 0.02) == isShifted)
            #expect(null.mean.magnitude < 0.05)
            #expect(found.between.value.interval != nil && found.withinFirst.interval != nil)
        }
    }
}

@Suite struct TokenDivergenceTests {
    @Test func equalsTheReference() throws {
        for one in try DifferenceReference.load().words {
            let found = try TokenDivergence(
                sourcePair(one.texts[0], one.texts[1]), interval: nil, nullDraws: 0)
            #expect(isClose(found.ofFirst.value.value, one.ofFirst))
            #expect(isClose(found.ofSecond.value.value, one.ofSecond))
            #expect(isClose(found.jensenShannon.value.value, one.jensenShannon))
        }
    }

    @Test func theSameTextsDoNotDiverge() throws {
        let texts = ["a b c d", "你好 🙂 a"]
        let found = try TokenDivergence(sourcePair(texts, texts), interval: nil, nullDraws: 20)
        #expect(found.ofFirst.value.value == 0 && found.jensenShannon.value.value == 0)
        #expect(found.jensenShannon.null?.probability == 1)
    }

    @Test func oneWritersHalvesDivergeAsMuchAsTheNullSays() throws {
        let texts = try Reference.lexicalSets()[1].texts  // 40 short texts of one kind
        let found = try TokenDivergence(
            sourcePair(Array(texts.prefix(20)), Array(texts.suffix(20))),
            interval: Jackknife(seed: 2, subsets: 40), nullDraws: 99)
        let null = try #require(found.jensenShannon.null)
        #expect(null.mean > 0.05)
        #expect((null.lower...null.upper).contains(found.jensenShannon.value.value))
        #expect(found.jensenShannon.value.interval != nil)
    }
}

@Suite struct NearCopiesTests {
    @Test func allPlantedCopiesAreFoundAndNothingElse() throws {
        let reference = try DifferenceReference.load()
        #expect(NearCopies(reference.planted).copies == reference.near)
        #expect(reference.near.count { !$0.isEmpty } > 20)
    }

    @Test func theOverlapIsTheShareWithACopyOnTheOtherSide() throws {
        // A copy within one's own source does not count: 2 of 5 have one on the other side.
        let found = try NearCopies.overlap(
            sourcePair(["a b c d", "x y z", "x y z"], ["a b c d", "p q r"]),
            interval: Jackknife(seed: 1, subsets: 30))
        #expect(found.value.value == 0.4)
        #expect(found.value.interval != nil)
    }
}

@Suite struct LogisticRegressionTests {
    @Test func equalsTheReference() throws {
        let reference = try DifferenceReference.load()
        for one in reference.regressions {
            let rows = SparseRows(try VectorSet(one.vectors))
            let model = LogisticRegression(
                rows, labels: one.labels, rows: Array(one.labels.indices),
                penalty: reference.penalty, tolerance: 1e-12)
            for (found, known) in zip(model.weights, one.weights) {
                #expect(isClose(found, known, within: 1e-7))
            }
            #expect(isClose(model.intercept, one.intercept, within: 1e-7))
        }
    }

    @Test func theMinimumOfAParabolaIsFound() {
        // (x - 3)^2 + 10 (y + 1)^2
        let found = minimized(from: [0, 0], tolerance: 1e-12) { point, gradient in
            gradient = [2 * (point[0] - 3), 20 * (point[1] + 1)]
            return (point[0] - 3) * (point[0] - 3) + 10 * (point[1] + 1) * (point[1] + 1)
        }
        #expect(isClose(found[0], 3) && isClose(found[1], -1))
    }
}

@Suite struct SourceClassifierTests {
    private func texts(_ count: Int, _ word: String, seed: Int) -> [String] {
        (0..<count).map { "\(word) says w\(($0 * 7 + seed) % 11) and w\(($0 * 5 + seed) % 13) too" }
    }

    @Test func aWordThatGivesTheSourceAwayIsFound() throws {
        let pair = sourcePair(texts(30, "he", seed: 1), texts(30, "she", seed: 1), isPaired: true)
        let found = try SourceClassifier.accuracy(pair)
        #expect(found.value.value == 1 && found.value.n == 60)
        let interval = try #require(found.value.interval)
        // All right, 30 questions, over 1 + 5 / 4: Wilson's lower limit is n / (n + 1.96^2).
        let n = 30 / 2.25
        #expect(isClose(interval.lower, n / (n + 1.959963984540054 * 1.959963984540054)))
        #expect(isClose(interval.upper, 1))
    }

    @Test func oneWriterIsNotToldFromItself() throws {
        let one = texts(200, "it", seed: 1)
        let pair = sourcePair(one, one.reversed())
        let found = try SourceClassifier.accuracy(pair)
        let interval = try #require(found.value.interval)
        #expect(interval.lower < 0.5 && interval.upper < SourceVerdict.limit)
    }

    @Test func vectorsAreUsedWhereTheyAreGiven() throws {
        let texts = (0..<40).map { "text \($0)" }
        let pair = sourcePair(Array(texts.prefix(20)), Array(texts.suffix(20)))
        let vectors = try VectorSet(
            (0..<40).map { row in [row < 20 ? 1 : -1, Float(row % 7) - 3, 0.5] })
        let found = try SourceClassifier.accuracy(pair, vectors: vectors)
        #expect(found.value.value == 1)
        #expect(found.value.version.hasPrefix("embeddings,"))
    }

    @Test func independentAnswersAreCountedByQuestion() {
        // Of each question both right or both wrong: 4 questions, not 8 answers, at most.
        let isRight = [true, true, true, false, true, true, true, false]
        let together = SourceClassifier.interval(
            isRight, groups: (0..<4).map { [$0, $0 + 4] }, level: 0.95)
        let alone = SourceClassifier.interval(
            isRight, groups: (0..<8).map { [$0] }, level: 0.95)
        #expect(together.upper - together.lower > alone.upper - alone.lower)
        // Three of four right: p = 0.75, the variance over questions is 0.25, n = 0.75 * 0.25 * 4 / 0.25.
        #expect(together.method.hasPrefix("Wilson, by question, 3 independent answers, corrected"))
        // n = 3 / 2.25, z = 1.96: half = z / (1 + z^2 / n) * sqrt(0.1875 / n + z^2 / (4 n^2)).
        #expect(abs((together.upper - together.lower) / 2 - 0.416690) < 1e-6)
    }

    @Test func fewAnswersAreNoData() {
        let error = #expect(throws: MetricError.self) {
            try SourceClassifier.accuracy(sourcePair(["a"], ["b"]))
        }
        #expect(error?.code == .noData)
    }
}

@Suite struct SourceVerdictTests {
    private func accuracy(
        _ first: Int, _ second: Int, _ lower: Double, _ upper: Double
    ) -> PairNumber {
        PairNumber(
            first: first, second: second,
            value: MetricValue(
                metric: "classifier-accuracy", version: "1", value: (lower + upper) / 2,
                unit: "fraction", n: 100,
                interval: .init(lower: lower, upper: upper, level: 0.95, method: "m")),
            null: nil)
    }

    private func verdict(_ accuracies: [PairNumber], _ count: Int = 4) -> SourceVerdict {
        SourceVerdict(
            names: Array(["a", "b", "c", "d"].prefix(count)), accuracies: accuracies)
    }

    @Test func fourBasketsCanBeTwo() {
        let found = verdict([
            accuracy(0, 1, 0.45, 0.55), accuracy(0, 2, 0.8, 0.9), accuracy(0, 3, 0.8, 0.9),
            accuracy(1, 2, 0.8, 0.9), accuracy(1, 3, 0.6, 0.9), accuracy(2, 3, 0.5, 0.59),
        ])
        #expect(found.baskets == [[0, 1], [2, 3]])
        #expect(found.sentence == "These four baskets are two baskets: a and b; c and d.")
    }

    @Test func anIntervalThatCoversTheLimitCannotTell() {
        let found = verdict(
            [accuracy(0, 1, 0.5, 0.6), accuracy(0, 2, 0.7, 0.8), accuracy(1, 2, 0.7, 0.8)], 3)
        #expect(found.pairs.map(\.relation) == [.cannotTell, .different, .different])
        #expect(found.fewest == 2)
        #expect(
            found.sentence
                == "These three baskets are two to three baskets. "
                + "Cannot tell a from b with so few answers.")
    }

    @Test func everyClassifierMustFailForTwoToBeOne() {
        let same = accuracy(0, 1, 0.45, 0.55)
        #expect(verdict([same], 2).sentence == "These two baskets are one basket.")
        #expect(verdict([same, accuracy(0, 1, 0.7, 0.8)], 2).baskets.count == 2)
        #expect(verdict([same, accuracy(0, 1, 0.5, 0.7)], 2).pairs[0].relation == .cannotTell)
        let bare = PairNumber(
            first: 0, second: 1,
            value: MetricValue(metric: "m", version: "1", value: 0.5, unit: "fraction", n: 1),
            null: nil)
        #expect(verdict([bare], 2).pairs[0].relation == .cannotTell)
    }
}

@Suite struct MauveTests {
    struct Case: Decodable, Sendable {
        struct Histogram: Decodable, Sendable {
            let first: [Double]
            let second: [Double]
            let mauve: Double
        }

        let histograms: [Histogram]
        let first: [[Float]]
        let second: [[Float]]
        let mauve: Double
    }

    @Test func equalsTheReferenceFromTheSharesOfTheClustersOn() throws {
        for one in try Reference.load("mauve_text", as: Case.self).histograms {
            #expect(isClose(Mauve.score(one.first, one.second), one.mauve))
        }
        #expect(isClose(Mauve.score([0.5, 0.5], [0.5, 0.5]), 1))
    }

    @Test func clearClustersAreFoundAsByTheReference() throws {
        let one = try Reference.load("mauve_text", as: Case.self)
        let found = try Mauve(clusters: 5, seed: 1).measure(
            VectorSet(one.first), against: VectorSet(one.second))
        // Of five seeds one may join two clusters.
        #expect(isClose(found.value, one.mauve, within: 0.05))
        #expect(found.n == 60)
        #expect(found.note?.hasPrefix("5 clusters, seed 1; ") == true)
    }

    @Test func ofSubsetsItIsTheScoreOfTheirShares() throws {
        // Two clear clusters: the first set 3 and 1, the second 2 and 2; without row 0 2:1 and 1:2.
        let (left, right): ([Float], [Float]) = ([1, 0], [0, 1])
        let mauve = Mauve(clusters: 2, seeds: 1, seed: 3)
        let (first, second) = (
            try VectorSet([left, left, left, right]), try VectorSet([left, left, right, right])
        )
        let measure = try mauve.prepare(first, against: second)
        #expect(
            isClose(try measure.value([0, 1, 2, 3]), Mauve.score([0.75, 0.25], [0.5, 0.5])))
        let part = Mauve.score([2.0 / 3, 1.0 / 3], [1.0 / 3, 2.0 / 3])
        #expect(isClose(try measure.value([1, 2, 3]), part))
        #expect(try mauve.measure(first, against: second).value == measure.value(measure.rows))
        let uneven = #expect(throws: MetricError.self) {
            try mauve.prepare(first, against: VectorSet([left, right]))
        }
        #expect(uneven?.code == .badSetting)
    }
}
