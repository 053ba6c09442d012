// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// Runs a study as jobs of a scheduler: gives it what is missing, looks after the jobs until all have
/// ended, gives those that failed again. The jobs go on without it; started again, it goes on where
/// they are.
///
/// It writes the run's own store only while no job of the run is with the scheduler: then it takes in
/// what jobs of an earlier time have made.
package struct SlurmRun {
    let runner: StudyRunner
    /// The study file.
    let file: URL
    /// The program that the jobs start.
    let command: URL
    /// Where the command was started.
    let place: URL
    let scheduler: any JobScheduler
    /// Waits so many seconds.
    let pause: (Double) async throws -> Void

    package enum End: Sendable, Hashable {
        /// All is there; so many rows are failures.
        case finished(failed: Int)
        /// The jobs go on.
        case interrupted
        /// The jobs ended, and what is missing is over the budget, of which this part is spent.
        case budgetSpent(String)
        /// These jobs failed for good, and what rests on them is not made.
        case lost([String])
    }

    package init(_ runner: StudyRunner, file: URL, command: URL, place: URL) {
        self.init(
            runner, file: file, command: command, place: place, scheduler: Slurm(),
            pause: { try await Task.sleep(for: .seconds($0)) })
    }

    init(
        _ runner: StudyRunner, file: URL, command: URL, place: URL, scheduler: any JobScheduler,
        pause: @escaping (Double) async throws -> Void
    ) {
        self.runner = runner
        self.file = file
        self.command = command
        self.place = place
        self.scheduler = scheduler
        self.pause = pause
    }

    private var jobs: URL { JobFolder.place(in: runner.folder) }
    private var retries: Int { (runner.study.cluster ?? ClusterPlan()).retries }

    /// - Throws: `RunError` where the scheduler is not there or takes no job, or where another process
    ///   looks after this run; what is stored stays, and so do jobs.
    package func run(
        isInterrupted: @escaping () -> Bool = { false },
        report: @escaping (RunEvent) -> Void = { _ in }
    ) async throws -> End {
        try SharedFolder.mark(runner.folder)
        try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        let lock = try RunLock(jobs)
        defer { lock.release() }
        guard var ledger = try await ledger(report) else { return try ended() }
        let watched = try await watch(&ledger, isInterrupted, report)
        guard watched.isOver else { return .interrupted }
        guard watched.isDone else { return .lost(watched.lost) }
        let end = try ended()
        for job in JobFolder.begun(in: jobs) { JobFolder.clear(job) }
        return end
    }

    /// How a run ends of which no job is left.
    private func ended() throws -> End {
        let status = try RunStatus.read(runner.folder)
        if !status.isDone, let spent = try spent() { return .budgetSpent(spent) }
        return .finished(failed: status.failed)
    }

    /// Which part of the budget is spent, in words; nil while none is.
    private func spent() throws -> String? {
        let budget = runner.study.budget
        let spending = try Spending(Store.existing(runner.folder), for: budget)
        let seconds = max(spending.seconds, JobHours.together(jobs))
        return BudgetWatch(budget: budget).spent(spending.withSeconds(seconds))
    }

    // MARK: What is to be done

    /// That of an earlier coordinator while jobs of it are with the scheduler, else a new one; nil
    /// where nothing is missing, or the budget is spent.
    private func ledger(_ report: @escaping (RunEvent) -> Void) async throws -> JobLedger? {
        guard let queue = await scheduler.queue() else {
            throw RunError(
                .missing, item: "squeue", "does not answer.",
                remedy: "Run this where Slurm's commands work; `sinfo` shows whether they do.")
        }
        let key = Fingerprint.of("study", runner.study.resolved)
        let earlier = try JobLedger.read(jobs)
        let own = queue.filter { $0.value.comment.hasPrefix(comment("")) }
        guard own.values.contains(where: { $0.sighting == .alive }) else {
            return try await plan(key, earlier, report)
        }
        guard var ledger = earlier, ledger.study == key else {
            throw RunError(
                .locked, item: runner.folder.path,
                "has jobs of another form of the study in the queue.",
                remedy: "Wait for them, or `scancel` them, and run this again.")
        }
        var watch = watch(ledger)
        for (place, job) in own where place.number > ledger.lastNumber {
            watch.adopt(place, array: String(job.comment.dropFirst(comment("").count)))
        }
        ledger.records = watch.records
        ledger.lastNumber = own.keys.map(\.number).reduce(ledger.lastNumber, max)
        report(.remark(.prepare, "jobs of this run are in the queue; looking after them."))
        return ledger
    }

    private func plan(
        _ key: String, _ earlier: JobLedger?, _ report: @escaping (RunEvent) -> Void
    ) async throws -> JobLedger? {
        _ = try await runner.run(through: .prepare, report: report)
        try takeIn(report)
        if let earlier, earlier.study != key {
            for job in JobFolder.begun(in: jobs) { JobFolder.clear(job) }
        }
        let isReported = FileManager.default.fileExists(
            atPath: runner.folder.appending(path: "report/report.html").path)
        let isDone = try RunStatus.read(runner.folder).isDone
        if isReported, isDone { return nil }
        let seconds = try Store.existing(runner.folder).secondsSpent()
        try JobHours.begin(jobs, spent: seconds)
        if !isDone, try spent() != nil { return nil }
        let ledger = JobLedger(
            study: key, missing: try runner.missing(), largest: await scheduler.largestArray(),
            lastNumber: earlier?.lastNumber ?? 0)
        try folder(ledger).writeScripts()
        try ledger.write(jobs)
        return ledger
    }

    /// Takes the rows in that jobs of an earlier time have made, also of those that did not end.
    private func takeIn(_ report: (RunEvent) -> Void) throws {
        let merge = RunMerge(into: runner.folder, keyFolder: runner.keyFolder)
        for job in JobFolder.begun(in: jobs) {
            do {
                let added = try merge.take([job]).reduce(0) { $0 + $1.added }
                guard added > 0 else { continue }
                report(.remark(.prepare, "took in \(added) rows of \(job.lastPathComponent)."))
            } catch let error as RunError {
                report(.remark(.prepare, "left \(job.lastPathComponent) out: \(error)"))
            } catch let error as StoreError {
                report(.remark(.prepare, "left \(job.lastPathComponent) out: \(error)"))
            }
        }
    }

    private func arrays(_ ledger: JobLedger) -> [JobArray] {
        JobPlan(
            runner.study, file: file.standardizedFileURL.path,
            run: runner.folder.standardizedFileURL.path, missing: ledger.missing
        ).arrays(most: ledger.largest)
    }

    /// Jobs try nothing again themselves: another try may get another machine.
    private func folder(_ ledger: JobLedger) -> JobFolder {
        JobFolder(
            runner.study, arrays(ledger), run: runner.folder, command: command, place: place,
            retries: 0)
    }

    private func watch(_ ledger: JobLedger) -> JobWatch {
        JobWatch(arrays: arrays(ledger), retries: retries, records: ledger.records)
    }

    /// By which the jobs of an array are known in the queue as this run's.
    private func comment(_ array: String) -> String {
        let run = runner.folder.standardizedFileURL.path
        return "baskets-\(Fingerprint.of("run on a cluster", run).prefix(16))-\(array)"
    }

    // MARK: Looking after jobs

    private func watch(
        _ ledger: inout JobLedger, _ isInterrupted: () -> Bool,
        _ report: @escaping (RunEvent) -> Void
    ) async throws -> JobWatch {
        var watch = watch(ledger)
        let scripts = folder(ledger).scripts
        let story = JobStory(jobs: jobs, retries: retries, report: report)
        var isSilent = false
        var cancelled: Set<TaskNumber> = []
        var refusals = 0
        var wait = 1.0
        report(.started(story.progress(watch)))
        while !isInterrupted() {
            if let queue = await scheduler.queue() {
                isSilent = false
                let notes = await see(queue, &watch)
                for note in notes { story.tell(note, watch) }
                let vain = watch.doomed.filter { cancelled.insert($0).inserted }
                if !vain.isEmpty { await scheduler.cancel(vain) }
                do {
                    let given = try await give(&watch, scripts, &ledger)
                    refusals = 0
                    wait = notes.isEmpty && !given ? min(wait * 1.5, 20) : 1
                } catch let error as RunError {
                    refusals += 1
                    if refusals == 1 { report(.remark(.prepare, "\(error) It is asked again.")) }
                    if watch.given.isEmpty, refusals >= 5 { throw error }
                    wait = min(wait * 1.5, 20)
                }
                ledger.records = watch.records
                try ledger.write(jobs)
                if watch.isOver { break }
            } else if !isSilent {
                isSilent = true
                report(
                    .remark(.prepare, "the scheduler does not answer; it is asked again."))
            }
            try await pause(wait, unless: isInterrupted)
        }
        return watch
    }

    /// In parts, so that an interrupt is heard soon.
    private func pause(_ seconds: Double, unless isInterrupted: () -> Bool) async throws {
        var left = seconds
        while left > 0, !isInterrupted() {
            try await pause(min(left, 1))
            left -= 1
        }
    }

    private func see(
        _ queue: [TaskNumber: QueuedJob], _ watch: inout JobWatch
    ) async -> [JobWatch.Note] {
        var exits: [String: JobWatch.Exit] = [:]
        for id in watch.given.keys { exits[id] = JobFolder.exit(of: id, in: jobs) }
        var seen = queue.mapValues(\.sighting)
        let unexplained = watch.unexplained(seen, exits)
        seen.merge(await scheduler.accounts(of: unexplained)) { queued, _ in queued }
        return watch.see(seen, exits: exits, at: runner.now())
    }

    /// Gives the scheduler all that can be given; each number is noted at once.
    ///
    /// - Returns: whether there was something.
    private func give(
        _ watch: inout JobWatch, _ scripts: [JobScript], _ ledger: inout JobLedger
    ) async throws -> Bool {
        var isGiven = false
        while let next = watch.next(),
            let script = scripts.first(where: { $0.array.id == next.array.id })
        {
            let file = jobs.appending(path: "\(next.array.id).sh")
            let number = try await scheduler.submit(
                script.arguments(
                    file: file.path, tasks: next.tasks, conditions: next.conditions,
                    comment: comment(next.array.id)))
            watch.gave(next, as: number)
            ledger.lastNumber = max(ledger.lastNumber, number)
            ledger.records = watch.records
            try ledger.write(jobs)
            isGiven = true
        }
        return isGiven
    }
}

/// Tells a reader what becomes of the jobs.
private struct JobStory {
    let jobs: URL
    let retries: Int
    let report: (RunEvent) -> Void

    func progress(_ watch: JobWatch, after job: Job? = nil) -> StageProgress {
        StageProgress(
            stage: job?.stage.name ?? .prepare, unit: "jobs", item: job?.id ?? "",
            done: watch.records.values.count { $0.end?.isGood == true },
            total: watch.jobs.count, rate: nil)
    }

    func tell(_ note: JobWatch.Note, _ watch: JobWatch) {
        switch note {
        case .done(let id):
            report(.progress(progress(watch, after: watch.jobs.first { $0.id == id })))
        case .failed(let id, let why, let again):
            let stage = watch.jobs.first { $0.id == id }?.stage.name ?? .prepare
            let next = again.map { "it is given again, \($0) of \(retries)" }
            var text = "\(id) \(why); \(next ?? "it is not given again")."
            let log = JobFolder.logEnd(of: id, in: jobs, lines: 5)
            if !log.isEmpty { text += " Its log ends:\n    " + log.joined(separator: "\n    ") }
            report(.remark(stage, text))
        }
    }
}

extension ClusterPlan.Stage {
    var name: StageName {
        switch self {
        case .generate: .generate
        case .train: .train
        case .evaluate, .judge: .evaluate
        case .report: .report
        }
    }
}
