// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Compares with a file under Tests/Fixtures/Report; a missing file is written, and fails once.
func expectGolden(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Report")
    let file = folder.appending(path: name)
    guard let known = try? String(contentsOf: file, encoding: .utf8) else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        Issue.record(
            "\(name) was missing and is written now: read it, then run again",
            sourceLocation: sourceLocation)
        return
    }
    guard known != text else { return }
    let lines = zip(
        known.split(separator: "\n", omittingEmptySubsequences: false),
        text.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
        """
        \(name) differs from line \(first.map { $0.offset + 1 } ?? 0) on.
        is:     \(first?.element.1.prefix(300) ?? "a different number of lines")
        golden: \(first?.element.0.prefix(300) ?? "")
        If the new one is right, delete the file and run again.
        """, sourceLocation: sourceLocation)
}
