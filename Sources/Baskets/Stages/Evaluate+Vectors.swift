// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

extension Evaluate {
    /// A vector of each of the cells' own answers.
    func vectors(_ cells: [Train.Planned]) throws -> Stage {
        let sets = try sets()
        return try stage(
            .answers, unit: MeasuringUnit.vectors,
            cells.flatMap { cell in
                try sets.map { (cell.cell.name, try drawn(.answers, of: cell, $0)) }
            })
    }

    /// A vector of one sentence of each answer.
    func sentenceVectors(_ cells: [Train.Planned]) throws -> Stage {
        let sets = try sets().filter(\.kind.isScored)
        return try stage(
            .sentences, unit: MeasuringUnit.sentenceVectors,
            cells.flatMap { cell in
                try sets.map { (cell.cell.name, try drawn(.sentences, of: cell, $0)) }
            })
    }

    /// A vector of each answer of people's, where cells are held against them.
    func humanVectors() throws -> Stage {
        let rows = try heldOut().map { question in
            let answer = keys.humanAnswer(question.id)
            return DrawnText(
                id: question.id, answer: answer, sentence: 0, text: question.humanAnswer,
                vectorKey: keys.vector(.answers, answer))
        }
        return try stage(.answers, unit: MeasuringUnit.peoplesVectors, [(Source.human, rows)])
    }

    /// Vectors of what is cut to the lengths of other cells' texts: of all cells, once all have
    /// answered.
    func matchedVectors() -> [() throws -> Stage] {
        [
            { try matched(.answers, keys.study.evaluation.kinds, unit: MeasuringUnit.cutVectors) },
            {
                try matched(
                    .sentences, keys.study.evaluation.kinds.filter(\.isScored),
                    unit: MeasuringUnit.cutSentenceVectors)
            },
        ]
    }

    private func matched(
        _ level: TextLevel, _ kinds: [OutputKind], unit: String
    ) throws -> Stage {
        let cells = try working()
        return try stage(
            level, unit: unit,
            kinds.flatMap { kind in
                let texts = try matchedTexts(level, kind)
                return cells.map { cell in
                    let rows = texts[cell.key]?.rows.values.filter { $0.cutTo != nil } ?? []
                    return (cell.cell.name, rows.sorted { $0.id < $1.id })
                }
            })
    }

    private func stage(
        _ level: TextLevel, unit: String, _ work: [(cell: String, rows: [DrawnText])]
    ) throws -> Stage {
        let present = try store.keys(of: level == .answers ? .embedding : .sentenceVector)
        let batches = work.flatMap { cell, rows in
            rows.windows(of: Self.vectorWindow) { !present.contains($0.vectorKey) }.map { window in
                Stage.Batch(item: cell, count: window.count) { _ in
                    let vectors = try supply.embedder().embed(window.map(\.text))
                    return batch(level, Array(zip(window, vectors)))
                }
            }
        }
        return Stage(
            .evaluate, unit: unit, total: work.reduce(0) { $0 + $1.rows.count }, batches: batches)
    }

    private func batch(_ level: TextLevel, _ rows: [(DrawnText, [Float])]) -> StoreBatch {
        switch level {
        case .answers:
            StoreBatch(
                embeddings: rows.map { row, vector in
                    EmbeddingRow(
                        key: row.vectorKey, encoder: keys.encoder(cutTo: row.cutTo),
                        answer: row.answer, vector: vector)
                })
        case .sentences:
            StoreBatch(
                sentenceVectors: rows.map { row, vector in
                    SentenceVectorRow(
                        key: row.vectorKey, encoder: keys.encoder(cutTo: row.cutTo),
                        answer: row.answer, sentence: row.sentence, vector: vector)
                })
        }
    }
}
