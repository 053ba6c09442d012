// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "What this machine has for a study, what is missing, and the remedy.")

    @Flag(help: "One JSON object a line.")
    var json = false

    func run() async throws {
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        let findings = await Doctor(try .standard(), folder: here).look()
        for finding in findings {
            if json {
                try Output.json(finding)
                continue
            }
            let mark = ["good": "ok", "note": "--", "bad": "NO"][finding.grade.rawValue] ?? ""
            Output.result("\(mark)  \(finding.what): \(finding.finding)")
            if let remedy = finding.remedy { Output.result("      \(remedy)") }
        }
        guard findings.allSatisfy({ $0.grade != .bad }) else { throw ExitCode.failure }
    }
}
