// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Baskets

@Test func readsTheQueue() {
    let queue = Slurm.queue(
        """
        17|0|RUNNING|baskets-ab-train
        17|3|PENDING|baskets-ab-train
        18|N/A|COMPLETING|(null)
        19|N/A|OUT_OF_MEMORY|a|b
        20|N/A|PREEMPTED|a
        21|N/A|NODE_FAIL|a
        nonsense
        """)
    #expect(queue.count == 6)
    #expect(queue[TaskNumber(17, task: 0)]?.isRunning == true)
    #expect(queue[TaskNumber(17, task: 3)]?.sighting == .alive)
    #expect(queue[TaskNumber(17, task: 3)]?.comment == "baskets-ab-train")
    #expect(queue[TaskNumber(18)]?.sighting == .alive)
    #expect(queue[TaskNumber(19)]?.sighting == .failed("ran out of memory"))
    #expect(queue[TaskNumber(19)]?.comment == "a|b")
    #expect(queue[TaskNumber(20)]?.sighting == .failed("was put off for another job"))
    #expect(queue[TaskNumber(21)]?.sighting == .failed("lost its machine"))
}

@Test func readsTheAccounts() {
    let accounts = Slurm.accounts(
        "17_4|CANCELLED by 0\n17_5|COMPLETED\n18|TIMEOUT\n18.batch|FAILED")
    #expect(
        accounts == [
            TaskNumber(17, task: 4): .failed("was cancelled"), TaskNumber(17, task: 5): .ended,
            TaskNumber(18): .failed("ran out of time"),
        ])
}

@Test func tasksInARowAreOneWord() {
    #expect(JobScript.list([5, 0, 1, 2, 7, 8]) == "0-2,5,7-8")
    #expect(JobScript.list([3]) == "3")
}
