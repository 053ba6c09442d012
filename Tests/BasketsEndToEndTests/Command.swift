// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The built command, started as a user starts it.
struct Command {
    struct Outcome {
        let status: Int32
        let output: String
        let notes: String
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    /// Beside the test's own executable.
    static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "baskets")

    static func study(_ name: String) -> String {
        repository.appending(path: "Studies/\(name).yaml").path
    }

    @discardableResult
    static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    static func run(
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
    static func start(
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
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appending(
        path: "baskets-test-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
