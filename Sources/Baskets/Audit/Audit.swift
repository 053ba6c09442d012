// SPDX-License-Identifier: Apache-2.0
import BasketsCore
public import BasketsMetrics

/// How different some files of answers are, before anything is trained on them: cheap parts first,
/// each handed over as it is ready.
public struct Audit: Sendable {
    /// A part of the card, in the order of the work.
    public enum Part: String, Sendable, CaseIterable {
        case sources, form, nearDuplicates, words, accuracy, topics, embeddings, verdict
    }

    /// What the embeddings are made with; nil for an audit without them.
    public typealias Embedding = (_ texts: [String]) async throws -> [[Float]]

    public let files: [AuditedFile]
    public let seed: UInt64
    /// Answers of each source that are embedded, at most; embedding is the slow part.
    public let embedded: Int
    /// Answers of each source that are compared, at most.
    public let compared: Int

    /// So many unless asked otherwise: more would take hours, and say no more.
    public static let mostCompared = 5_000

    public init(
        _ files: [AuditedFile], seed: UInt64 = 0, embedded: Int = 250,
        compared: Int = Self.mostCompared
    ) {
        self.files = files
        self.seed = seed
        self.embedded = embedded
        self.compared = compared
    }

    /// - Parameter report: called after every part with the card as far as it is.
    /// - Throws: `MetricError` for fewer than two sources or one without answers, and what the
    ///   embedding throws.
    public func run(
        embed: Embedding?, report: (Part, DifferenceCard) -> Void
    ) async throws -> DifferenceCard {
        let sources = try matched(most: compared)
        let comparison = SourceComparison(sources)
        let pairs = sources.pairs
        var card = DifferenceCard(sources)
        if sources.count == compared, sources.leftOut.contains(where: { $0 > 0 }) {
            card.remarks.append(drawn)
        }
        report(.sources, card)
        try await addForm(to: &card, comparison)
        report(.form, card)
        card.nearDuplicates = try await attempted(&card, pairs) {
            try comparison.nearDuplicates($0)
        }
        report(.nearDuplicates, card)
        card.tokens = try await attempted(&card, pairs) { try comparison.tokens($0) }
        card.matchedJensenShannon = try await matched(pairs) { try comparison.jensenShannon($0) }
        report(.words, card)
        card.wordAccuracy = try await attempted(&card, pairs) { try comparison.accuracy($0) }
        card.matchedWordAccuracy = try await matched(pairs) { try comparison.accuracy($0) }
        report(.accuracy, card)
        try await addTopics(to: &card, comparison, pairs)
        report(.topics, card)
        if let embed {
            try await addEmbeddings(to: &card, embed) { report(.embeddings, $0) }
        } else {
            card.remarks.append("Without embeddings: words alone say how different sources are.")
        }
        card.judge()
        report(.verdict, card)
        return card
    }

    /// What a card says where a source has more answers than are compared.
    var drawn: String {
        "Of each source \(compared) answers are compared at most, drawn by seed \(seed)."
    }

    /// The answers that are embedded, source by source.
    ///
    /// - Throws: `MetricError` as `run`.
    package func embeddedTexts() throws(MetricError) -> [[String]] {
        try matched(most: embedded).texts
    }

    private func matched(most: Int) throws(MetricError) -> MatchedSources {
        let questions = files.compactMap(\.questions)
        return try MatchedSources(
            names: names, texts: files.map(\.answers),
            questions: questions.count == files.count ? questions : nil, most: most, seed: seed)
    }

    /// Names of the files, numbered where two are alike.
    private var names: [String] {
        files.enumerated().map { place, file in
            let isAlone = files.count { $0.name == file.name } == 1
            return isAlone ? file.name : "\(file.name) (\(place + 1))"
        }
    }

    /// The numbers that each source has data for, and a remark on each that it has none for.
    private func addForm(
        to card: inout DifferenceCard, _ comparison: SourceComparison
    ) async throws {
        let forms = try await spread(Array(files.indices)) { try comparison.form(of: $0) }
        card.form = forms.map { $0.values }
        for (source, form) in zip(card.sources, forms) {
            card.remarks += form.missing.map { "\(source.name): \($0.description)" }
        }
    }

    private func addTopics(
        to card: inout DifferenceCard, _ comparison: SourceComparison, _ pairs: [SourcePair]
    ) async throws {
        let topics: PooledTopics
        do throws(MetricError) {
            topics = try comparison.topics()
        } catch {
            card.remarks.append("No topics: \(error.description)")
            return
        }
        let jackknife = comparison.jackknife
        let nullDraws = comparison.nullDraws
        card.topicEntropy = try await attempted(&card, Array(files.indices)) {
            try topics.value(.entropy, of: $0, interval: jackknife)
        }
        card.topicOverlap = try await attempted(&card, pairs) {
            try topics.overlap($0, interval: jackknife, nullDraws: nullDraws)
        }
        guard let people = card.sources.firstIndex(where: { $0.name == Source.human }) else {
            return
        }
        let withPeople = pairs.filter { $0.first == people || $0.second == people }
        card.topicCoverage = try await attempted(&card, withPeople) {
            try topics.coverage($0, reference: people, interval: jackknife)
        }
    }

    private func addEmbeddings(
        to card: inout DifferenceCard, _ embed: Embedding, report: (DifferenceCard) -> Void
    ) async throws {
        let sources = try matched(most: embedded)
        if sources.count < card.sources[0].compared {
            card.remarks.append(
                "Embeddings are of \(sources.count) answers of each source, drawn by seed "
                    + "\(seed); everything else is of all that are compared.")
        }
        var vectors: [[[Float]]] = []
        for texts in sources.texts { vectors.append(try await embed(texts)) }
        let known = vectors
        let comparison = SourceComparison(sources)
        card.embeddings = try await attempted(&card, sources.pairs) {
            try comparison.embeddings($0, known)
        }
        card.embeddingAccuracy = try await attempted(&card, sources.pairs) {
            try comparison.accuracy($0, known)
        }
        report(card)
        do throws(MetricError) {
            let map = try comparison.map(vectors)
            card.map = map.places
            card.mapTrustworthiness = map.trustworthiness
        } catch {
            card.remarks.append("No map: \(error.description)")
        }
    }

    /// Of answers that are cut to equal lengths; none where there is too little data, as is said of the
    /// whole answers already.
    private func matched<Result: Sendable>(
        _ pairs: [SourcePair], _ work: @escaping @Sendable (SourcePair) throws -> Result
    ) async throws -> [Result] {
        do {
            return try await spread(pairs) { try work($0.cutToEqualLengths()) }
        } catch let error as MetricError where error.code == .noData {
            return []
        }
    }

    /// All results, or none and a remark where there is too little data.
    private func attempted<Item: Sendable, Result: Sendable>(
        _ card: inout DifferenceCard, _ items: [Item],
        _ work: @escaping @Sendable (Item) throws -> Result
    ) async throws -> [Result] {
        do {
            return try await spread(items, work)
        } catch let error as MetricError where error.code == .noData {
            card.remarks.append(error.description)
            return []
        }
    }

    /// The work of every item, in the order of the items, on all cores.
    private func spread<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for (place, item) in items.enumerated() {
                group.addTask { (place, try work(item)) }
            }
            var found: [Int: Result] = [:]
            for try await (place, result) in group { found[place] = result }
            return items.indices.compactMap { found[$0] }
        }
    }
}
