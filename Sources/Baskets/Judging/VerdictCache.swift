// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// What judges said as they were measured, kept across runs in a folder beside the models: a second
/// study with the same judge, rubric and sample asks nothing again.
///
/// It holds keys and ratings, and no text. A key stands for judge, rubric version, texts and seed.
/// Verdicts of a model of this machine are kept window by window, and taken only for the same window
/// on the same kind of machine, so that a run has the same rows with or without the cache. What failed
/// is not kept.
struct VerdictCache: Sendable {
    /// Changes with what is kept.
    private static let method = "verdict cache v2"

    let folder: URL
    /// What rows of a model here depend on beside their keys.
    let machine: [String: String]

    private struct Kept: Codable {
        let key: String
        let outcome: VerdictOutcome
        let rating: Double?
        let reading: Verdict.Reading
        let mass: Double?
        let probabilities: [String: Double]?
        let asked: Int

        init(_ row: VerdictRow) {
            key = row.key
            outcome = row.outcome
            rating = row.rating
            reading = Verdict(row).reading
            mass = row.mass
            probabilities = row.probabilities
            asked = row.asked
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
        let parts: [String]
        switch judge.voice {
        case .local:
            parts = machine.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } + keys
        case .remote: parts = ["at an address"]
        }
        return folder.appending(
            path: Fingerprint.of([Self.method, judge.key] + parts) + ".jsonl")
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
    func keep(_ rows: [VerdictRow], in shelf: URL) {
        let lines = rows.filter { $0.outcome != .failed }
            .map { CanonicalJSON.text(Kept($0)) + "\n" }.joined()
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
