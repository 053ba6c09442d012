// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

/// What the coordinator asks of a scheduler.
protocol JobScheduler {
    /// Jobs that the scheduler knows, with the comment that each was given with; nil where it does
    /// not answer.
    func queue() async -> [TaskNumber: QueuedJob]?
    /// What its accounting says of jobs that have left the queue; empty where there is none.
    func accounts(of jobs: [TaskNumber]) async -> [TaskNumber: JobWatch.Sighting]
    /// - Returns: the number of the array.
    /// - Throws: `RunError` where the scheduler does not take it.
    func submit(_ arguments: [String]) async throws -> Int
    /// Forgets jobs, and does not mind those that are gone.
    func cancel(_ jobs: [TaskNumber]) async
    /// An array has fewer jobs than this.
    func largestArray() async -> Int
}

struct QueuedJob: Sendable, Hashable {
    let sighting: JobWatch.Sighting
    /// Is at work.
    let isRunning: Bool
    let comment: String
}

/// Slurm, by its own commands.
struct Slurm: JobScheduler {
    func queue() async -> [TaskNumber: QueuedJob]? {
        let arguments = ["--noheader", "--array", "--me", "--states=all"]
        guard let text = await answer("squeue", arguments + ["--format=%F|%K|%T|%k"]) else {
            return nil
        }
        return Self.queue(text)
    }

    func accounts(of jobs: [TaskNumber]) async -> [TaskNumber: JobWatch.Sighting] {
        let numbers = Set(jobs.map(\.number)).sorted().map { "\($0)" }
        guard !numbers.isEmpty,
            let text = await answer(
                "sacct",
                [
                    "--noheader", "--parsable2", "--allocations", "--format=JobID,State",
                    "--jobs=\(numbers.joined(separator: ","))",
                ])
        else { return [:] }
        return Self.accounts(text)
    }

    func submit(_ arguments: [String]) async throws -> Int {
        let result = try? await Subprocess.run(
            .name("sbatch"), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        let text = result?.standardOutput ?? ""
        // On several clusters their name stands behind: "17;here".
        if result?.terminationStatus.isSuccess == true,
            let number = text.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        {
            return number
        }
        let said = (result?.standardError ?? "").split(separator: "\n").last.map(String.init)
        throw RunError(
            .broken, item: "sbatch", "did not take jobs: \(said ?? "it did not start").",
            remedy: "Look at `sinfo` and at `cluster` in the study file.")
    }

    func cancel(_ jobs: [TaskNumber]) async {
        for start in stride(from: 0, to: jobs.count, by: 500) {
            let part = jobs[start..<min(start + 500, jobs.count)].map(\.description)
            _ = await answer("scancel", ["--quiet"] + part)
        }
    }

    func largestArray() async -> Int {
        let text = await answer("scontrol", ["show", "config"]) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
        return line?.split(separator: "=").last
            .flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 1001
    }

    /// What a command printed; nil where it failed.
    private func answer(_ command: String, _ arguments: [String]) async -> String? {
        let result = try? await Subprocess.run(
            .name(command), arguments: Arguments(arguments), output: .string(limit: 1 << 28),
            error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput
    }

    // MARK: What it says

    static func queue(_ text: String) -> [TaskNumber: QueuedJob] {
        var jobs: [TaskNumber: QueuedJob] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(
                separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, let number = Int(parts[0]) else { continue }
            // "N/A" where the job is no array.
            jobs[TaskNumber(number, task: Int(parts[1]))] = QueuedJob(
                sighting: sighting(String(parts[2])), isRunning: parts[2] == "RUNNING",
                comment: String(parts[3]))
        }
        return jobs
    }

    static func accounts(_ text: String) -> [TaskNumber: JobWatch.Sighting] {
        var jobs: [TaskNumber: JobWatch.Sighting] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            guard parts.count == 2, let place = TaskNumber(String(parts[0])) else { continue }
            jobs[place] = sighting(String(parts[1]))
        }
        return jobs
    }

    /// - Parameter state: as in `squeue`'s manual; "CANCELLED by 0" in accounting.
    static func sighting(_ state: String) -> JobWatch.Sighting {
        switch state.split(separator: " ").first ?? "" {
        case "COMPLETED": .ended
        case "FAILED": .failed("failed")
        case "CANCELLED", "REVOKED": .failed("was cancelled")
        case "TIMEOUT", "DEADLINE": .failed("ran out of time")
        case "PREEMPTED": .failed("was put off for another job")
        case "OUT_OF_MEMORY": .failed("ran out of memory")
        case "NODE_FAIL", "BOOT_FAIL": .failed("lost its machine")
        default: .alive
        }
    }
}
