// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a coordinator knows, in `RUN/jobs/ledger.json`, for the next one and for whoever looks: it
/// takes its place by a rename.
struct JobLedger: Sendable, Hashable, Codable {
    /// Fingerprint of the study's resolved form.
    let study: String
    /// What was planned, from which the plan follows.
    let missing: JobPlan.Missing
    /// Jobs of one array at most.
    let largest: Int
    /// The highest number that the scheduler gave so far.
    var lastNumber = 0
    var records: [String: JobRecord] = [:]

    static func read(_ folder: URL) throws -> JobLedger? {
        let file = folder.appending(path: "ledger.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            return try JSONDecoder().decode(JobLedger.self, from: Data(contentsOf: file))
        } catch {
            throw RunError(
                .broken, item: file.path, "cannot be read.",
                remedy: "Remove it once no job of the run is in the queue; nothing is lost.")
        }
    }

    func write(_ folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try encoder.encode(self)
            .write(to: folder.appending(path: "ledger.json"), options: .atomic)
    }
}
