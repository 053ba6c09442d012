// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import Foundation

struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Hold a run against a policy: exit 0 go, 10 no-go, 11 cannot tell.",
        discussion: """
            Go is said only where the whole interval of every required number is within its bounds, \
            no-go where one is wholly outside. A policy file:

            policy: release
            condition: human
            require:
              - {measure: human-perplexity, against: vanilla, at-most: 0}
              - {measure: distinct-2, at-least: 0.5}
            """)

    @OptionGroup var run: RunFolder

    @Option(help: "The policy file.", completion: .file(extensions: ["yaml"]))
    var policy: String

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let gate = try checked()
        if json {
            try Output.json(gate)
        } else {
            for check in gate.checks { Output.result(Self.words(check)) }
            Output.result("\(gate.policy): \(gate.verdict.rawValue)")
        }
        switch gate.verdict {
        case .go: return
        case .noGo: throw ExitCode.noGo
        case .cannotTell: throw ExitCode.cannotTell
        }
    }

    /// A faulty policy is wrong usage: all of its faults, and exit code 64.
    private func checked() throws -> Gate {
        do {
            return try Gate.check(try readPolicy(), against: run.url)
        } catch let error as StudyError {
            Output.note(error.description)
            throw ExitCode.wrongUsage
        }
    }

    private func readPolicy() throws -> Policy {
        let file = URL(filePath: policy)
        guard let data = try? Data(contentsOf: file) else {
            throw ValidationError("\(policy) cannot be read. Name a policy file.")
        }
        return try Policy(
            yaml: String(decoding: data, as: UTF8.self), file: file.lastPathComponent)
    }

    private static func words(_ check: Gate.Check) -> String {
        let subject = check.against.map { "\(check.condition) less \($0)" } ?? check.condition
        let bounds = [
            check.atLeast.map { "at least \($0)" }, check.atMost.map { "at most \($0)" },
        ].compactMap { $0 }.joined(separator: " and ")
        var out = "  \(check.target), \(subject), \(check.measure) \(bounds): "
        if let value = check.value, let interval = check.interval {
            out += String(format: "%.4g (%.4g to %.4g), ", value, interval.lower, interval.upper)
        }
        return out + "\(check.verdict.rawValue), \(check.reason)"
    }
}
