// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

private func job(_ id: String, in array: String, after: [String] = []) -> Job {
    Job(
        id: id, array: array, stage: .train, dependencies: after,
        resources: ClusterPlan.Resources(), folder: "/r/jobs/\(id)", commands: [])
}

/// Three cells, trained and evaluated one by one, then a report.
private func watch(retries: Int = 1) -> JobWatch {
    let names = ["x", "y", "z"]
    let train = names.map { job("t-\($0)", in: "train") }
    let evaluate = names.map { job("e-\($0)", in: "evaluate", after: ["t-\($0)"]) }
    let report = job("report", in: "report", after: evaluate.map(\.id))
    return JobWatch(
        arrays: [
            JobArray(id: "train", jobs: train, dependencies: []),
            JobArray(id: "evaluate", jobs: evaluate, dependencies: []),
            JobArray(id: "report", jobs: [report], dependencies: []),
        ], retries: retries)
}

/// Gives all that can be given; the scheduler's numbers count on from the first.
private func give(_ watch: inout JobWatch, from first: Int) -> [JobWatch.Submission] {
    var all: [JobWatch.Submission] = []
    while let next = watch.next() {
        watch.gave(next, as: first + all.count)
        all.append(next)
    }
    return all
}

private func alive(_ watch: JobWatch) -> [TaskNumber: JobWatch.Sighting] {
    Dictionary(uniqueKeysWithValues: watch.given.values.map { ($0, .alive) })
}

@Test func allJobsAreGivenAtOnceWithWhatTheyWaitFor() {
    var watch = watch()
    let given = give(&watch, from: 10)
    #expect(given.map(\.array.id) == ["train", "evaluate", "report"])
    #expect(given.map(\.tasks) == [[0, 1, 2], [0, 1, 2], [0]])
    #expect(given.map(\.conditions) == [[], ["aftercorr:10"], ["afterok:11"]])
    #expect(watch.given["e-y"] == TaskNumber(11, task: 1))
    #expect(watch.given["report"] == TaskNumber(12))
    #expect(!watch.isOver && !watch.isDone)
}

@Test func aJobThatFailedIsGivenAgainWithThoseThatWaitedForIt() {
    var watch = watch()
    _ = give(&watch, from: 10)
    var queue = alive(watch)
    queue[TaskNumber(10, task: 1)] = .failed("was cancelled")
    #expect(
        watch.see(queue, exits: [:], at: 0) == [
            .failed("t-y", why: "was cancelled", again: 1)
        ])
    // The scheduler would wait for what never comes.
    #expect(watch.doomed == [TaskNumber(11, task: 1), TaskNumber(12)])
    let again = give(&watch, from: 20)
    #expect(again.map(\.array.id) == ["train"])
    #expect(again.map(\.tasks) == [[1]])
    // Once the scheduler has forgotten them they are given anew, and have not failed themselves.
    queue = alive(watch)
    queue[TaskNumber(11, task: 1)] = .failed("was cancelled")
    queue[TaskNumber(12)] = .failed("was cancelled")
    #expect(watch.see(queue, exits: [:], at: 1).isEmpty)
    let rest = give(&watch, from: 30)
    #expect(rest.map(\.conditions) == [["afterok:20"], ["afterok:11_0:11_2:30"]])
    #expect(watch.records["report"]?.failures == 0)
}

@Test func jobsThatAreGoneWithTheOneTheyWaitedForHaveNotFailed() {
    var watch = watch()
    _ = give(&watch, from: 10)
    // The scheduler took them all off before anybody looked.
    var queue = alive(watch)
    for place in [TaskNumber(10, task: 1), TaskNumber(11, task: 1), TaskNumber(12)] {
        queue[place] = .failed("was cancelled")
    }
    #expect(
        watch.see(queue, exits: [:], at: 0) == [
            .failed("t-y", why: "was cancelled", again: 1)
        ])
    let again = give(&watch, from: 20)
    #expect(again.map(\.array.id) == ["train", "evaluate", "report"])
    #expect(again[2].conditions == ["afterok:11_0:11_2:21"])
    #expect(watch.records["report"]?.failures == 0)
}

@Test func aJobIsGivenAsOftenAsIsSaidAndNoMore() {
    var watch = watch(retries: 1)
    _ = give(&watch, from: 10)
    for number in [10, 20] {
        var queue = alive(watch)
        queue[TaskNumber(number, task: 0)] = .failed("ran out of time")
        _ = watch.see(queue, exits: [:], at: 0)
        _ = give(&watch, from: number + 10)
    }
    #expect(watch.lost == ["t-x"] && !watch.isOver)
    // The others end; what rests on the lost one is never given.
    func end(_ ids: [String], number: Int) -> [String: JobWatch.Exit] {
        Dictionary(
            uniqueKeysWithValues: ids.map { ($0, JobWatch.Exit(status: 0, number: number)) })
    }
    _ = watch.see([:], exits: end(["t-y", "t-z"], number: 10), at: 1)
    let doomed = Dictionary(
        uniqueKeysWithValues: watch.doomed.map { ($0, JobWatch.Sighting.failed("was cancelled")) })
    _ = watch.see(doomed, exits: end(["e-y", "e-z"], number: 11), at: 2)
    #expect(watch.next() == nil)
    #expect(watch.isOver && !watch.isDone && watch.lost == ["t-x"])
}

@Test func anExitFileCountsOnlyForTheArrayThatItNames() {
    var watch = watch()
    _ = give(&watch, from: 10)
    var queue = alive(watch)
    queue[TaskNumber(10, task: 0)] = .ended
    // That of an earlier try, which another machine may still see.
    let old = ["t-x": JobWatch.Exit(status: 0, number: 7)]
    #expect(watch.see(queue, exits: old, at: 0).isEmpty)
    let own = ["t-x": JobWatch.Exit(status: 2, number: 10)]
    #expect(watch.see(queue, exits: own, at: 5) == [.done("t-x")])
    #expect(watch.hasFailedItems)
}

@Test func aJobThatIsNowhereHasFailedOnlyAfterAWhile() {
    var watch = watch()
    _ = give(&watch, from: 10)
    var queue = alive(watch)
    queue[TaskNumber(10, task: 2)] = nil
    #expect(watch.unexplained(queue, [:]) == [TaskNumber(10, task: 2)])
    #expect(watch.see(queue, exits: [:], at: 100).isEmpty)
    #expect(watch.see(queue, exits: [:], at: 189).isEmpty)
    let why = "is not in the queue and did not say how it ended"
    #expect(
        watch.see(queue, exits: [:], at: 190) == [.failed("t-z", why: why, again: 1)])
    // Wrong usage stays wrong.
    let wrong = ["t-x": JobWatch.Exit(status: 64, number: 10)]
    queue = alive(watch)
    queue[TaskNumber(10, task: 0)] = .failed("failed")
    #expect(
        watch.see(queue, exits: wrong, at: 191) == [
            .failed("t-x", why: "says that its command or study is wrong", again: nil)
        ])
}

@Test func aCoordinatorTakesUpWhatAnotherGave() {
    var first = watch()
    _ = give(&first, from: 10)
    // Killed before it noted the last two.
    let known = first.records.filter { $0.key.hasPrefix("t-") }
    var second = JobWatch(arrays: first.arrays, retries: 1, records: known)
    for (place, array) in [(TaskNumber(11, task: 0), "evaluate"), (TaskNumber(12), "report")] {
        second.adopt(place, array: array)
    }
    #expect(second.given["e-x"] == TaskNumber(11, task: 0))
    #expect(second.given["report"] == TaskNumber(12))
    // Only what nobody gave is given.
    #expect(second.next()?.tasks == [1, 2])
}
