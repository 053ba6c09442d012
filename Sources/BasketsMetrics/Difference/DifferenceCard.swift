// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// How different some sources are: all numbers of a card, part by part as they are made. A part that
/// was not made is empty, with the reason in `remarks`.
public struct DifferenceCard: Sendable, Hashable, Codable {
    /// A source and what of it is compared.
    public struct Source: Sendable, Hashable, Codable {
        public let name: String
        /// Answers that are compared, equally many of each source.
        public let compared: Int
        /// Answers that are not: empty, to a question that not all sources answered, or beyond the
        /// equal share.
        public let leftOut: Int
    }

    /// A text on the map.
    public struct Place: Sendable, Hashable, Codable {
        public let source: Int
        public let x: Double
        public let y: Double
    }

    public let sources: [Source]
    /// Whether all sources answer the same questions, and differences are by question.
    public let isPaired: Bool
    public let seed: UInt64
    /// Length and form of each source, [sources][numbers]; a number without data is not there.
    public var form: [[MetricValue]] = []
    public var nearDuplicates: [PairNumber] = []
    public var tokens: [TokenDivergence] = []
    /// Entropy of each source's topics.
    public var topicEntropy: [MetricValue] = []
    public var topicOverlap: [PairNumber] = []
    /// How much of people's topics each other source covers, the source first and people second; nil
    /// where no source is people, and on cards of older versions.
    public var topicCoverage: [PairNumber]?
    /// Accuracy of the classifier that sees words, and of the one that sees embeddings.
    public var wordAccuracy: [PairNumber] = []
    /// The same by words, and the Jensen-Shannon divergence of words, of answers that are cut to equal
    /// lengths pair by pair; nil on cards of older versions.
    public var matchedWordAccuracy: [PairNumber]?
    public var matchedJensenShannon: [PairNumber]?
    public var embeddingAccuracy: [PairNumber] = []
    public var embeddings: [EmbeddingDifference] = []
    public var verdict: SourceVerdict?
    public var map: [Place] = []
    /// See `AnswerMap.trustworthiness`.
    public var mapTrustworthiness: Double?
    /// What a reader must know of the whole card.
    public var remarks: [String] = []

    public init(_ sources: MatchedSources) {
        self.sources = sources.names.indices.map {
            Source(
                name: sources.names[$0], compared: sources.count, leftOut: sources.leftOut[$0])
        }
        isPaired = sources.isPaired
        seed = sources.seed
    }

    /// A number of a source's length and form; nil where there is no data for it.
    public func number(_ part: FormProfile.Part, of source: Int) -> MetricValue? {
        guard form.indices.contains(source) else { return nil }
        return form[source].first { $0.metric == part.rawValue }
    }

    /// Joins the sources that no classifier tells apart.
    public mutating func judge() {
        verdict = SourceVerdict(
            names: sources.map(\.name), accuracies: wordAccuracy + embeddingAccuracy)
        for pair in toldApartByLength {
            remarks.append(
                "Words tell \(sources[pair.first].name) from \(sources[pair.second].name) by length: "
                    + "of answers cut to equal lengths the classifier names too few rightly.")
        }
    }

    /// Pairs that words tell apart, and no longer once answers are cut to equal lengths.
    private var toldApartByLength: [PairNumber] {
        (matchedWordAccuracy ?? []).filter { cut in
            let whole = wordAccuracy.first { $0.first == cut.first && $0.second == cut.second }
            guard let lower = whole?.value.interval?.lower, let upper = cut.value.interval?.upper
            else { return false }
            return lower >= SourceVerdict.limit && upper < SourceVerdict.limit
        }
    }
}

/// Makes the parts of a card from answers; each is a pure function of them and of the seed.
public struct SourceComparison: Sendable {
    public let sources: MatchedSources
    public let jackknife: Jackknife
    /// Relabellings that a null is made from.
    public let nullDraws: Int

    public init(_ sources: MatchedSources, subsets: Int = 100, nullDraws: Int = 200) {
        self.sources = sources
        jackknife = Jackknife(seed: sources.seed, subsets: subsets)
        self.nullDraws = nullDraws
    }

    /// Length and form of a source's answers, and why the numbers without data are not there.
    ///
    /// - Throws: `MetricError` other than `noData`.
    public func form(
        of source: Int
    ) throws(MetricError) -> (values: [MetricValue], missing: [MetricError]) {
        let answers = AnswerSet(sources.texts[source])
        var values: [MetricValue] = []
        var missing: [MetricError] = []
        for part in FormProfile.Part.allCases {
            do throws(MetricError) {
                values.append(try FormProfile(part).measure(answers, interval: jackknife))
            } catch {
                guard error.code == .noData else { throw error }
                missing.append(error)
            }
        }
        return (values, missing)
    }

    public func nearDuplicates(_ pair: SourcePair) throws(MetricError) -> PairNumber {
        try NearCopies.overlap(pair, interval: jackknife)
    }

    public func tokens(_ pair: SourcePair) throws(MetricError) -> TokenDivergence {
        try TokenDivergence(pair, interval: jackknife, nullDraws: nullDraws)
    }

    /// The Jensen-Shannon divergence of `tokens(_:)` alone.
    public func jensenShannon(_ pair: SourcePair) throws(MetricError) -> PairNumber {
        try TokenDivergence.jensenShannon(pair, interval: jackknife, nullDraws: nullDraws)
    }

    public func topics() throws(MetricError) -> PooledTopics {
        try PooledTopics(sources.texts, settings: .init(seed: sources.seed))
    }

    /// - Parameter vectors: of every source's answers, in their order.
    public func embeddings(
        _ pair: SourcePair, _ vectors: [[[Float]]]
    ) throws(MetricError) -> EmbeddingDifference {
        try EmbeddingDifference(
            pair, vectors: VectorSet(vectors[pair.first] + vectors[pair.second]),
            interval: jackknife, nullDraws: nullDraws)
    }

    /// Accuracy by embeddings where they are given, else by words.
    public func accuracy(
        _ pair: SourcePair, _ vectors: [[[Float]]]? = nil
    ) throws(MetricError) -> PairNumber {
        guard let vectors else { return try SourceClassifier.accuracy(pair) }
        return try SourceClassifier.accuracy(
            pair, vectors: VectorSet(vectors[pair.first] + vectors[pair.second]))
    }

    /// A map of all answers, source by source, and its trustworthiness.
    ///
    /// - Throws: `MetricError.noData` for fewer than twelve answers.
    public func map(
        _ vectors: [[[Float]]]
    ) throws(MetricError) -> (places: [DifferenceCard.Place], trustworthiness: Double) {
        let map = try AnswerMap(
            VectorSet(vectors.flatMap { $0 }), settings: .init(seed: sources.seed))
        let owner = vectors.enumerated().flatMap { source, rows in rows.map { _ in source } }
        return (
            zip(owner, map.points).map { .init(source: $0, x: $1.x, y: $1.y) },
            map.trustworthiness
        )
    }
}
