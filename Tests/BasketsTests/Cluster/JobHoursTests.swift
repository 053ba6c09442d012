// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation
import Testing

@testable import Baskets

@Test func jobsCountTheHoursOfAllOfThem() throws {
    let jobs = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: jobs) }
    try JobHours.begin(jobs, spent: 10)
    let (a, b) = (
        JobHours(job: jobs.appending(path: "a")), JobHours(job: jobs.appending(path: "b"))
    )
    #expect(a.together == 10)
    try a.add(5)
    try b.add(7)
    try a.add(1.5)
    // 10 before, 6.5 and 7 since.
    #expect(a.together == 23.5 && b.together == 23.5 && JobHours.together(jobs) == 23.5)
    // Another try of a job goes on from what the first one noted.
    #expect(JobHours(job: jobs.appending(path: "a")).together == 23.5)
    // What was taken in is in the run's rows.
    try JobHours.begin(jobs, spent: 23.5)
    #expect(JobHours(job: jobs.appending(path: "b")).together == 23.5)
    #expect(JobHours.ofThisJob([:]) == nil && JobHours.ofThisJob([JobHours.variable: ""]) == nil)
    let path = jobs.appending(path: "b").path
    #expect(JobHours.ofThisJob([JobHours.variable: path])?.together == 23.5)
}

/// Two jobs that begin as copies of one run and know nothing of each other's rows.
@Test func aBudgetOfHoursHoldsOverJobsOfOneSubmission() async throws {
    let small = try SmallStudy()
    defer { small.remove() }
    try await small.run(through: .prepare)
    let jobs = small.folder.appending(path: "jobs")
    let before = try small.store().secondsSpent()
    try JobHours.begin(jobs, spent: before)

    /// How a job that lets one source answer ends, and how many answers models wrote in it.
    func job(
        _ source: String, hours: Double, knowsOthers: Bool = true
    ) async throws -> (end: RunEnd, answers: Int) {
        let folder = jobs.appending(path: "generate-\(source)")
        if !FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let file = Store.fileName
        if !FileManager.default.fileExists(atPath: folder.appending(path: file).path) {
            for name in try FileManager.default.contentsOfDirectory(atPath: small.folder.path)
            where name.hasPrefix(file) {
                try FileManager.default.copyItem(
                    at: small.folder.appending(path: name), to: folder.appending(path: name))
            }
        }
        var study = small.study
        study.budget = Budget(hours: hours)
        let clock = TickingClock()
        var runner = StudyRunner(
            study, folder: folder, supply: small.models, questions: small.source,
            keyFolder: small.keyFolder, subsets: 4, now: clock.tick)
        if knowsOthers { runner.jobHours = JobHours(job: folder) }
        let end = try await runner.run(through: .generate, sources: [source])
        let answers = try Store.existing(folder).written().reduce(0) { $0 + $1.written.answers }
        return (end, answers)
    }

    let first = try await job("smol", hours: 100)
    #expect(first.end == .finished(failed: 0) && first.answers > 0)
    let spent = JobHours.together(jobs)
    #expect(spent > before)
    // So much is spent by the first alone: the second does not begin.
    let budget = spent / 3600
    let second = try await job("teacher", hours: budget)
    guard case .budgetSpent(let words) = second.end else {
        Issue.record("\(second.end)")
        return
    }
    #expect(words.hasSuffix("hours of work") && second.answers == 0)
    #expect(JobHours.together(jobs) == spent)
    // Where it knows of no other, it does.
    let alone = try await job("teacher", hours: budget, knowsOthers: false)
    #expect(alone.end == .finished(failed: 0) && alone.answers > 0)
}
