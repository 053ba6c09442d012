// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

/// Files packed with gzip, unpacked by the system's command.
enum Gzip {
    /// - Parameters:
    ///   - most: a file that unpacks to more bytes is refused.
    ///   - remedy: what to do about a file that is damaged.
    /// - Throws: `QuestionError` naming the file.
    static func unpack(_ file: URL, most: Int, remedy: String) async throws -> [UInt8] {
        let name = file.lastPathComponent
        do {
            let result = try await run(
                .name("gzip"), arguments: ["-dc", file.path], output: .bytes(limit: most),
                error: .discarded)
            if result.terminationStatus.isSuccess { return result.standardOutput }
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw QuestionError(
                .broken, file: name, "unpacks to more than \(most / 1_000_000) MB.",
                remedy: "Cut it into smaller files.")
        } catch {
            throw QuestionError(
                .unreadable, file: name, "could not be unpacked (\(error)).",
                remedy: "Install gzip.")
        }
        throw QuestionError(.broken, file: name, "is no sound gzip file.", remedy: remedy)
    }
}
