// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// The first interrupt lets the batch at hand finish and be stored; the second stops at once.
enum Interruption {
    private static let count = Atomic<Int>(0)

    static var requested: Bool { count.load(ordering: .relaxed) > 0 }

    static func watch() {
        signal(SIGINT, handle)
        signal(SIGTERM, handle)
    }

    private static let handle: @convention(c) (Int32) -> Void = { _ in
        if count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(130) }
        // Only calls that are safe inside a signal handler.
        let text: StaticString = "\nFinishing the batch at hand; once more to stop at once.\n"
        _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    }
}
