// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Log-probability and tokens of each row's answer.")

    @OptionGroup var model: ModelOptions

    @Flag(help: "One JSON object a row.")
    var json = false

    @Argument(help: "JSONL file of rows with `prompt` and `answer`.", completion: .file())
    var file: String

    func run() async throws {
        let rows = try PromptRow.read(URL(filePath: file))
        let speaker = try Speaker.load(model.model, adapter: model.adapter)
        let scores = try speaker.score(rows)
        for score in scores {
            if json {
                try Output.json(score)
            } else {
                Output.result("\(score.index)\t\(score.tokens)\t\(score.logProbability)")
            }
        }
    }
}
