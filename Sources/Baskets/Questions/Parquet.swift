// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

/// Parquet files, read by DuckDB's command where it is installed.
enum Parquet {
    /// - Returns: one JSON object a line.
    /// - Throws: `QuestionError` when the command is missing, with how to get it, or when it cannot
    ///   read the file, with what it says.
    static func lines(of file: URL) async throws -> String {
        let name = file.lastPathComponent
        let path = file.path.replacing("'", with: "''")
        let query = "SELECT * FROM read_parquet('\(path)')"
        do {
            let result = try await run(
                .name("duckdb"),
                arguments: ["-init", "/dev/null", "-bail", "-jsonlines", "-c", query],
                output: .string(limit: RowFile.mostBytes), error: .string(limit: 100_000))
            if result.terminationStatus.isSuccess { return result.standardOutput }
            let said = result.standardError.split(separator: "\n").first ?? "nothing"
            throw QuestionError(
                .broken, file: name, "was not read by duckdb: \(said).",
                remedy: "Look at the file with `duckdb`, or turn it into a .jsonl file.")
        } catch let error as SubprocessError {
            guard error.code == .executableNotFound else {
                throw QuestionError(
                    .unreadable, file: name, "could not be read with duckdb (\(error)).",
                    remedy: "Turn it into a .jsonl file.")
            }
            throw QuestionError(
                .unreadable, file: name,
                "is a Parquet file, and the command duckdb, which reads those, was not found.",
                remedy: "Install it (`pip install duckdb-cli` brings it), or turn the file into "
                    + "a .jsonl file.")
        }
    }
}
