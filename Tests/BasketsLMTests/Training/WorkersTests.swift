// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsLM

@Test(arguments: 1...4, 0...9)
func workersShareAMicroBatchWholly(count: Int, rows: Int) {
    let batch = (0..<rows).map { $0 * 3 }
    let shares = (0..<count).map { Workers.share(of: batch, rank: $0, count: count) }
    #expect(shares.joined().sorted() == batch)
    let sizes = shares.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
}
