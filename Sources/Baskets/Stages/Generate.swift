// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTensor
import Foundation

/// Lets each source answer the questions that some basket needs it for. Reads questions; writes
/// answers, or the failures in their place; skips what is there under the same key.
struct Generate {
    /// Answers that are written at once. Part of the method: windows are cut by it. A step of a card takes
    /// as long for four times as many.
    static let window = Engine.hasGPU ? 128 : 32

    let keys: RunKeys
    let store: Store
    let supply: any ModelSupply

    /// - Parameter only: names of the sources that answer; none: all.
    func stage(only: [String] = []) throws -> Stage {
        let needed = try needs().filter { only.isEmpty || only.contains($0.source.name) }
        var remote: [(source: Source, questions: [QuestionPlace])] = []
        var local: [Stage.Batch] = []
        for (source, questions) in needed {
            let present = try store.answered(by: keys.writer(source))
            func isMissing(_ question: QuestionPlace) -> Bool { !present.contains(question.id) }
            if source.remote != nil {
                remote.append((source, questions.filter(isMissing)))
                continue
            }
            // A file is read once.
            let window = source.answers == nil ? Self.window : max(1, questions.count)
            local += questions.windows(of: window, missing: isMissing).map { window in
                Stage.Batch(item: source.name, count: window.count) { _ in
                    try await batch(source, self.questions(window))
                }
            }
        }
        let total = needed.reduce(0) { $0 + $1.questions.count }
        return Stage(
            .generate, unit: "answers", total: total, batches: remoteBatches(remote) + local)
    }

    /// The same questions with their texts.
    func questions(_ places: [QuestionPlace]) throws -> [Question] {
        let found = try store.questions(keys: places.map(\.id))
        return places.compactMap { found[$0.id] }
    }

    /// Names of the sources that have still to answer.
    func unfinished() throws -> [String] {
        try needs().filter { source, questions in
            let present = try store.answered(by: keys.writer(source))
            return !questions.allSatisfy { present.contains($0.id) }
        }.map(\.source.name)
    }

    /// How many of the answers that baskets and judges need are failures.
    func failureCount() throws -> Int {
        try needs().reduce(0) { count, need in
            count
                + (try store.failureCount(
                    writer: keys.writer(need.source), of: need.questions.map(\.id)))
        }
    }

    /// The questions that each source answers, sorted by id.
    func needs() throws -> [(source: Source, questions: [QuestionPlace])] {
        let articles = try keys.articles.map { try store.places(draw: $0, part: .heldOut) }
        return try needs(articles: articles)
    }

    /// - Parameter articles: that sources sum up; none: only questions; nil: the study has none.
    func needs(
        articles: [QuestionPlace]?
    ) throws -> [(source: Source, questions: [QuestionPlace])] {
        let parts = try QuestionPart.allCases.map { try store.places(draw: keys.draw, part: $0) }
        return Self.needs(keys.study, parts: parts, articles: articles)
    }

    /// - Parameters:
    ///   - parts: the questions of each side of the split.
    ///   - articles: that sources sum up for judges; nil where they answer held-out questions.
    static func needs<Asked: PlacedQuestion>(
        _ study: Study, parts: [[Asked]], articles: [Asked]? = nil
    ) -> [(source: Source, questions: [Asked])] {
        var wanted: [String: Set<String>] = [:]
        for questions in parts {
            for condition in study.allConditions {
                let dealt = Shares.sources(
                    condition, of: questions, seed: study.seed, split: study.questions.split)
                for (question, source) in dealt { wanted[source, default: []].insert(question) }
            }
        }
        if let plan = study.evaluation.selfPreference {
            let heldOut = zip(QuestionPart.allCases, parts).first { $0.0 == .heldOut }?.1 ?? []
            let judged = (articles ?? plan.drawn(from: heldOut, seed: study.seed)).map(\.id)
            for name in plan.sources { wanted[name, default: []].formUnion(judged) }
        }
        var seen: Set<String> = []
        let all = (parts.joined() + (articles ?? [])).filter { seen.insert($0.id).inserted }
            .sorted { $0.id < $1.id }
        return study.usedSources.map { source in
            let own = wanted[source.name] ?? []
            // A list that is shared takes no room.
            return (source, own.count == all.count ? all : all.filter { own.contains($0.id) })
        }
    }

    func key(_ source: Source, _ question: some PlacedQuestion) -> String {
        keys.answer(keys.writer(source), question.id)
    }

    func seed(_ source: Source, _ question: Question) -> UInt64 {
        KeyedRandom.seed(
            source.seed ?? keys.study.seed, ["generate", source.name, question.id, "0"])
    }

    private func writer(_ source: Source) async throws -> any AnswerWriter {
        if let path = source.answers {
            return try await AnswerFile.read(supply.locate(path), name: path, as: .source)
        }
        return try supply.writer(
            ModelUse(model: source.model, prompting: source.prompting, system: source.system))
    }

    private func batch(_ source: Source, _ questions: [Question]) async throws -> StoreBatch {
        let writer = try await writer(source)
        let tasks = questions.map {
            WritingTask(question: source.asked($0), seed: seed(source, $0))
        }
        let start = Date().timeIntervalSince1970
        let written = try writer.write(tasks, decoding: source.decoding)
        let seconds = (Date().timeIntervalSince1970 - start) / Double(max(1, tasks.count))
        let rows = zip(tasks, written).map { task, answer in
            AnswerRow(
                key: key(source, task.question), writerKey: keys.writer(source),
                answer: answer.answer(to: task.question.id, by: source.name, draw: 0),
                seconds: seconds, seed: source.answers == nil ? "\(task.seed)" : nil)
        }
        return StoreBatch(writers: [keys.writerRow(source)], answers: rows)
    }
}

extension WrittenAnswer {
    func answer(to question: String, by writer: String, draw: Int) -> Answer {
        Answer(
            questionID: question, writer: writer, draw: draw, text: text, finish: finish,
            promptTokens: promptTokens, tokens: tokens, failure: failure)
    }
}

extension Answer {
    /// Nothing but white space.
    var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

    /// Why there is no text to measure, or nil.
    var unusable: String? {
        if let failure { return "failed: \(failure)" }
        return isBlank ? "is empty" : nil
    }
}
