// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

/// A scheduler that ends each job as a script of the test says, one poll after it may begin.
private final class ScriptedScheduler: JobScheduler {
    struct Given {
        let number: Int
        let tasks: [Int]
        let arguments: [String]
    }

    /// Called once for each job that may end: how it ends, 0 for well.
    private let outcome: (_ array: String, _ task: Int, _ number: Int) -> Int
    private let jobs: URL
    private(set) var given: [Given] = []
    private var queued: [TaskNumber: QueuedJob] = [:]
    var silentPolls = 0

    init(_ run: URL, outcome: @escaping (String, Int, Int) -> Int) {
        jobs = run.appending(path: "jobs")
        self.outcome = outcome
    }

    func queue() async -> [TaskNumber: QueuedJob]? {
        if silentPolls > 0, !given.isEmpty {
            silentPolls -= 1
            return nil
        }
        return queued
    }

    func accounts(of jobs: [TaskNumber]) async -> [TaskNumber: JobWatch.Sighting] { [:] }
    func largestArray() async -> Int { 2 }

    func submit(_ arguments: [String]) async throws -> Int {
        let number = 100 + given.count
        let array = arguments.last.map {
            URL(filePath: $0).deletingPathExtension().lastPathComponent
        }
        let list = arguments.first { $0.hasPrefix("--array=") }?.dropFirst("--array=".count) ?? ""
        let tasks = list.split(separator: ",").flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return Array(ends[0]...(ends.last ?? ends[0]))
        }
        given.append(Given(number: number, tasks: tasks, arguments: arguments))
        let comment = arguments.first { $0.hasPrefix("--comment=") }?.dropFirst(10) ?? ""
        for task in tasks.isEmpty ? [nil] : tasks.map(Optional.some) {
            queued[TaskNumber(number, task: task)] = QueuedJob(
                sighting: .alive, isRunning: false, comment: String(comment))
            waiting.append((array ?? "", TaskNumber(number, task: task)))
        }
        return number
    }

    private var waiting: [(array: String, place: TaskNumber)] = []
    /// Ids of jobs by array and task, as the plan has them.
    var ids: [String: [String]] = [:]

    func cancel(_ jobs: [TaskNumber]) async {
        for job in jobs {
            queued[job] = nil
            waiting.removeAll { $0.place == job }
        }
    }

    /// Ends the first job that waits.
    func step() throws {
        guard !waiting.isEmpty else { return }
        let (array, place) = waiting.removeFirst()
        let status = outcome(array, place.task ?? 0, place.number)
        queued[place] = QueuedJob(
            sighting: status == 0 ? .ended : .failed("failed"), isRunning: false, comment: "")
        guard let id = ids[array]?[place.task ?? 0] else { return }
        let folder = jobs.appending(path: id)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("\(status)\n\(place.number)\n".utf8).write(to: folder.appending(path: "exit"))
        try Data("first\nlast of \(id)\n".utf8).write(to: folder.appending(path: "log"))
    }
}

/// A small study that is prepared as for a cluster; what jobs would make, the test makes itself.
private struct Bench {
    let small: SmallStudy
    let runner: StudyRunner
    let scheduler: ScriptedScheduler

    init(
        budget: Budget = Budget(), _ outcome: @escaping (String, Int, Int) -> Int
    ) throws {
        var small = try SmallStudy()
        small.study.budget = budget
        self.small = small
        runner = small.runner()
        scheduler = ScriptedScheduler(small.folder, outcome: outcome)
        let plan = JobPlan(
            small.study, file: "/s.yaml", run: "/r", missing: .all(of: small.study))
        for array in plan.arrays(most: 2) { scheduler.ids[array.id] = array.jobs.map(\.id) }
    }

    func run(
        isInterrupted: @escaping () -> Bool = { false },
        report: @escaping (RunEvent) -> Void = { _ in }
    ) async throws -> SlurmRun.End {
        let cluster = SlurmRun(
            runner, file: URL(filePath: "/s.yaml"), command: URL(filePath: "/b"),
            place: URL(filePath: "/"), scheduler: scheduler,
            pause: { [scheduler] _ in try scheduler.step() })
        return try await cluster.run(isInterrupted: isInterrupted, report: report)
    }
}

private final class Heard {
    var remarks: [String] = []
    var done = 0

    func hear(_ event: RunEvent) {
        switch event {
        case .remark(_, let text): remarks.append(text)
        case .progress(let progress) where progress.unit == "jobs": done = progress.done
        default: break
        }
    }
}

@Test func allJobsAreGivenAndLookedAfterUntilTheyEnd() async throws {
    let bench = try Bench { _, _, _ in 0 }
    defer { bench.small.remove() }
    bench.scheduler.silentPolls = 2
    let heard = Heard()
    _ = try await bench.run(report: heard.hear)
    // 3 sources in arrays of at most 2, their answers, 3 cells trained, 1 and 3 evaluated, a report.
    #expect(bench.scheduler.given.map(\.tasks.count) == [2, 0, 0, 2, 0, 0, 2, 0, 0])
    #expect(heard.done == 12)
    #expect(heard.remarks.count { $0.contains("does not answer") } == 1)
    let status = try #require(
        try await JobStatus.read(bench.small.folder, scheduler: bench.scheduler))
    #expect(status.isKnown && status.jobs.allSatisfy { $0.state == .done })
}

@Test func aFailedJobIsToldWithItsLogAndGivenAgain() async throws {
    let bench = try Bench { array, task, number in
        array == "train" && task == 1 && number == 103 ? 7 : 0
    }
    defer { bench.small.remove() }
    let heard = Heard()
    _ = try await bench.run(report: heard.hear)
    let said = try #require(heard.remarks.first { $0.contains("train-") })
    #expect(said.hasPrefix("train-smol.single-gemma.s1 failed; it is given again, 1 of 2."))
    #expect(said.hasSuffix("first\n    last of train-smol.single-gemma.s1"))
    #expect(heard.done == 12)
}

@Test func whatFailsForGoodIsNamed() async throws {
    let bench = try Bench { array, task, _ in array == "generate" && task == 0 ? 7 : 0 }
    defer { bench.small.remove() }
    #expect(try await bench.run() == .lost(["generate-smol"]))
    let status = try #require(
        try await JobStatus.read(bench.small.folder, scheduler: bench.scheduler))
    #expect(status.jobs.first { $0.id == "generate-smol" }?.state == .failed)
    #expect(status.jobs.first { $0.id == "generate-smol" }?.failures == 3)
    #expect(status.jobs.first { $0.id == "report" }?.state == .waiting)
}

@Test func aSecondCoordinatorGoesOnWithTheSameJobs() async throws {
    let bench = try Bench { _, _, _ in 0 }
    defer { bench.small.remove() }
    var polls = 0
    let end = try await bench.run(isInterrupted: {
        polls += 1
        return polls > 6
    })
    #expect(end == .interrupted)
    let given = bench.scheduler.given.count
    _ = try await bench.run()
    #expect(bench.scheduler.given.count == given)
}

@Test func nothingIsGivenOnceTheBudgetIsSpent() async throws {
    let bench = try Bench(budget: Budget(hours: 0.0001)) { _, _, _ in 0 }
    defer { bench.small.remove() }
    // More than 0.36 seconds.
    #expect(try await bench.small.run(through: .generate) == .budgetSpent("0.0001 hours of work"))
    #expect(try await bench.run() == .budgetSpent("0.0001 hours of work"))
    #expect(bench.scheduler.given.isEmpty)
}

/// Each job ends well as soon as it sees that the others spent the hours; the coordinator says why the
/// study is not done.
@Test func jobsThatTheBudgetEndedAreToldOf() async throws {
    var folder: URL?
    let bench = try Bench(budget: Budget(hours: 1)) { array, task, _ in
        guard array == "generate", task == 0, let folder else { return 2 }
        try? JobHours(job: folder.appending(path: "jobs/generate-smol")).add(4000)
        return 2
    }
    folder = bench.small.folder
    defer { bench.small.remove() }
    #expect(try await bench.run() == .budgetSpent("1 hours of work"))
    #expect(bench.scheduler.given.count == 9)
}
