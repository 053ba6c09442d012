// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

extension Evaluate {
    /// A vector of each of the cells' own answers.
    func vectors(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .embedding)
        let sets = try sets()
        let work = try cells.flatMap { cell in
            try sets.map { (cell, try texts(of: cell, $0)) }
        }
        let batches = work.flatMap { cell, rows in
            rows.windows(of: Self.vectorWindow) { !present.contains(keys.embedding($0.key)) }
                .map { window in
                    Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                        let vectors = try supply.embedder().embed(window.map(\.answer.text))
                        let rows = zip(window, vectors).map { row, vector in
                            EmbeddingRow(
                                key: keys.embedding(row.key), encoder: keys.encoder.sha256,
                                answer: row.key, vector: vector)
                        }
                        return StoreBatch(embeddings: rows)
                    }
                }
        }
        return Stage(
            .evaluate, unit: "vectors", total: work.reduce(0) { $0 + $1.1.count },
            batches: batches)
    }

    /// An answer with the one sentence of it that stands for it.
    private struct Drawn {
        let answer: AnswerRow
        let sentence: Int
        let text: String
    }

    /// A vector of one sentence of each answer, drawn by the answer's question: answers stay the
    /// rows that an interval is made from, however many sentences each has.
    func sentenceVectors(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .sentenceVector)
        let plain = OutputSet(.plain, study: keys.study, heldOut: try heldOut())
        let work = try cells.map { ($0, try texts(of: $0, plain).compactMap(draw)) }
        let batches = work.flatMap { cell, rows in
            rows.windows(of: Self.vectorWindow) {
                !present.contains(keys.sentenceVector($0.answer.key))
            }.map { window in
                Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                    let vectors = try supply.embedder().embed(window.map(\.text))
                    let rows = zip(window, vectors).map { drawn, vector in
                        SentenceVectorRow(
                            key: keys.sentenceVector(drawn.answer.key),
                            encoder: keys.encoder.sha256, answer: drawn.answer.key,
                            sentence: drawn.sentence, vector: vector)
                    }
                    return StoreBatch(sentenceVectors: rows)
                }
            }
        }
        return Stage(
            .evaluate, unit: "vectors of sentences", total: work.reduce(0) { $0 + $1.1.count },
            batches: batches)
    }

    /// Nil for an answer without a sentence, such as a number alone.
    private func draw(_ row: AnswerRow) -> Drawn? {
        let sentences = SentenceSplitter.sentences(of: row.answer.text)
        guard !sentences.isEmpty else { return nil }
        let seed = KeyedRandom.seed(
            keys.study.seed, ["sentence", row.answer.questionID, "\(row.answer.draw)"])
        let place = Int(seed % UInt64(sentences.count))
        return Drawn(answer: row, sentence: place, text: sentences[place])
    }
}
