// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Topics of several sets of texts, from one model of them all, of each set equally many texts, for
/// several seeds.
///
/// The order of the texts does not matter: what is drawn, and in which order it is modelled, comes
/// from what the texts say.
public struct PooledTopics: Sendable {
    public struct Settings: Sendable, Hashable {
        /// Number of topics; nil for a tenth of the texts of the pool, from 2 to 20.
        public var topics: Int?
        /// Models that every number is the mean of.
        public var models: Int
        public var sweeps: Int
        public var seed: UInt64

        public init(topics: Int? = nil, models: Int = 5, sweeps: Int = 150, seed: UInt64) {
            precondition(models > 0, "at least one model")
            self.topics = topics
            self.models = models
            self.sweeps = sweeps
            self.seed = seed
        }
    }

    /// Number of topics.
    public let topics: Int
    /// Rows of each set that are in the model, ascending.
    public let rows: [[Int]]
    /// Rows of each set that are not: without topic words, or beyond the equal share.
    public let leftOut: [Int]
    /// Texts of each set.
    private let counts: [Int]
    /// Topic shares of the rows, [models][sets][rows][topics].
    let shares: [[[[Double]]]]

    /// - Throws: `MetricError.noData` for no set, or one without a text that has topic words.
    public init(_ sets: [[String]], settings: Settings) throws(MetricError) {
        let corpus = try TopicCorpus(sets, seed: settings.seed)
        let topics = settings.topics ?? min(20, max(2, corpus.documents.count / 10))
        let places = sets.indices.map { set in
            corpus.documents.indices.filter { corpus.documents[$0].set == set }
                .sorted { corpus.documents[$0].row < corpus.documents[$1].row }
        }
        let words = corpus.documents.map(\.words)
        shares = sideBySide(settings.models) { number in
            let model = TopicModel(
                words, vocabularySize: corpus.vocabularySize,
                settings: TopicModel.Settings(topics: topics, sweeps: settings.sweeps),
                seed: KeyedRandom.seed(settings.seed, ["topic-model", String(number)]))
            return places.map { $0.map { model.shares[$0] } }
        }
        self.topics = topics
        rows = places.map { $0.map { corpus.documents[$0].row } }
        counts = sets.map(\.count)
        leftOut = zip(sets, places).map { $0.count - $1.count }
    }

    /// A measure of a set, ready for any subset of its rows; the mean over the models.
    ///
    /// - Parameter other: the set that coverage (the reference) or overlap is taken with; without a
    ///   say in the entropy. Of as many texts as the set, its rows are to the same questions: what is
    ///   left out of the one is left out of the other. Of another number, it is given as a whole.
    public func measure(
        _ measure: TopicMeasure, of set: Int, against other: Int? = nil
    ) -> RowMeasure {
        precondition(measure == .entropy || other != nil, "a set to compare with")
        let own = mixtures(of: set)
        let others = measure == .entropy ? nil : other.map(mixtures)
        let given = other.flatMap { counts[$0] == counts[set] ? nil : rows[$0] }
        /// [models]; nil where a set has none of the rows.
        let values: @Sendable (_ rows: [Int]) -> [Double]? = { rows in
            guard let found = own(rows) else { return nil }
            guard let others else { return found.map { measure.value(of: $0, against: []) } }
            return others(given ?? rows).map { others in
                zip(found, others).map { measure.value(of: $0, against: $1) }
            }
        }
        let all = values(rows[set]) ?? []
        return RowMeasure(rows: rows[set], leftOut: leftOut[set], note: note(all)) {
            rows throws(MetricError) in
            guard let values = values(rows) else {
                throw .noData(measure.rawValue, needs: "a text with words", got: "none")
            }
            return mean(values)
        }
    }

    /// Topic shares of any of a set's rows under each model, [models][topics]; nil for none of them.
    private func mixtures(of set: Int) -> @Sendable (_ rows: [Int]) -> [[Double]]? {
        let places = Dictionary(uniqueKeysWithValues: rows[set].enumerated().map { ($1, $0) })
        let models = shares.map { $0[set] }
        return { rows in
            let chosen = rows.compactMap { places[$0] }
            return chosen.isEmpty
                ? nil : models.map { model in Self.mixture(chosen.map { model[$0] }) }
        }
    }

    /// A measure of a set with an interval over its texts, the models given; their spread stands in
    /// the note.
    ///
    /// - Throws: `MetricError.noData` for a set without rows.
    public func value(
        _ measure: TopicMeasure, of set: Int, against other: Int? = nil,
        interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try measure.number(of: self.measure(measure, of: set, against: other), interval: interval)
    }

    /// Mean topic shares of some texts, [topics].
    static func mixture(_ texts: [[Double]]) -> [Double] {
        var total = [Double](repeating: 0, count: texts.first?.count ?? 0)
        for text in texts {
            for topic in total.indices { total[topic] += text[topic] }
        }
        return total.map { $0 / Double(texts.count) }
    }

    private func note(_ values: [Double]) -> String {
        func short(_ value: Double?) -> String {
            String(((value ?? 0) * 1_000).rounded() / 1_000)
        }
        return "\(topics) topics; \(short(values.min())) to \(short(values.max())) over "
            + "\(values.count) models."
    }
}
