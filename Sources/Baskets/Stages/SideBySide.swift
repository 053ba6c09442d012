// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics

extension Array where Element: Sendable {
    /// Each element's result, in order, made on all processors.
    ///
    /// - Parameter progress: told how many are done, now and then.
    func mappedSideBySide<Result: Sendable>(
        _ transform: @Sendable (Element) -> Result, progress: (Int) -> Void
    ) -> [Result] {
        var results: [Result] = []
        for start in stride(from: 0, to: count, by: 16) {
            let part = self[start..<Swift.min(start + 16, count)]
            results += sideBySide(part.count) { transform(part[start + $0]) }
            progress(results.count)
        }
        return results
    }
}
