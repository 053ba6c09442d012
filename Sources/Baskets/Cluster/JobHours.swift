// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// The work of all jobs of one submission together, so that a budget in hours holds over jobs that run
/// at the same time: each job notes its own in `RUN/jobs/ID/hours`, and reads what the others noted.
///
/// What a batch at work will take is not known to the others: each job may go past the budget by the
/// batch that it is at, as one process may.
package final class JobHours {
    /// Variable by which a job's script tells the command the job's folder.
    package static let variable = "BASKETS_JOB"
    private static let name = "hours"

    private let job: URL
    private var own: Double

    /// - Parameter job: `RUN/jobs/ID`; what an earlier try of it noted counts.
    package init(job: URL) {
        self.job = job.standardizedFileURL
        own = Self.read(job.appending(path: Self.name))
    }

    /// Of the command of a job; nil where it is none.
    package static func ofThisJob(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> JobHours? {
        environment[variable].flatMap { $0.isEmpty ? nil : JobHours(job: URL(filePath: $0)) }
    }

    /// Seconds of all jobs, and of what the run held before they were given.
    var together: Double {
        let jobs = job.deletingLastPathComponent()
        return Self.together(jobs, but: job.lastPathComponent) + own
    }

    /// Adds to this job's own.
    func add(_ seconds: Double) throws {
        own += seconds
        try Self.write(own, to: job.appending(path: Self.name))
    }

    /// - Parameter name: of a job that is left out.
    static func together(_ jobs: URL, but name: String? = nil) -> Double {
        folders(jobs).filter { $0.lastPathComponent != name }
            .reduce(read(jobs.appending(path: Self.name))) {
                $0 + read($1.appending(path: Self.name))
            }
    }

    /// Begins anew, before jobs are given: all that was spent so far is in the run's own rows.
    static func begin(_ jobs: URL, spent seconds: Double) throws {
        for job in folders(jobs) {
            try? FileManager.default.removeItem(at: job.appending(path: name))
        }
        try write(seconds, to: jobs.appending(path: name))
    }

    private static func folders(_ jobs: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: jobs.path)) ?? []
        return names.sorted().map { jobs.appending(path: $0) }
    }

    /// 0 where nothing is noted.
    private static func read(_ file: URL) -> Double {
        (try? String(contentsOf: file, encoding: .utf8)).flatMap { Double($0) } ?? 0
    }

    private static func write(_ seconds: Double, to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("\(seconds)".utf8).write(to: file, options: .atomic)
    }
}
