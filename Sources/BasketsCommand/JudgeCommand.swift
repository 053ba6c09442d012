// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Can this model judge: measured against people, order and broken texts.",
        discussion: """
            Rates answers that people rated (asset judge-calibration), and compares explanations by \
            people (asset foldoc) with their own words in disorder, each in both orders. Texts are \
            never shown.
            """)

    @OptionGroup var model: ModelOptions

    @Option(help: "Answers that people rated, for each rubric.")
    var rows = 60

    @Option(help: "Texts for comparisons.")
    var pairs = 30

    @Option(help: "Every draw follows from it.")
    var seed: UInt64 = 42

    @Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
        guard (4...100_000).contains(rows), (4...100_000).contains(pairs) else {
            throw ValidationError("--rows and --pairs are from 4 to 100000.")
        }
    }

    func run() async throws {
        let trial = try ModelTrial(model: model.model, adapter: model.adapter, seed: seed)
        for line in try await trial.run(rows: rows, pairs: pairs) {
            if json {
                try Output.json(line)
            } else {
                Output.result(line.text)
            }
        }
    }
}
