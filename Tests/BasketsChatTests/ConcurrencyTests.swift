// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsChat

/// Answers a round: as many as may be in flight; each place that an answer frees is filled at once.
private func round(_ concurrency: inout Concurrency) {
    for _ in 0..<Int(concurrency.limit) { answer(&concurrency) }
}

private func answer(_ concurrency: inout Concurrency) {
    concurrency.answered(inFlight: Int(concurrency.limit) - 1)
}

@Test func doublesEachRoundUntilTheFirstRefusal() {
    var concurrency = Concurrency(most: 100)
    // 2, 4, 8, 16: each answer of a round adds one.
    for expected in [4.0, 8, 16] {
        round(&concurrency)
        #expect(concurrency.limit == expected)
    }
    concurrency.refused(sent: .seconds(2), now: .seconds(3), inFlight: 15)
    #expect(concurrency.limit == 8)
}

@Test func oneBurstIsOneCut() {
    var concurrency = Concurrency(most: 100, start: 20)
    // Twenty requests sent before the first refusal came: it alone cuts.
    let cuts = (0..<20).map { number in
        concurrency.refused(
            sent: .milliseconds(900 + number), now: .milliseconds(1000 + number), inFlight: 19)
    }
    #expect(cuts == [true] + [Bool](repeating: false, count: 19))
    #expect(concurrency.limit == 10)
    // What was sent after the cut is another burst.
    let isCut = concurrency.refused(sent: .seconds(2), now: .seconds(3), inFlight: 9)
    #expect(isCut)
    #expect(concurrency.limit == 5)
}

@Test func growsByOneARoundOnceItWasCut() {
    var concurrency = Concurrency(most: 100, start: 20)
    concurrency.refused(sent: .seconds(1), now: .seconds(2), inFlight: 19)
    round(&concurrency)
    // Ten answers at a limit of 10 to 11: 1/10 + 1/10.1 + ... = a little less than one.
    #expect(concurrency.limit > 10.9 && concurrency.limit < 11)
}

@Test func aLaterCutTakesFifteenPercent() {
    var concurrency = Concurrency(most: 100, start: 40)
    concurrency.refused(sent: .seconds(1), now: .seconds(2), inFlight: 39)
    #expect(concurrency.limit == 20)
    for _ in 0..<10 { round(&concurrency) }
    let limit = concurrency.limit.rounded(.down)
    concurrency.refused(sent: .seconds(3), now: .seconds(4), inFlight: Int(limit) - 1)
    #expect(concurrency.limit == limit * 0.85)
}

@Test func neverFallsBelowOneNorRisesAboveTheMost() {
    var concurrency = Concurrency(most: 5)
    for _ in 0..<10 { round(&concurrency) }
    #expect(concurrency.limit == 5)
    for second in 1...10 {
        concurrency.refused(sent: .seconds(second * 2), now: .seconds(second * 2 + 1), inFlight: 0)
    }
    #expect(concurrency.limit == 1)
}

@Test func aLimitThatIsNotUsedDoesNotGrow() {
    var concurrency = Concurrency(most: 100, start: 20)
    for _ in 0..<50 { concurrency.answered(inFlight: 3) }
    #expect(concurrency.limit == 20)
}

/// A server with so many places, in rounds of a second: each request beyond them is refused.
private func rounds(
    _ seconds: ClosedRange<Int>, places: Int, _ concurrency: inout Concurrency
) -> (answered: Int, refused: Int) {
    var (answered, refused) = (0, 0)
    for second in seconds {
        let sent = Int(concurrency.limit)
        let served = min(sent, places)
        for _ in served..<sent {
            concurrency.refused(
                sent: .seconds(second), now: .seconds(second) + .milliseconds(1),
                inFlight: sent - 1)
        }
        for _ in 0..<served { answer(&concurrency) }
        answered += served
        refused += sent - served
    }
    return (answered, refused)
}

@Test func usesNineTenthsOfAServerAndWastesFewRequests() {
    var concurrency = Concurrency(most: 256)
    _ = rounds(1...60, places: 50, &concurrency)
    let (answered, refused) = rounds(61...260, places: 50, &concurrency)
    #expect(answered >= 200 * 50 * 9 / 10)
    #expect(refused * 20 < answered)
}

@Test func aServerThatGrewIsFoundOut() {
    var concurrency = Concurrency(most: 256)
    _ = rounds(1...300, places: 20, &concurrency)
    #expect(concurrency.limit < 22)
    _ = rounds(301...600, places: 100, &concurrency)
    #expect(concurrency.limit > 80)
}

@Test func aServerThatShrankIsLeftAloneSoon() {
    var concurrency = Concurrency(most: 256)
    _ = rounds(1...100, places: 100, &concurrency)
    let (_, refused) = rounds(101...120, places: 5, &concurrency)
    // Halved with each burst from the second on: fewer than three times the first burst.
    #expect(refused < 300)
    #expect(concurrency.limit < 8)
}
