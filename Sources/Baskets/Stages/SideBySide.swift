// SPDX-License-Identifier: Apache-2.0
import Dispatch

extension Array where Element: Sendable {
    /// Each element's result, in order, made on all processors.
    ///
    /// - Parameter progress: told how many are done, now and then.
    func mappedSideBySide<Result: Sendable>(
        _ transform: @escaping @Sendable (Element) -> Result, progress: (Int) -> Void
    ) -> [Result] {
        var results: [Result] = []
        for start in stride(from: 0, to: count, by: 16) {
            let part = Array(self[start..<Swift.min(start + 16, count)])
            var found = [Result?](repeating: nil, count: part.count)
            found.withUnsafeMutableBufferPointer { buffer in
                // Each place is written by one thread, and by no other.
                nonisolated(unsafe) let slots = buffer
                DispatchQueue.concurrentPerform(iterations: part.count) { index in
                    slots[index] = transform(part[index])
                }
            }
            results += found.compactMap { $0 }
            progress(results.count)
        }
        return results
    }
}
