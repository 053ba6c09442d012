// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

/// All stages with the real SmolLM2: once undisturbed, once killed on the way.
@Suite(.serialized) struct SmokeStudyTests {
    @Test func aKilledRunGoesOnToTheSameRows() throws {
        let folder = try TemporaryFolder()
        let (whole, killed) = (folder.url.appending(path: "a"), folder.url.appending(path: "b"))
        let study = Command.study("smoke")

        let first = try Command.run("run", study, "--run", whole.path)
        try #require(first.status == 0, "\(first.notes)")

        // Killed in each stage that takes time: once its first rows are stored, without warning.
        let log = folder.url.appending(path: "log")
        for unit in ["answers", "cells", "scored"] {
            let process = try Command.start(
                ["run", study, "--run", killed.path, "--json"], output: log,
                notes: folder.url.appending(path: "notes"))
            try waitFor(unit, in: log, of: process)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let last = try Command.run("run", study, "--run", killed.path)
        try #require(last.status == 0, "\(last.notes)")

        let dumps = try [whole, killed].map { try Command.run("dump", $0.path).output }
        #expect(dumps[0].count > 1000)
        #expect(dumps[0] == dumps[1])

        // A run that is done makes nothing again.
        let again = try Command.run("run", study, "--run", whole.path, "--json")
        #expect(again.status == 0)
        #expect(!again.output.contains("\"event\":\"progress\""))

        try theReportComparesAllConditions(whole)
    }

    private func theReportComparesAllConditions(_ run: URL) throws {
        let report = run.appending(path: "report")
        let html = try String(contentsOf: report.appending(path: "report.html"), encoding: .utf8)
        for word in [
            "Which basket to train on", "What is shown", "vanilla", "human", "single", "multi",
            "<svg",
        ] { #expect(html.contains(word)) }
        for file in ["report.md", "report.csv", "claims.csv", "report.json"] {
            #expect(FileManager.default.fileExists(atPath: report.appending(path: file).path))
        }
        let before = try Data(contentsOf: report.appending(path: "report.html"))
        #expect(try Command.run("report", run.path).status == 0)
        #expect(try Data(contentsOf: report.appending(path: "report.html")) == before)

        try theGateAnswersByItsExitCode(run)

        let status = try Command.run("status", run.path, "--json")
        #expect(status.status == 0 && status.output.contains("\"failed\":0"))

        let cell = run.appending(path: "adapters/smol.human.s1")
        #expect(
            FileManager.default.fileExists(
                atPath: cell.appending(path: "adapter_model.safetensors").path))
        let rows = try Command.run("rows", run.path, "smol.human.s1")
        #expect(rows.status == 0 && rows.output.contains("\"table\":\"curve\""))
    }

    private func theGateAnswersByItsExitCode(_ run: URL) throws {
        let policy = run.appending(path: "policy.yaml")
        func gate(_ requirement: String) throws -> Int32 {
            let text = "policy: p\ncondition: vanilla\nrequire: [{\(requirement)}]"
            try Data(text.utf8).write(to: policy)
            return try Command.run("gate", run.path, "--policy", policy.path).status
        }
        // No small model's perplexity is over a million here.
        #expect(try gate("measure: human-perplexity, at-least: -1e6, at-most: 1e6") == 0)
        #expect(try gate("measure: human-perplexity, at-least: 1e9") == 10)
        #expect(try gate("measure: never-measured, at-least: 0") == 11)
    }

    /// Until the command tells of progress in something whose unit holds `word`, or ends.
    private func waitFor(_ word: String, in log: URL, of process: Process) throws {
        while process.isRunning {
            let text = try String(contentsOf: log, encoding: .utf8)
            let found = text.split(separator: "\n").contains {
                $0.contains("\"event\":\"progress\"") && $0.contains(word)
            }
            if found { return }
            usleep(20_000)
        }
    }
}
