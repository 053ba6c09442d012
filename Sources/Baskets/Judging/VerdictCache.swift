// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// What judges said as they were measured, kept across runs in a folder beside the models: a second
/// study with the same judge, rubric and sample asks nothing again.
///
/// It holds keys and ratings, and no text. A key stands for judge, rubric version, texts and seed.
/// Verdicts of a model of this machine are kept window by window, and taken only for the same window
/// on the same kind of machine, so that a run has the same rows with or without the cache. What failed
/// is not kept.
package struct VerdictCache: Sendable {
    /// Changes with what is kept.
    private static let method = "verdict cache v2"

    let folder: URL
    /// What rows of a model here depend on beside their keys.
    let machine: [String: String]

    package init(folder: URL, machine: [String: String]) {
        self.folder = folder
        self.machine = machine
    }

    private struct Kept: Codable {
        let key: String
        let outcome: VerdictOutcome
        let rating: Double?
        let reading: Verdict.Reading
        let mass: Double?
        let probabilities: [String: Double]?
        let asked: Int

        init(_ key: String, _ verdict: Verdict) {
            self.key = key
            outcome = verdict.outcome
            rating = verdict.rating
            reading = verdict.reading
            mass = verdict.mass
            probabilities = verdict.probabilities
            asked = verdict.attempts
        }

        /// nil for what no judge can have said.
        var verdict: Verdict? {
            guard (outcome == .verdict) == (rating != nil) else { return nil }
            return Verdict(
                outcome, rating: rating, reading: reading, mass: mass,
                probabilities: probabilities, attempts: asked)
        }
    }

    /// Where the verdicts of a window of a judge are kept.
    ///
    /// - Parameter keys: of the window's verdicts, in order; those of a judge at an address are asked
    ///   one by one, and share one place.
    func shelf(_ judge: StudyJudge, _ keys: [String]) -> URL {
        switch judge.voice {
        case .local: shelf(judge.key, window: keys)
        case .remote: shelf(judge.key, ["at an address"])
        }
    }

    /// Of a model of this machine.
    func shelf(_ judge: String, window keys: [String]) -> URL {
        shelf(judge, machine.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } + keys)
    }

    private func shelf(_ judge: String, _ parts: [String]) -> URL {
        folder.appending(path: Fingerprint.of([Self.method, judge] + parts) + ".jsonl")
    }

    /// Verdicts by key; lines that cannot be read, such as one that was cut, are passed over.
    func verdicts(in shelf: URL) -> [String: Verdict] {
        guard let data = try? Data(contentsOf: shelf) else { return [:] }
        let decoder = JSONDecoder()
        return data.split(separator: UInt8(ascii: "\n")).reduce(into: [:]) { found, line in
            if let kept = try? decoder.decode(Kept.self, from: Data(line)) {
                found[kept.key] = kept.verdict
            }
        }
    }

    /// Adds to what is there. A folder that cannot be written to costs time in a later run, and is no
    /// reason to end this one.
    func keep(_ verdicts: [(key: String, verdict: Verdict)], in shelf: URL) {
        let lines = verdicts.filter { $0.verdict.outcome != .failed }
            .map { CanonicalJSON.text(Kept($0.key, $0.verdict)) + "\n" }.joined()
        guard !lines.isEmpty else { return }
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let isThere = FileManager.default.fileExists(atPath: shelf.path)
        guard isThere, let file = try? FileHandle(forWritingTo: shelf) else {
            try? Data(lines.utf8).write(to: shelf, options: .atomic)
            return
        }
        defer { try? file.close() }
        _ = try? file.seekToEnd()
        // What was there may end in a line that was cut.
        try? file.write(contentsOf: Data("\n\(lines)".utf8))
    }
}

/// What a model said when it was asked outside of any study, looked for before it is asked again.
package struct KeptVerdicts: Sendable {
    let cache: VerdictCache
    /// Stands for the model, its adapter and the versions of what it is asked by.
    let judge: String

    package init(cache: VerdictCache, judge: String) {
        self.cache = cache
        self.judge = judge
    }

    /// - Parameter ask: asked only where a verdict is missing, and then for all: they are one window.
    func verdicts(
        _ tasks: [JudgeTask], of asked: Judge, ask: () async throws -> [Verdict]
    ) async throws -> [Verdict] {
        let keys = tasks.map { task in
            Fingerprint.of(
                "trial", judge, asked.rubric.fingerprint, "\(asked.seed)", "\(asked.attempts)",
                task.id, task.prompt.text)
        }
        let shelf = cache.shelf(judge, window: keys)
        let known = cache.verdicts(in: shelf)
        let kept = keys.compactMap { known[$0] }
        guard kept.count < keys.count else { return kept }
        let made = try await ask()
        cache.keep(zip(keys, made).map { ($0, $1) }, in: shelf)
        return made
    }
}
