// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// Says how different the sources are, before anything is trained on them. Reads the answers of all
/// sources, people's too where a basket holds them; writes vectors of some of them and one card; skips
/// what is there.
struct Compare {
    /// Changes with how the numbers of the card are made. A part that came later, such as the
    /// coverage of topics, changes nothing: a card without it still stands.
    private static let method = "difference card v1"

    let keys: RunKeys
    let store: Store
    let supply: any ModelSupply
    /// Read once: they do not change once all are written.
    private let sources: [Written]

    init(keys: RunKeys, store: Store, supply: any ModelSupply) throws {
        self.keys = keys
        self.store = store
        self.supply = supply
        sources =
            try Self.people(keys, store)
            + Self.written(Generate(keys: keys, store: store, supply: supply))
    }

    /// The parts in order; none for a study with fewer than two sources.
    func stages() -> [() throws -> Stage] { sources.count > 1 ? [vectors, card] : [] }

    /// The card as it is stored; nil where it was not made.
    func found() throws -> SourceDifference? {
        try stored(key).flatMap { CanonicalJSON.value($0) }
    }

    private func stored(_ key: String) throws -> String? {
        try store.facts(.difference).first { $0.name == key }?.value
    }

    // MARK: Sources

    private struct Written {
        let source: String
        /// Key, question and text of each answer, by question.
        let answers: [(key: String, question: String, text: String)]
        /// Whether it has more than are compared.
        let isDrawn: Bool
    }

    private static func written(_ generate: Generate) throws -> [Written] {
        // Summaries of articles are compared with nobody's questions.
        let articles: [QuestionPlace]? = generate.keys.articles == nil ? nil : []
        return try generate.needs(articles: articles).map { source, questions in
            let drawn = drawn(questions, seed: generate.keys.study.seed)
            let rows = try generate.store.answers(keys: drawn.map { generate.key(source, $0) })
            return Written(
                source: source.name,
                answers: rows.values.filter { $0.answer.unusable == nil }
                    .sorted { $0.answer.questionID < $1.answer.questionID }
                    .map { ($0.key, $0.answer.questionID, $0.answer.text) },
                isDrawn: drawn.count < questions.count)
        }
    }

    /// People's answers to all questions, where some basket holds people's answers.
    private static func people(_ keys: RunKeys, _ store: Store) throws -> [Written] {
        guard keys.study.allConditions.contains(where: { $0.sources.contains(Source.human) }) else {
            return []
        }
        let questions = try QuestionPart.allCases.flatMap {
            try store.places(draw: keys.draw, part: $0)
        }
        let drawn = drawn(questions, seed: keys.study.seed)
        let texts = try store.questions(keys: drawn.map(\.id))
        return [
            Written(
                source: Source.human,
                answers: drawn.compactMap { texts[$0.id] }
                    .map { (keys.humanAnswer($0.id), $0.id, $0.humanAnswer) },
                isDrawn: drawn.count < questions.count)
        ]
    }

    /// As many of the questions as the card compares, sorted by id: those that come first by a key of their
    /// own, so that sources share most of them, and no more answers are read than are needed.
    static func drawn<Asked: PlacedQuestion>(
        _ questions: [Asked], seed: UInt64, most: Int = Audit.mostCompared
    ) -> [Asked] {
        // Of very many only those are sorted that may be among the first: keys are even over all numbers, so
        // that twice as many as are wanted lie below this but for a chance that nobody meets.
        let share = min(1, 2 * Double(most) / Double(max(1, questions.count)))
        let bound = share < 1 ? UInt64(share * 0x1p64) : .max
        let keyed = questions.map { KeyedRandom.seed(seed, ["difference", $0.id]) }
        var first = zip(keyed, questions).filter { $0.0 <= bound }
        if first.count < min(most, questions.count) { first = Array(zip(keyed, questions)) }
        return first.sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.prefix(most).map(\.1)
            .sorted { $0.id < $1.id }
    }

    private var audit: Audit {
        Audit(
            sources.map { written in
                AuditedFile(
                    name: written.source, answers: written.answers.map(\.text), field: "answer",
                    questions: written.answers.map(\.question))
            }, seed: keys.study.seed)
    }

    // MARK: Vectors

    /// A vector of each answer that the card looks at by its meaning.
    private func vectors() throws -> Stage {
        let present = try store.keys(of: .embedding)
        let work = embedded()
        let batches = work.windows(of: Evaluate.vectorWindow) {
            !present.contains(keys.embedding($0.key))
        }.map { window in
            Stage.Batch(item: "sources", count: window.count) { _ in
                let vectors = try supply.embedder().embed(window.map(\.text))
                return StoreBatch(
                    embeddings: zip(window, vectors).map { answer, vector in
                        EmbeddingRow(
                            key: keys.embedding(answer.key), encoder: keys.encoder.sha256,
                            answer: answer.key, vector: vector)
                    })
            }
        }
        return Stage(
            .generate, unit: "vectors of sources", total: work.count, batches: batches)
    }

    /// Key and text of the answers that are embedded: of equal texts the first. None where the sources
    /// cannot be compared; the card says why.
    private func embedded() -> [(key: String, text: String)] {
        guard let texts = try? audit.embeddedTexts() else { return [] }
        return zip(sources, texts).flatMap { written, texts in
            let keys = Dictionary(
                written.answers.map { ($0.text, $0.key) }, uniquingKeysWith: { first, _ in first })
            return Set(texts).sorted().compactMap { text in keys[text].map { (key: $0, text: text) }
            }
        }
    }

    // MARK: Card

    private func card() throws -> Stage {
        let batch = Stage.Batch(item: "all sources", count: 1) { _ in
            let found = CanonicalJSON.text(try await compared())
            return StoreBatch(facts: [FactRow(.difference, key, found)])
        }
        return Stage(
            .generate, unit: "comparisons of sources", total: 1,
            batches: try stored(key) == nil ? [batch] : [])
    }

    var key: String {
        Fingerprint.of(
            [
                "difference", Self.method, keys.methods["encoder"] ?? "", keys.encoder.sha256,
                "\(keys.study.seed)",
            ]
                + sources.flatMap { [$0.source] + $0.answers.map(\.key) })
    }

    private func compared() async throws -> SourceDifference {
        let answers = embedded()
        let rows = try store.embeddings(keys: answers.map { keys.embedding($0.key) })
        let vectors = Dictionary(
            answers.map { ($0.text, rows[keys.embedding($0.key)]?.vector ?? []) },
            uniquingKeysWith: { first, _ in first })
        do {
            var card = try await audit.run(
                embed: { texts in texts.map { vectors[$0] ?? [] } }, report: { _, _ in })
            if sources.contains(where: \.isDrawn) { card.remarks.insert(audit.drawn, at: 0) }
            return SourceDifference(card: card)
        } catch let error as MetricError {
            return SourceDifference(failure: error.description)
        }
    }
}
