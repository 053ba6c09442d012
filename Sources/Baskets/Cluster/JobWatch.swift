// SPDX-License-Identifier: Apache-2.0

/// What is known of the jobs of a plan, and what follows from what the scheduler and the jobs' own
/// files say. Decides only; ``SlurmRun`` carries out.
struct JobWatch {
    /// What the scheduler says of a job, as far as it matters here.
    enum Sighting: Sendable, Hashable {
        /// Waits, runs, or is about to.
        case alive
        /// Ended; not yet said by the job itself.
        case ended
        /// In words that go on behind the job's name: "was cancelled".
        case failed(String)
    }

    /// What a job left in its exit file.
    struct Exit: Sendable, Hashable {
        let status: Int
        /// Of the array that it was part of; nil where no scheduler ran it.
        let number: Int?
    }

    /// What happened to a job, for the reader.
    enum Note: Sendable, Hashable {
        case done(String)
        /// - `again`: how often it was given again before, and how often it may be; nil where it is
        ///   not given again.
        case failed(String, why: String, again: Int?)
    }

    /// Jobs that are given to the scheduler at once.
    struct Submission: Sendable, Hashable {
        let array: JobArray
        /// Places in the array.
        let tasks: [Int]
        /// "afterok:17_4", one or none.
        let conditions: [String]
        /// Those that each waits for.
        let awaited: [[TaskNumber]]
    }

    let arrays: [JobArray]
    /// How often a job that failed is given again.
    let retries: Int
    /// Seconds after which a job that is nowhere, and left no exit file, has failed: files of other
    /// machines may be seen late.
    var patience = 90.0
    private(set) var records: [String: JobRecord]

    /// - Parameter records: what an earlier coordinator knew.
    init(arrays: [JobArray], retries: Int, records: [String: JobRecord] = [:]) {
        self.arrays = arrays
        self.retries = retries
        self.records = records
        for job in arrays.flatMap(\.jobs) where self.records[job.id] == nil {
            self.records[job.id] = JobRecord()
        }
    }

    var jobs: [Job] { arrays.flatMap(\.jobs) }

    /// Jobs that are with the scheduler.
    var given: [String: TaskNumber] {
        records.compactMapValues { $0.end == nil ? $0.attempt?.place : nil }
    }

    var isDone: Bool { jobs.allSatisfy { records[$0.id]?.end?.isGood == true } }
    /// Whether failed items are among what was made.
    var hasFailedItems: Bool { records.values.contains { $0.end == .withFailedItems } }
    /// Ids of the jobs that failed for good, in order.
    var lost: [String] { jobs.map(\.id).filter { records[$0]?.end == .lost } }

    /// Whether nothing more comes: no job is with the scheduler, and none can be given to it.
    var isOver: Bool { given.isEmpty && !jobs.contains(where: canBeGiven) }

    // MARK: What was seen

    /// Jobs that left the queue and did not say how they ended.
    func unexplained(_ queue: [TaskNumber: Sighting], _ exits: [String: Exit]) -> [TaskNumber] {
        given.compactMap { id, place in
            queue[place] == nil && exits[id]?.number != place.number ? place : nil
        }
    }

    /// Takes in what the scheduler and the jobs' files say.
    ///
    /// - Parameters:
    ///   - seen: of jobs that the scheduler knows.
    ///   - exits: exit files, by job.
    ///   - time: seconds, of any clock.
    mutating func see(
        _ seen: [TaskNumber: Sighting], exits: [String: Exit], at time: Double
    ) -> [Note] {
        var notes: [Note] = []
        for job in jobs {
            guard var record = records[job.id], record.end == nil, let attempt = record.attempt
            else { continue }
            switch outcome(of: attempt, seen[attempt.place], exits[job.id], at: time) {
            case .alive:
                record.attempt?.silentSince = nil
            case .silent:
                record.attempt?.silentSince = attempt.silentSince ?? time
            case .good(let end):
                record.end = end
                notes.append(.done(job.id))
            case .bad(let why, let isFinal):
                failed(&record, attempt, isFinal: isFinal)
                if !attempt.isDoomed {
                    notes.append(
                        .failed(
                            job.id, why: why, again: record.end == .lost ? nil : record.failures))
                }
            }
            let isOpen = record.end == nil && record.attempt == nil
            records[job.id] = record
            // At once: those that waited for it come later in the plan, and may be gone already.
            if isOpen || record.end == .lost { doom() }
        }
        return notes
    }

    private enum Outcome {
        case alive
        case silent
        case good(JobRecord.End)
        case bad(String, isFinal: Bool)
    }

    private func outcome(
        of attempt: JobRecord.Attempt, _ sighting: Sighting?, _ exit: Exit?, at time: Double
    ) -> Outcome {
        if sighting == .alive { return .alive }
        if let exit, exit.number == attempt.place.number {
            switch exit.status {
            case 0: return .good(.done)
            case 2: return .good(.withFailedItems)
            case 64: return .bad("says that its command or study is wrong", isFinal: true)
            default:
                if case .failed(let why) = sighting { return .bad(why, isFinal: false) }
                return .bad("ended with status \(exit.status)", isFinal: false)
            }
        }
        if case .failed(let why) = sighting { return .bad(why, isFinal: false) }
        guard let since = attempt.silentSince, time - since >= patience else { return .silent }
        return .bad("is not in the queue and did not say how it ended", isFinal: false)
    }

    /// A job that could not begin, because one before it failed, has not failed itself.
    private func failed(
        _ record: inout JobRecord, _ attempt: JobRecord.Attempt, isFinal: Bool
    ) {
        record.attempt = nil
        guard !attempt.isDoomed else { return }
        record.failures += 1
        if isFinal || record.failures > retries { record.end = .lost }
    }

    /// Marks the jobs that wait for one that will not end well.
    private mutating func doom() {
        let alive = Set(given.values)
        let good = Set(
            records.values.compactMap { $0.end?.isGood == true ? $0.attempt?.place : nil })
        var isChanged = true
        while isChanged {
            isChanged = false
            let doomed = Set(
                records.values.compactMap {
                    $0.attempt?.isDoomed == true ? $0.attempt?.place : nil
                })
            for (id, record) in records where record.end == nil {
                guard let attempt = record.attempt, !attempt.isDoomed,
                    attempt.awaited.contains(where: {
                        doomed.contains($0) || !(alive.contains($0) || good.contains($0))
                    })
                else { continue }
                records[id]?.attempt?.isDoomed = true
                isChanged = true
            }
        }
    }

    /// Jobs that wait in vain; the scheduler is to forget them.
    var doomed: [TaskNumber] {
        records.values.compactMap { record in
            guard record.end == nil, let attempt = record.attempt, attempt.isDoomed else {
                return nil
            }
            return attempt.place
        }.sorted { ($0.number, $0.task ?? 0) < ($1.number, $1.task ?? 0) }
    }

    /// Takes up a job that the scheduler has and the record does not: the coordinator was killed just
    /// after it gave it.
    mutating func adopt(_ place: TaskNumber, array id: String) {
        guard let array = arrays.first(where: { $0.id == id }),
            array.jobs.indices.contains(place.task ?? 0)
        else { return }
        let job = array.jobs[place.task ?? 0].id
        guard let record = records[job], record.end == nil else { return }
        if let known = record.attempt?.place, known.number >= place.number { return }
        records[job]?.attempt = JobRecord.Attempt(place: place)
    }

    // MARK: What is given next

    private func canBeGiven(_ job: Job) -> Bool {
        guard let record = records[job.id], record.end == nil, record.attempt == nil else {
            return false
        }
        return job.dependencies.allSatisfy { id in
            guard let other = records[id] else { return false }
            return other.end?.isGood == true
                || (other.end == nil && other.attempt.map { !$0.isDoomed } == true)
        }
    }

    /// The next jobs to give; nil where none is left. To be asked again after each ``gave(_:as:)``.
    func next() -> Submission? {
        for array in arrays {
            let open = array.jobs.indices.filter { canBeGiven(array.jobs[$0]) }
            if !open.isEmpty { return submission(array, open) }
        }
        return nil
    }

    private func submission(_ array: JobArray, _ open: [Int]) -> Submission {
        let given = given
        let awaited = open.map { array.jobs[$0].dependencies.compactMap { given[$0] } }
        if open.count > 1, let other = awaited[0].first?.number,
            zip(open, awaited).allSatisfy({ $1 == [TaskNumber(other, task: $0)] })
        {
            return Submission(
                array: array, tasks: open, conditions: ["aftercorr:\(other)"], awaited: awaited)
        }
        // Those that wait for the same go together.
        let alike = awaited.indices.filter { awaited[$0] == awaited[0] }
        return Submission(
            array: array, tasks: alike.map { open[$0] }, conditions: condition(awaited[0]),
            awaited: alike.map { awaited[$0] })
    }

    /// Whole arrays by their number alone: a list of all their places may be long.
    private func condition(_ awaited: [TaskNumber]) -> [String] {
        guard !awaited.isEmpty else { return [] }
        var alive: [Int: Int] = [:]
        for record in records.values {
            if let attempt = record.attempt { alive[attempt.place.number] = attempt.size }
        }
        var numbers: [Int] = []
        for place in awaited where !numbers.contains(place.number) { numbers.append(place.number) }
        let words = numbers.flatMap { number -> [String] in
            let own = awaited.filter { $0.number == number }
            return own.count == alive[number] ? ["\(number)"] : own.map(\.description)
        }
        return ["afterok:\(words.joined(separator: ":"))"]
    }

    /// Notes that jobs were given under a number.
    mutating func gave(_ submission: Submission, as number: Int) {
        let isMany = submission.array.jobs.count > 1
        for (task, awaited) in zip(submission.tasks, submission.awaited) {
            records[submission.array.jobs[task].id]?.attempt = JobRecord.Attempt(
                place: TaskNumber(number, task: isMany ? task : nil), awaited: awaited,
                size: submission.tasks.count)
        }
    }
}

/// What is known of one job.
struct JobRecord: Sendable, Hashable, Codable {
    enum End: String, Sendable, Hashable, Codable {
        case done
        /// Done; some of its items failed, and are rows that say so.
        case withFailedItems
        /// Failed, and is not given again.
        case lost

        var isGood: Bool { self != .lost }
    }

    struct Attempt: Sendable, Hashable, Codable {
        let place: TaskNumber
        /// Those that it waits for.
        var awaited: [TaskNumber] = []
        /// Jobs that were given with it, itself included.
        var size = 0
        /// One of those that it waits for failed.
        var isDoomed = false
        /// When it was first not to be seen, on the coordinator's clock.
        var silentSince: Double?
    }

    /// How often it failed by itself.
    var failures = 0
    var attempt: Attempt?
    var end: End?
}
