// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Foundation
import Testing

/// Coverage of the intervals of measures of sets, simulated; minutes, so only where `BASKETS_PROOFS`
/// is set. `BASKETS_COVERAGE` names the file whose last part it is printed into.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil))
struct SetProofs {
    static let n = 60
    static let worlds = 500
    /// Sets whose mean is taken for the truth.
    static let sets = 2_000

    /// A line of the table: a value, and an interval where one is asked for, of a simulated set.
    struct Line: Sendable {
        let method: String
        let world: String
        var known: String?
        let value: @Sendable (_ world: Int, _ interval: Jackknife?) throws -> MetricValue
    }

    @Test func intervalsOfSetsHoldTheTrueValue() async throws {
        let lines = try await withThrowingTaskGroup(of: (Int, CoverageLine).self) { group in
            for (place, line) in Self.all.enumerated() {
                group.addTask { (place, try Self.coverage(of: line)) }
            }
            var found: [Int: CoverageLine] = [:]
            for try await (place, line) in group { found[place] = line }
            return Self.all.indices.compactMap { found[$0] } + [try Self.jointRegion()]
        }
        if let file = ProcessInfo.processInfo.environment["BASKETS_COVERAGE"] {
            try CoverageFile.write(sets: lines, to: URL(filePath: file))
        }
        for line in lines { #expect(!line.isUnexpected, "\(line.method): \(line.share)") }
    }

    static func coverage(of line: Line) throws -> CoverageLine {
        let values = try (0..<sets).map { try line.value($0, nil).value }
        let truth = values.reduce(0, +) / Double(values.count)
        let held = try (0..<worlds).count { world in
            let found = try line.value(world, Jackknife(seed: UInt64(world), subsets: 100))
            guard let interval = found.interval else { return false }
            return interval.lower <= truth && truth <= interval.upper
        }
        return CoverageLine(
            method: line.method, world: line.world, kind: .coverage,
            share: Double(held) / Double(worlds), units: n, known: line.known)
    }

    static let all: [Line] = [
        answers, vectors, distributions, within, pairs, topics, differences,
    ].flatMap { $0 }

    // MARK: Sets of answers

    /// A text with a topic, fixed phrases, and words of which a few are frequent.
    static func text(_ random: inout KeyedRandom, words lengths: ClosedRange<Int>) -> String {
        let topic = Int(random.uniform() * 30)
        let length = lengths.lowerBound + Int(random.uniform() * Double(lengths.count))
        var words = random.uniform() < 0.3 ? ["-", "Item"] : []
        while words.count < length {
            switch random.uniform() {
            case ..<0.1: words += ["it", "is", "a", "kind", "of"]
            case ..<0.13: words += ["as", "far", "as", "we", "know", "this", "is", "the", "case"]
            case ..<0.17: words += ["used.", "In", "the", "t\(topic)"]
            case ..<0.5: words.append("t\(topic)x\(Int(exp(random.uniform() * 5)))")
            default: words.append("w\(Int(exp(random.uniform() * 8)))")
            }
        }
        return words.joined(separator: " ") + ". It is the end."
    }

    private static func drawnTexts(
        _ world: Int, _ name: String = "sets", words: ClosedRange<Int> = 15...75
    ) -> [String] {
        var random = KeyedRandom(21, name, String(world))
        return (0..<n).map { _ in text(&random, words: words) }
    }

    static let answers: [Line] = MetricCatalog.names(madeFrom: .answers)
        .filter { !$0.hasPrefix("published") }.compactMap { name in
            guard let known = try? MetricCatalog.metric(named: name) as? any AnswerSetMetric else {
                return nil
            }
            let metric: any AnswerSetMetric =
                name == "vocabulary-growth" ? VocabularyGrowth(at: 500) : known
            let isLong = name == "mattr-100"
            return Line(
                method: name, world: "texts of \(isLong ? "110 to 170" : "15 to 75") words"
            ) { world, interval in
                try metric.measure(
                    AnswerSet(drawnTexts(world, words: isLong ? 110...170 : 15...75)),
                    interval: interval)
            }
        }

    // MARK: Vectors

    private static func drawnVectors(
        _ world: Int, _ name: String = "vectors", shift: Float = 0
    ) -> [[Float]] {
        var random = KeyedRandom(22, name, String(world))
        return (0..<n).map { _ in
            let topic = Int(random.uniform() * 8)
            return (0..<8).map {
                Float(random.uniform() - 0.4) + ($0 == topic ? 1 : 0) + ($0 == 7 ? shift : 0)
            }
        }
    }

    static let vectors: [Line] =
        MetricCatalog.names(madeFrom: .vectors).compactMap { name in
            guard let metric = try? MetricCatalog.metric(named: name) as? any VectorSetMetric else {
                return nil
            }
            return Line(method: name, world: "eight topics") { world, interval in
                try metric.measure(VectorSet(drawnVectors(world)), interval: interval)
            }
        } + [
            Line(method: "mauve", world: "two sets, one shifted") { world, interval in
                let mauve = Mauve(seeds: 2, seed: 1)
                return try mauve.number(
                    of: mauve.prepare(
                        VectorSet(drawnVectors(world)),
                        against: VectorSet(drawnVectors(world, "others", shift: 0.3))),
                    interval: interval)
            }
        ]

    // MARK: Next tokens

    private static func divergences(_ world: Int) -> [DivergenceRow] {
        var random = KeyedRandom(23, "divergences", String(world))
        return (0..<n).map { _ in
            let places = 10 + Int(random.uniform() * 60)
            let own = random.uniform() + random.uniform()
            let count = Double(places)
            let tail = 0.002 * count * (0.5 + random.uniform())
            return DivergenceRow(
                places: places, fromReference: own * count, fromModel: 0.8 * own * count,
                jensenShannon: 0.1 * own * count, referenceEntropy: 4 * count,
                modelEntropy: (4 - own) * count, referenceTail: tail,
                modelTail: tail / (1 + own))
        }
    }

    static let distributions: [Line] = NextTokenDivergence.Part.allCases.map { part in
        Line(method: part.rawValue, world: "texts of 10 to 70 tokens") { world, interval in
            try NextTokenDivergence(part).measure(divergences(world), interval: interval)
        }
    }

    // MARK: Within questions

    private static func answersToQuestions(_ world: Int) -> (texts: [String], questions: [String]) {
        var random = KeyedRandom(24, "within", String(world))
        var texts: [String] = []
        var questions: [String] = []
        for question in 0..<n {
            // How alike the answers to a question are is the question's own.
            let share = random.uniform()
            let common = (0..<20).map { _ in "c\(Int(exp(random.uniform() * 7)))" }
            for _ in 0..<4 {
                let words = common.map { word in
                    random.uniform() < share ? word : "w\(Int(exp(random.uniform() * 7)))"
                }
                texts.append(words.joined(separator: " "))
                questions.append("q\(question)")
            }
        }
        return (texts, questions)
    }

    static let within: [Line] = ["self-bleu", "distinct-2"].compactMap { name in
        guard let metric = try? MetricCatalog.metric(named: name) as? any AnswerSetMetric else {
            return nil
        }
        return Line(
            method: "\(name) of answers to one question", world: "4 answers a question"
        ) { world, interval in
            let (texts, questions) = answersToQuestions(world)
            let measure = try metric.prepare(AnswerSet(texts)).withinQuestions(questions)
            return try metric.number(of: measure, interval: interval)
        }
    }

    // MARK: Two sets

    /// Two sources that answer the same questions; a quarter of the answers of the second are those of
    /// the first but for one word of forty.
    private static func pair(_ world: Int) -> SourcePair {
        var random = KeyedRandom(25, "pairs", String(world))
        let first = (0..<n).map { _ in text(&random, words: 40...60) }
        let second = first.map { own in
            random.uniform() < 0.25 ? own + " Indeed." : text(&random, words: 40...60)
        }
        return sourcePair(first, second, isPaired: true)
    }

    static let pairs: [Line] = [
        Line(method: "near-duplicate-overlap", world: "a quarter are near copies") {
            world, interval in try NearCopies.overlap(pair(world), interval: interval).value
        },
        Line(method: "token-jensen-shannon", world: "a quarter are near copies") {
            world, interval in
            try TokenDivergence.jensenShannon(pair(world), interval: interval, nullDraws: 0).value
        },
    ]

    // MARK: Topics

    private static func topicTexts(_ world: Int, _ name: String, favourite: Int) -> [String] {
        var random = KeyedRandom(26, name, String(world))
        return (0..<n).map { _ in
            let topic = random.uniform() < 0.3 ? favourite : Int(random.uniform() * 5)
            return (0..<18).map { _ in
                let letter = Character(UnicodeScalar(UInt8(97 + Int(exp2(random.uniform() * 4)))))
                let own = random.uniform() < 0.8 ? topic : Int(random.uniform() * 5)
                return ["ka", "mo", "ri", "su", "te"][own] + String(letter)
            }.joined(separator: " ")
        }
    }

    static let topics: [Line] = TopicMeasure.allCases.map { measure in
        Line(method: measure.rawValue, world: "five topics, two models") { world, interval in
            let sets = [
                topicTexts(world, "people", favourite: 0), topicTexts(world, "cell", favourite: 1),
            ]
            let topics = try PooledTopics(
                sets, settings: .init(topics: 5, models: 2, sweeps: 45, seed: 1))
            return try topics.value(measure, of: 1, against: 0, interval: interval)
        }
    }

    // MARK: Matched differences

    static let differences: [Line] = ["self-bleu", "distinct-2", "mtld", "ngram-entropy-1"]
        .compactMap { name in
            guard let metric = try? MetricCatalog.metric(named: name) as? any AnswerSetMetric else {
                return nil
            }
            return Line(
                method: "\(name), matched difference", world: "15 to 75 words against 30 to 60",
                known: "each subset keeps the cuts of the full sets"
            ) { world, interval in
                let sets = try MatchedSets(pairedRows: [
                    drawnTexts(world), drawnTexts(world, "others", words: 30...60),
                ])
                let measures = try sets.sets.map { try metric.prepare($0) }
                let values = try measures.map { try $0.value($0.rows) }
                let found = try interval?.difference(of: measures[0], and: measures[1])
                return MetricValue(
                    metric: name, version: "", value: values[0] - values[1], unit: "", n: n,
                    interval: found?.interval)
            }
        }

    /// Heaps' k and beta together: the share of worlds in whose ellipse the means of both lie.
    private static func jointRegion() throws -> CoverageLine {
        let fits = try (0..<sets).map { try HeapsFit(AnswerSet(drawnTexts($0))) }
        let k = exp(fits.reduce(0) { $0 + log($1.k) } / Double(sets))
        let beta = fits.reduce(0) { $0 + $1.beta } / Double(sets)
        let held = try (0..<worlds).count { world in
            let jackknife = Jackknife(seed: UInt64(world), subsets: 100)
            return try HeapsSpread(AnswerSet(drawnTexts(world)), jackknife: jackknife)
                .contains(k: k, beta: beta)
        }
        return CoverageLine(
            method: "heaps-k and heaps-beta, joint region", world: "texts of 15 to 75 words",
            kind: .coverage, share: Double(held) / Double(worlds), units: n)
    }
}
