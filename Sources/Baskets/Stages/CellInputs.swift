// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// The rows that a cell's scores are made from, each by what it is compared by: question and draw.
struct CellInputs {
    let planned: Train.Planned
    /// Key of the writer of the cell's own answers.
    let writer: String
    let human: [String: TextScoreRow]
    let own: [String: TextScoreRow]
    /// Own answers, empty ones too, failures not.
    let answers: [String: AnswerRow]
    let vectors: [String: EmbeddingRow]

    func keys(_ input: ScoreRow.Input) -> [String: String] {
        switch input {
        case .humanText: human.mapValues(\.key)
        case .ownText: own.mapValues(\.key)
        case .answers: answers.mapValues(\.key)
        case .vectors: vectors.mapValues(\.key)
        case .curve: [:]
        }
    }

    /// Whose rows they are: the writer of answers, or the cell that scored people's.
    func inputKey(_ input: ScoreRow.Input) -> String {
        input == .humanText || input == .curve ? planned.key : writer
    }

    func scored(_ input: ScoreRow.Input, _ ids: [String]) -> [ScoredText] {
        let rows = input == .humanText ? human : own
        return ids.compactMap { rows[$0] }.map {
            ScoredText(logProbability: $0.logProbability, tokens: $0.tokens, bytes: $0.bytes)
        }
    }

    /// Words of all own answers.
    var wordCount: Int { answers.values.reduce(0) { $0 + $1.answer.text.wordCount } }

    var answerSet: AnswerSet { answerSet(answers.keys.sorted()) }

    func answerSet(_ ids: [String]) -> AnswerSet {
        AnswerSet(ids.compactMap { answers[$0]?.answer.text })
    }

    /// The metric, ready to be taken of the rows of these ids and of subsets of them.
    func prepare(
        _ metric: any Metric, _ input: ScoreRow.Input, _ ids: [String]
    ) throws(MetricError) -> RowMeasure {
        switch metric {
        case let metric as any ScoredTextMetric: return try metric.prepare(scored(input, ids))
        case let metric as any AnswerSetMetric: return try metric.prepare(answerSet(ids))
        case let metric as any VectorSetMetric:
            guard !ids.isEmpty else {
                throw MetricError(
                    .noData, metric: metric.info.name, "needs a vector, got none.")
            }
            return try metric.prepare(VectorSet(ids.compactMap { vectors[$0]?.vector }))
        default:
            throw MetricError(
                .wrongInput, metric: metric.info.name, "is not made from a cell's rows.")
        }
    }
}

extension Evaluate {
    /// All rows that the cell's scores rest on.
    func inputs(of cell: Train.Planned) throws -> CellInputs {
        let questions = try store.questions(draw: keys.draw, part: .heldOut)
        let wanted = Set(questions.map(\.id))
        let writer = writerKey(cell)
        let written = try store.answers(writerKey: writer).filter {
            $0.answer.failure == nil && wanted.contains($0.answer.questionID)
                && $0.answer.draw < keys.study.evaluation.answersPerQuestion
        }
        func id(_ row: AnswerRow) -> String { "\(row.answer.questionID) \(row.answer.draw)" }
        func pick<Row>(
            _ rows: [(id: String, key: String)], _ read: ([String]) throws -> [String: Row]
        ) throws -> [String: Row] {
            let found = try read(rows.map(\.key))
            return Dictionary(
                rows.compactMap { row in found[row.key].map { (row.id, $0) } },
                uniquingKeysWith: { first, _ in first })
        }
        let human = questions.map {
            ($0.id, keys.textScore(scorer: cell.key, answer: keys.humanAnswer($0.id)))
        }
        let parent = parent(of: cell)?.key ?? cell.key
        return CellInputs(
            planned: cell, writer: writer,
            human: try pick(human, store.textScores(keys:)),
            own: try pick(
                written.map { (id($0), keys.textScore(scorer: parent, answer: $0.key)) },
                store.textScores(keys:)),
            answers: Dictionary(
                written.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first }),
            vectors: try pick(
                written.map { (id($0), keys.embedding($0.key)) }, store.embeddings(keys:)))
    }
}
