// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Keeps a second process from working on the same run. It goes with the process that holds it,
/// however that ends.
struct RunLock {
    private let descriptor: Int32

    /// - Throws: `RunError` when another process works on the run.
    init(_ folder: URL) throws {
        let file = folder.appending(path: "run.lock").path
        descriptor = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunError(
                .locked, item: file, "cannot be opened.",
                remedy: "Check that the run's folder may be written.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RunError(
                .locked, item: folder.path, "is being worked on by another process.",
                remedy: "Wait for it, or stop it; `baskets status` shows how far it is.")
        }
    }

    func release() { close(descriptor) }
}
