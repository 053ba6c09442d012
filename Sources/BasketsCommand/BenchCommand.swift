// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsLM
import Foundation

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Speed of models and metrics on this machine.",
        shouldDisplay: false)

    enum Work: String, ExpressibleByArgument, CaseIterable {
        case train, sample, score, embed, load, metrics
    }

    @Argument(help: "train, sample, score, embed, load or metrics.")
    var work: Work

    @Option(help: "Name of an asset, or path of a model.")
    var model = "smollm2-135m-instruct"

    @Option(help: "Random weights of this shape in place of a model.")
    var random: ShapeOption?

    @Option(help: "How frozen matrices are held: float32 or bfloat16.")
    var precision = PrecisionOption.bfloat16

    @Option(help: "JSONL file of rows with `prompt` and `answer`, for train, score and embed.")
    var rows: String?

    @Option(help: "Rows at once.")
    var batch: Int?

    @Option(help: "Tokens of each row, for train and score, in place of rows with a meaning.")
    var length: Int?

    @Option(help: "Tokens of each prompt, for sample.")
    var prompt = 64

    @Option(help: "New tokens of each answer, for sample.")
    var new = 64

    @Option(help: "Counted steps, for train.")
    var steps = 8

    @Option(help: "Tokens that carry loss, for train: answer or conversation.")
    var loss = LossOption.answer

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        if work == .metrics { return try await metrics() }
        let result = try measured()
        if json { return try Output.json(result) }
        let figures: [(Double?, String)] = [
            (result.realTokensPerSecond, "tokens/s"),
            (result.newTokensPerSecond, "new tokens/s with the prompts' work"),
            (result.decodedTokensPerSecond, "new tokens/s without"),
            (result.sentencesPerSecond, "sentences/s"), (result.loadSeconds, "s to load"),
            (result.loss, "nats a token"), (result.peakGB, "GB at most"),
        ]
        let text = figures.compactMap { value, unit in
            value.map { String(format: "%.4g %@", $0, unit) }
        }
        Output.result("\(result.what): \(text.joined(separator: ", "))")
    }

    private func measured() throws -> SpeedTrial.Result {
        let texts = try self.rows.map { try PromptRow.read(URL(filePath: $0)) } ?? Self.rows
        if work == .embed { return try SpeedTrial.embed(texts.map(\.answer)) }
        let precision = precision.precision
        let trial =
            try random.map { try SpeedTrial(random: $0.shape, precision: precision) }
            ?? SpeedTrial(model: model, precision: precision)
        func rows() throws -> [TokenRow] {
            try length.map { trial.rows((steps + 1) * (batch ?? 4), length: $0) }
                ?? trial.rows(texts)
        }
        switch work {
        case .sample: return try trial.sample(batch: batch ?? 32, prompt: prompt, new: new)
        case .train:
            return try trial.train(rows(), steps: steps, batch: batch ?? 4, loss: loss.loss)
        case .score: return try trial.score(rows())
        case .load, .embed, .metrics: return try trial.load()
        }
    }

    private func metrics() async throws {
        try await MetricTrial().run { result in
            if json {
                try? Output.json(result)
            } else {
                Output.result(
                    String(
                        format: "%@: %.2f s, %.2f GB at most", result.what, result.seconds,
                        result.peakGB))
            }
        }
    }

    /// Rows of like length as people's explanations, where no file is given.
    private static var rows: [PromptRow] {
        (0..<64).map { index in
            PromptRow(
                prompt: "What is term number \(index) of the list, in a few plain words?",
                answer: (0..<30 + index % 25).map { "word\(($0 * 31 + index * 17) % 97)" }
                    .joined(separator: " "))
        }
    }
}

struct ShapeOption: ExpressibleByArgument {
    let shape: RandomModelFile.Shape
    static let allValueStrings = RandomModelFile.Shape.allCases.map(\.rawValue)

    init?(argument: String) {
        guard let shape = RandomModelFile.Shape(rawValue: argument) else { return nil }
        self.shape = shape
    }
}

enum PrecisionOption: String, ExpressibleByArgument, CaseIterable {
    case float32, bfloat16

    var precision: Precision { self == .float32 ? .float32 : .bfloat16 }
}
