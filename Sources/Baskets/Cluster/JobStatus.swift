// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// The jobs of a run on a cluster, from what its coordinator noted, what the jobs left, and the queue.
package struct JobStatus: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case done
        /// Is being made by a machine.
        case atWork = "at work"
        /// Waits for a machine or for other jobs.
        case waiting
        /// Failed; given again where a coordinator looks after it and may.
        case failed
    }

    package struct Job: Sendable, Hashable, Codable {
        package let id: String
        package let state: State
        /// The scheduler's, nil where it has none.
        package let number: String?
        /// How often it failed.
        package let failures: Int
        package let lastLine: String?
    }

    /// In the order of their names.
    package let jobs: [Job]
    /// Whether the scheduler answered; else jobs may be further than this says.
    package let isKnown: Bool

    /// nil where the run has no jobs.
    package static func read(_ run: URL) async throws -> JobStatus? {
        try await read(run, scheduler: Slurm())
    }

    static func read(_ run: URL, scheduler: any JobScheduler) async throws -> JobStatus? {
        let folder = JobFolder.place(in: run)
        guard let ledger = try JobLedger.read(folder) else { return nil }
        let queue = await scheduler.queue()
        let jobs = ledger.records.sorted { $0.key < $1.key }.map { id, record in
            Job(
                id: id, state: state(record, JobFolder.exit(of: id, in: folder), queue),
                number: record.attempt?.place.description, failures: record.failures,
                lastLine: JobFolder.logEnd(of: id, in: folder, lines: 1).first)
        }
        return JobStatus(jobs: jobs, isKnown: queue != nil)
    }

    private static func state(
        _ record: JobRecord, _ exit: JobWatch.Exit?, _ queue: [TaskNumber: QueuedJob]?
    ) -> State {
        if let end = record.end { return end.isGood ? .done : .failed }
        guard let attempt = record.attempt else {
            return record.failures > 0 ? .failed : .waiting
        }
        // Waits in vain for one that failed, and is given anew with it.
        if attempt.isDoomed { return .waiting }
        let queued = queue?[attempt.place]
        if queued?.sighting == .alive { return queued?.isRunning == true ? .atWork : .waiting }
        if let exit, exit.number == attempt.place.number {
            return exit.status == 0 || exit.status == 2 ? .done : .failed
        }
        if case .failed = queued?.sighting { return .failed }
        return .waiting
    }
}
