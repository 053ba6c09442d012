// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Results of so many pieces of work, in order, made on all processors.
package func sideBySide<Result: Sendable>(
    _ count: Int, _ work: @Sendable (_ number: Int) -> Result
) -> [Result] {
    var found = [Result?](repeating: nil, count: count)
    found.withUnsafeMutableBufferPointer { buffer in
        // Each place is written by one thread, and by no other.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = work($0) }
    }
    return found.compactMap { $0 }
}
