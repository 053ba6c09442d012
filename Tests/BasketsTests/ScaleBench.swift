// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsTesting
import Foundation
import Testing

@testable import Baskets
@testable import BasketsStore

private let wanted = ProcessInfo.processInfo.environment["BASKETS_SCALE"].flatMap { Int($0) }

/// What a run of many answers takes to merge and to report (`make bench-scale`): generated answers of
/// 1 KB, half of them in a folder of their own, and models that cost nothing.
@Suite(.serialized, .enabled(if: wanted != nil)) struct ScaleBench {
    private static let sources = 10
    /// Of an answer with its row, in both stores, while one is taken into the other.
    private static let bytesEach = 5_000

    @Test func mergeAndReport() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = try Self.fitting(try #require(wanted), folder.deletingLastPathComponent())
        let large = try Large(questions: rows / Self.sources, sources: Self.sources, in: folder)
        let models = ScriptedModels()
        let (first, second) = (folder.appending(path: "a"), folder.appending(path: "b"))
        try await measured("prepare") {
            _ = try await large.runner(first, models).run(through: .prepare)
        }
        try FileManager.default.copyItem(at: first, to: second)
        try await measured("write \(rows) answers") {
            try large.write(to: first, sources: 0..<Self.sources / 2)
            try large.write(to: second, sources: Self.sources / 2..<Self.sources)
        }
        try await measured("merge \(rows / 2) into \(rows / 2)") {
            let merged = try RunMerge(into: first, keyFolder: folder).take([second])
            #expect(merged.allSatisfy { $0.added >= rows / 2 && $0.differing == 0 })
        }
        try FileManager.default.removeItem(at: second)
        try large.leaveOutCard(first)
        try await measured("fill, train and evaluate by models that cost nothing") {
            _ = try await large.runner(first, models).run(through: .evaluate)
        }
        #expect(!models.calls.contains { $0.hasPrefix("write other") })
        try await measured("status") {
            let status = try RunStatus.read(first)
            #expect(status.isDone)
        }
        try await measured("report") { _ = try RunRows.report(first) }
        let size =
            try FileManager.default.attributesOfItem(
                atPath: first.appending(path: Store.fileName).path)[.size] as? Int
        print("scale: \(rows) answers, a store of \((size ?? 0) / 1_000_000) MB")
    }

    /// The largest number of answers up to the wanted one for which there is room on the disk.
    private static func fitting(_ wanted: Int, _ place: URL) throws -> Int {
        let system = try FileManager.default.attributesOfFileSystem(forPath: place.path)
        let free = (system[.systemFreeSize] as? Int) ?? 0
        let most = max(sources * 20, Int(Double(free) * 0.8) / bytesEach)
        if wanted > most { print("scale: the disk has room for \(most) answers") }
        return min(wanted, most) / (2 * sources) * 2 * sources
    }

    /// Time and the most memory of a part.
    private func measured(_ what: String, _ part: () async throws -> Void) async throws {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let start = ContinuousClock.now
        try await part()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak =
            status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
            .flatMap { Int($0.filter(\.isNumber)) } ?? 0
        print(
            "scale: \(what): "
                + String(format: "%.1f s, %.2f GB at most", seconds, Double(peak) / 1e6))
    }
}

/// A study of many questions, each answered by many sources.
private struct Large {
    let study: Study
    let questions: [Question]
    let folder: URL

    init(questions count: Int, sources: Int, in folder: URL) throws {
        let names = (0..<sources).map { "s\($0)" }
        study = try Study(
            yaml: """
                study: large
                seed: 3
                questions: {from: q.jsonl, held-out: \(max(0.000_1, min(0.2, 200.0 / Double(count))))}
                targets: {smol: {model: small}}
                sources: {\(names.map { "\($0): {model: other, system: \($0)}" }.joined(separator: ", "))}
                conditions: [vanilla, human, \(names.map { "{single: \($0)}" }.joined(separator: ", "))]
                training: {epochs: 1, batch: 64, seeds: [1]}
                """, file: "large.yaml")
        questions = (0..<count).map { number in
            Question(
                id: "q\(number)", instruction: "What is thing \(number)?",
                category: "c\(number % 5)", humanAnswer: "It is the \(number)th of them.")
        }
        self.folder = folder
    }

    func runner(_ run: URL, _ models: ScriptedModels) -> StudyRunner {
        StudyRunner(
            study, folder: run, supply: models,
            questions: QuestionSource(
                terms: nil, fingerprint: { "sha" },
                read: {
                    QuestionSet(
                        method: "bench v1", rows: questions.count, candidates: questions,
                        plan: study.questions)
                }), keyFolder: folder)
    }

    /// Writes answers of some sources to a run that is prepared.
    func write(to run: URL, sources: Range<Int>) throws {
        let store = try Store.existing(run)
        try store.execute("PRAGMA cache_size = -1000000")
        let keys = try #require(try RunFacts.keys(store))
        let asked = try QuestionPart.allCases.flatMap {
            try store.questions(draw: keys.draw, part: $0)
        }
        for number in sources {
            let source = study.sources[number]
            let writer = keys.writer(source)
            for start in stride(from: 0, to: asked.count, by: 50_000) {
                let part = asked[start..<min(start + 50_000, asked.count)]
                let answers = part.map { question in
                    AnswerRow(
                        key: keys.answer(writer, question.id), writerKey: writer,
                        answer: Answer(
                            questionID: question.id, writer: source.name, draw: 0,
                            text: Self.text(question.id, number), finish: .stop,
                            promptTokens: 12, tokens: 250))
                }
                try store.add(StoreBatch(writers: [keys.writerRow(source)], answers: answers))
            }
        }
    }

    /// The card of how different sources are looks at so many answers of each, whatever their number: its
    /// four minutes say nothing of scale.
    func leaveOutCard(_ run: URL) throws {
        let store = try Store.existing(run)
        let keys = try #require(try RunFacts.keys(store))
        let compare = try Compare(keys: keys, store: store, supply: NoModels())
        let none = SourceDifference(failure: "left out by the bench")
        try store.add(
            StoreBatch(facts: [FactRow(.difference, compare.key, CanonicalJSON.text(none))]))
    }

    private static let pieces = (0..<10_000).map { number in
        var random = KeyedRandom(5, "\(number)")
        return (0..<17).map { _ in "w\(10_000 + random.next() % 9000)" }.joined(separator: " ")
    }

    /// About 1 KB of words, in pieces that are made once: writing is not what is measured.
    private static func text(_ question: String, _ source: Int) -> String {
        var random = KeyedRandom(UInt64(source), question)
        return (0..<10).map { _ in pieces[Int(random.next() % 10_000)] }.joined(separator: " ")
    }
}
