// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// The rows that a cell's scores are made from, of one kind of answers, each by what it is compared
/// by: question and draw.
struct CellInputs: Sendable {
    let planned: Train.Planned
    let kind: OutputKind
    /// Key of the writer of the cell's own answers.
    let writer: String
    /// Key of the cell as the scorer of people's answers.
    let scorer: String
    /// Keys of the comparisons with other cells, by the other's name in the study.
    let comparisons: [String: String]
    /// Key of the cell with the questions that it chooses from.
    let chooser: String
    /// Keys of the cell as a writer of answers to prompts.
    let promptWriters: [PromptKind: String]
    let human: [String: TextScoreRow]
    let own: [String: TextScoreRow]
    /// Own answers, empty ones too, failures not.
    let answers: [String: AnswerRow]
    let vectors: [String: EmbeddingRow]
    let sentences: [String: SentenceVectorRow]
    /// Own answers, and one sentence of each, cut to the lengths that all cells have; nil where the
    /// cells are not looked at together, or share no question.
    var matched: MatchedTexts?
    var matchedSentences: MatchedTexts?
    /// What the cell's cut answers are about, beside those of the other cells and people's.
    var topics: CellTopics?
    /// Vectors of people's answers, by question.
    var humanVectors: [String: [Float]] = [:]
    /// By the other's name in the study, then by question.
    let divergences: [String: [String: DivergenceSumsRow]]
    let choices: [String: ChoiceScoreRow]
    /// What the cell said as a judge.
    let judged: [String: JudgedQuestion]
    /// The same with the question shown, where the study asks both.
    let judgedShown: [String: JudgedQuestion]
    /// Key of the cell as a judge.
    let judge: String
    /// Of answers to prompts, by measure and answer: what each was given.
    let safeguards: [String: [String: SafeguardValue]]

    /// Whether the cell can have the measure at all: a condition is not compared with itself.
    func has(_ measure: StudyMeasure) -> Bool {
        let isFile = planned.cell.condition.isOutputs
        return (kind == .plain || !isFile) && (measure.input != .choices || !isFile)
            && (measure.prompts == nil || !isFile)
            && (measure.input != .divergence || comparisons[measure.against] != nil)
            && (measure.input != .verdicts || canJudge(measure))
    }

    /// An untuned target has no text but its own, and no judge outside means nothing net of one.
    private func canJudge(_ measure: StudyMeasure) -> Bool {
        let judged = judged(measure)
        return switch measure.metric {
        case JudgePreference.own.rawValue: planned.cell.isTuned && !judged.isEmpty
        case JudgePreference.recognition.rawValue:
            judged.values.contains { !$0.item.recognitions.isEmpty }
        case JudgePreference.net.rawValue:
            judged.values.contains { $0.item.comparisons.contains { $0.outside != nil } }
        default: !judged.isEmpty
        }
    }

    /// What the cell said as a judge, as a measure has it.
    func judged(_ measure: StudyMeasure) -> [String: JudgedQuestion] {
        measure.showsQuestion ? judgedShown : judged
    }

    /// Keys of the rows that a measure is made from, by what they are compared by.
    ///
    /// - Parameter isMatched: of answers that are cut to the lengths that all cells have.
    func keys(_ measure: StudyMeasure, isMatched: Bool = false) -> [String: String] {
        if isMatched { return matchedKeys(measure) }
        return switch measure.input {
        case .humanText: human.mapValues(\.key)
        case .ownText: own.mapValues(\.key)
        case .answers: answers.mapValues(\.key)
        case .vectors: vectors.mapValues(\.key)
        case .sentences: sentences.mapValues(\.key)
        case .divergence: divergences[measure.against]?.mapValues(\.key) ?? [:]
        case .choices: choices.mapValues(\.key)
        case .verdicts: judged(measure).mapValues(\.key)
        case .refusals, .ratings: safeguards[measure.name]?.mapValues(\.key) ?? [:]
        case .curve: [:]
        }
    }

    private func matchedKeys(_ measure: StudyMeasure) -> [String: String] {
        let rows = matchedTexts(measure.input)?.rows ?? [:]
        return measure.input == .answers
            ? rows.mapValues(\.key)
            : rows.filter { $0.value.vector != nil }.mapValues(\.vectorKey)
    }

    func matchedTexts(_ input: ScoreRow.Input) -> MatchedTexts? {
        input == .sentences ? matchedSentences : matched
    }

    /// Whose rows they are: the writer of answers, or the cell that scored people's.
    func inputKey(_ measure: StudyMeasure) -> String {
        switch measure.input {
        case .humanText: scorer
        case .curve: planned.key
        case .divergence: comparisons[measure.against] ?? ""
        case .choices: chooser
        case .verdicts: judge
        case .refusals, .ratings: measure.prompts.flatMap { promptWriters[$0] } ?? ""
        case .ownText, .answers, .vectors, .sentences: writer
        }
    }

    func scored(_ input: ScoreRow.Input, _ ids: [String]) -> [ScoredText] {
        let rows = input == .humanText ? human : own
        return ids.compactMap { rows[$0] }.map {
            ScoredText(logProbability: $0.logProbability, tokens: $0.tokens, bytes: $0.bytes)
        }
    }

    /// Words of all own answers.
    var wordCount: Int { answers.values.reduce(0) { $0 + $1.answer.text.wordCount } }

    var answerSet: AnswerSet { AnswerSet(texts(answers.keys.sorted())) }

    func texts(_ ids: [String]) -> [String] { ids.compactMap { answers[$0]?.answer.text } }

    /// The metric, ready to be taken of the rows of these ids and of subsets of them.
    func prepare(
        _ metric: any Metric, _ measure: StudyMeasure, _ ids: [String], isMatched: Bool = false
    ) throws(MetricError) -> RowMeasure {
        let prepared =
            isMatched
            ? try prepareMatched(metric, measure, ids) : try prepareAll(metric, measure, ids)
        return measure.isWithin ? try prepared.withinQuestions(Self.questions(ids)) : prepared
    }

    private func prepareMatched(
        _ metric: any Metric, _ measure: StudyMeasure, _ ids: [String]
    ) throws(MetricError) -> RowMeasure {
        guard let texts = matchedTexts(measure.input) else {
            throw MetricError(
                .noData, metric: measure.name,
                "needs a question whose answers have words in all cells, got none.")
        }
        let rows = ids.compactMap { texts.rows[$0] }
        switch metric {
        case let metric as any AnswerSetMetric:
            return try metric.prepare(AnswerSet(rows.map(\.text)))
        case let metric as any VectorSetMetric:
            return try prepare(metric, rows.compactMap(\.vector))
        case let metric as Mauve: return try prepare(metric, ids, rows.map(\.vector))
        case let metric as TopicMeasure: return try prepare(metric)
        default:
            throw MetricError(
                .wrongInput, metric: metric.info.name, "is not made from answers.")
        }
    }

    /// The cell's vectors beside people's of the same questions.
    private func prepare(
        _ metric: Mauve, _ ids: [String], _ vectors: [[Float]?]
    ) throws(MetricError) -> RowMeasure {
        let pairs = zip(Self.questions(ids), vectors).compactMap { question, own in
            own.flatMap { own in humanVectors[question].map { (own: own, people: $0) } }
        }
        guard pairs.count == ids.count, !pairs.isEmpty else {
            throw MetricError(
                .noData, metric: metric.info.name,
                "needs vectors of people's answers to the same questions, got \(pairs.count) of "
                    + "\(ids.count).")
        }
        return try metric.prepare(
            VectorSet(pairs.map(\.own)), against: VectorSet(pairs.map(\.people)))
    }

    /// The rows are those of all cut answers.
    private func prepare(_ metric: TopicMeasure) throws(MetricError) -> RowMeasure {
        guard let topics else {
            throw MetricError(
                .noData, metric: metric.info.name, "needs cells that are looked at together.")
        }
        return try topics.pool.measure(metric, of: topics.set)
    }

    private func prepare(
        _ metric: any VectorSetMetric, _ vectors: [[Float]]
    ) throws(MetricError) -> RowMeasure {
        guard !vectors.isEmpty else {
            throw MetricError(.noData, metric: metric.info.name, "needs a vector, got none.")
        }
        return try metric.prepare(VectorSet(vectors))
    }

    private func prepareAll(
        _ metric: any Metric, _ measure: StudyMeasure, _ ids: [String]
    ) throws(MetricError) -> RowMeasure {
        switch metric {
        case let metric as any ScoredTextMetric:
            return try metric.prepare(scored(measure.input, ids))
        case let metric as any AnswerSetMetric: return try metric.prepare(AnswerSet(texts(ids)))
        case let metric as any VectorSetMetric:
            return try prepare(
                metric,
                measure.input == .sentences
                    ? ids.compactMap { sentences[$0]?.vector }
                    : ids.compactMap { vectors[$0]?.vector })
        case let metric as Mauve:
            return try prepare(metric, ids, ids.map { vectors[$0]?.vector })
        case let metric as any DivergenceMetric:
            let rows = divergences[measure.against] ?? [:]
            return try metric.prepare(ids.compactMap { rows[$0]?.sums })
        case let metric as any ChoiceMetric:
            return try metric.prepare(
                ids.compactMap { choices[$0] }.map {
                    ScoredChoices(
                        logProbabilities: $0.logProbabilities, bytes: $0.bytes, answer: $0.answer)
                })
        case let metric as any JudgedMetric:
            let judged = judged(measure)
            return try metric.prepare(ids.compactMap { judged[$0]?.item })
        case let metric as any SafeguardMetric:
            return try metric.prepare(prompted(measure, ids))
        default:
            throw MetricError(
                .wrongInput, metric: metric.info.name, "is not made from a cell's rows.")
        }
    }

    /// Ids of the rows of a measure, sorted.
    func ids(_ measure: StudyMeasure) -> [String] { keys(measure).keys.sorted() }

    func prompted(_ measure: StudyMeasure, _ ids: [String]) -> [PromptedValue] {
        let rows = safeguards[measure.name] ?? [:]
        return ids.compactMap { rows[$0]?.prompted }
    }

    /// The question of each id of an answer.
    static func questions(_ ids: [String]) -> [String] {
        ids.map { String($0.prefix { $0 != " " }) }
    }
}

extension Evaluate {
    /// The rows of all cells, each beside the others.
    func inputs(_ kind: OutputKind = .plain) throws -> [CellInputs] {
        let matched = try matchedVectors(.answers, kind)
        let sentences = kind.isScored ? try matchedVectors(.sentences, kind) : [:]
        let topics = kind.isScored ? try self.topics(of: matched) : [:]
        let people = try humanVectors(kind)
        return try working().map { cell in
            var inputs = try inputs(of: cell, kind)
            inputs.matched = matched[cell.key]
            inputs.matchedSentences = sentences[cell.key]
            inputs.topics = topics[cell.key]
            inputs.humanVectors = people
            return inputs
        }
    }

    /// By question; none where nothing is held against people's answers.
    private func humanVectors(_ kind: OutputKind) throws -> [String: [Float]] {
        guard keys.study.evaluation.mauve != nil, kind.isScored else { return [:] }
        return try pick(
            heldOut().map { ($0.id, keys.vector(.answers, keys.humanAnswer($0.id))) },
            store.embeddings(keys:)
        ).mapValues(\.vector)
    }

    /// All rows that the cell's scores of one kind of answers rest on.
    func inputs(of cell: Train.Planned, _ kind: OutputKind = .plain) throws -> CellInputs {
        let questions = try heldOut()
        let set = OutputSet(kind, study: keys.study, heldOut: questions)
        let written = try written(by: cell, set)
        let scorer = keys.scorer(cell.key, kind)
        let parent = keys.scorer(parent(of: cell)?.key ?? cell.key, kind)
        let isPlain = kind == .plain
        let comparisons = kind.readsTexts ? try comparisons([cell]) : []
        let chosen = isPlain ? try store.choiceQuestions(draw: keys.abilities ?? "") : []
        func id(_ row: AnswerRow) -> String { "\(row.answer.questionID) \(row.answer.draw)" }
        func own(_ key: (String) -> String) -> [(id: String, key: String)] {
            written.map { (id($0), key($0.key)) }
        }
        return CellInputs(
            planned: cell, kind: kind, writer: writerKey(cell, kind), scorer: scorer,
            comparisons: Dictionary(
                comparisons.map { ($0.name, comparisonKey($0, kind)) },
                uniquingKeysWith: { first, _ in first }),
            chooser: keys.chooser(cell.key),
            promptWriters: isPlain
                ? PromptKind.allCases.reduce(into: [:]) { $0[$1] = keys.prompted(cell, $1) }
                : [:],
            human: try pick(
                kind.readsTexts
                    ? questions.map {
                        ($0.id, keys.textScore(scorer: scorer, answer: keys.humanAnswer($0.id)))
                    } : [], store.textScores(keys:)),
            own: try pick(
                own { keys.textScore(scorer: parent, answer: $0) }, store.textScores(keys:)),
            answers: Dictionary(
                written.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first }),
            vectors: try pick(own(keys.embedding), store.embeddings(keys:)),
            sentences: kind.isScored
                ? try pick(own(keys.sentenceVector), store.sentenceVectors(keys:)) : [:],
            divergences: try divergences(comparisons, questions, kind),
            choices: try pick(
                chosen.map { ($0.key, keys.choiceScore(scorer: cell.key, question: $0.key)) },
                store.choiceScores(keys:)),
            judged: isPlain ? try judged(by: cell, pairwise) : [:],
            judgedShown: isPlain ? try judged(by: cell, secondPairwise) : [:],
            judge: keys.judge(cell: cell.key),
            safeguards: isPlain ? try safeguards(of: cell) : [:])
    }

    private func divergences(
        _ comparisons: [Comparison], _ questions: [Question], _ kind: OutputKind
    ) throws -> [String: [String: DivergenceSumsRow]] {
        var found: [String: [String: DivergenceSumsRow]] = [:]
        for comparison in comparisons {
            let name = comparisonKey(comparison, kind)
            found[comparison.name] = try pick(
                questions.map { ($0.id, keys.divergence(name, answer: keys.humanAnswer($0.id))) },
                store.divergences(keys:))
        }
        return found
    }

    /// Rows by what they are compared by; those that are not there are left out.
    private func pick<Row>(
        _ rows: [(id: String, key: String)], _ read: ([String]) throws -> [String: Row]
    ) throws -> [String: Row] {
        let found = try read(rows.map(\.key))
        return Dictionary(
            rows.compactMap { row in found[row.key].map { (row.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
