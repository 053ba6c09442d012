// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// The built command, started as a user starts it.
package struct Command {
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let notes: String
    }

    package static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    /// Beside the test's own executable.
    package static let executable = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent()
        .appending(path: "baskets")

    package static func study(_ name: String) -> String {
        repository.appending(path: "Studies/\(name).yaml").path
    }

    @discardableResult
    package static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    package static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (output, notes) = (folder.appending(path: "out"), folder.appending(path: "err"))
        let process = try start(
            arguments, output: output, notes: notes, environment: environment)
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -1,
            output: try String(contentsOf: output, encoding: .utf8),
            notes: try String(contentsOf: notes, encoding: .utf8))
    }

    /// - Parameter environment: variables beside those of the test.
    package static func start(
        _ arguments: [String], output: URL, notes: URL, environment: [String: String] = [:]
    ) throws -> Process {
        for file in [output, notes] {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: notes)
        try process.run()
        return process
    }
}

/// A folder that goes when its owner does.
package final class TemporaryFolder {
    package let url = FileManager.default.temporaryDirectory.appending(
        path: "baskets-test-\(UUID().uuidString)")

    package init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
