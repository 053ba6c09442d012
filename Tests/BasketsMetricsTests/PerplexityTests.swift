// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Foundation
import Testing

@Suite struct PerplexityTests {
    // Perplexities 2 (1 token), 8 (3 tokens), 32 (2 tokens); bytes 4, 10, 6.
    let rows = [
        ScoredText(logProbability: -log(2), tokens: 1, bytes: 4),
        ScoredText(logProbability: -3 * log(8), tokens: 3, bytes: 10),
        ScoredText(logProbability: -2 * log(32), tokens: 2, bytes: 6),
    ]

    @Test(arguments: [
        // 2^((1 + 9 + 10) / 6); (2 + 8 + 32) / 3; the middle one; 2^((1 + 3 + 5) / 3);
        // quartiles halfway between neighbours: (2 + 8) / 2 and (8 + 32) / 2.
        (Perplexity.Summary.tokenWeighted, 10.079368399158986),
        (.mean, 14), (.median, 8), (.geometricMean, 8), (.lowerQuartile, 5), (.upperQuartile, 20),
    ])
    func eachDefinitionGivesTheNumberWorkedOutByHand(summary: Perplexity.Summary, expected: Double)
        throws
    {
        let found = try Perplexity(summary).measure(rows)
        #expect(isClose(found.value, expected, within: 1e-14))
        #expect(found.n == 3)
        #expect(found.note == nil)
    }

    @Test func bitsPerByteIsBitsOverBytes() throws {
        // 1 + 9 + 10 bits over 4 + 10 + 6 bytes.
        #expect(isClose(try BitsPerByte().measure(rows).value, 1, within: 1e-15))
    }

    @Test func infiniteValuesAreStatedNotDropped() throws {
        let impossible = ScoredText(logProbability: -.infinity, tokens: 2, bytes: 3)
        for summary in [Perplexity.Summary.tokenWeighted, .mean, .geometricMean] {
            let found = try Perplexity(summary).measure(rows + [impossible])
            #expect(found.value == .infinity)
            #expect(found.n == 4)
            #expect(found.note == "1 of 4 texts are infinite.")
        }
        // 2, 8, 32, infinite: the median lies between 8 and 32.
        #expect(isClose(try Perplexity(.median).measure(rows + [impossible]).value, 20))
        #expect(try BitsPerByte().measure(rows + [impossible]).value == .infinity)
    }

    @Test func anInfiniteValueHasNoIntervalAndSaysSo() throws {
        let impossible = ScoredText(logProbability: -.infinity, tokens: 2, bytes: 3)
        let found = try Perplexity(.mean).measure(
            rows + [impossible], interval: Jackknife(seed: 1))
        #expect(found.interval == nil)
        #expect(
            found.note
                == "1 of 4 texts are infinite. No interval: needs finite values, got infinite ones."
        )
    }

    @Test func noRowsAreNoData() {
        let error = #expect(throws: MetricError.self) { try Perplexity(.mean).measure([]) }
        #expect(error?.code == .noData)
        let bytes = #expect(throws: MetricError.self) {
            try BitsPerByte().measure([ScoredText(logProbability: -1, tokens: 1, bytes: 0)])
        }
        #expect(bytes?.code == .noData)
    }

    @Test(arguments: [
        ScoredText(logProbability: .nan, tokens: 1, bytes: 1),
        ScoredText(logProbability: 0.5, tokens: 1, bytes: 1),
        ScoredText(logProbability: -1, tokens: 0, bytes: 1),
        ScoredText(logProbability: -1, tokens: 1, bytes: -1),
    ])
    func aRowThatCannotBeIsNamed(row: ScoredText) {
        let error = #expect(throws: MetricError.self) {
            try Perplexity(.median).measure([rows[0], row])
        }
        #expect(error?.code == .badRow)
        #expect(error?.row == 1)
    }
}
