// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsLM

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Get one answer from a model.")

    @OptionGroup var model: ModelOptions

    @Option(help: "System turn in place of the model's own.")
    var system: String?

    @Option(help: "0: always the likeliest token.")
    var temperature = 0.7

    @Option(help: "Share of the probability that tokens are drawn from.")
    var topP = 0.9

    @Option(help: "Longest answer.")
    var maxTokens = 200

    @Option(help: "The same seed gives the same answer.")
    var seed: UInt64 = 1

    @Argument(help: "The question.")
    var prompt: String

    func run() async throws {
        let speaker = try Speaker.load(model.model, adapter: model.adapter)
        let completion = try speaker.answer(
            prompt, system: system,
            decoding: Decoding(temperature: temperature, topP: topP, maxTokens: maxTokens),
            seed: seed)
        Output.result(completion.text)
    }
}
