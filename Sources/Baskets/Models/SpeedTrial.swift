// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
import BasketsTensor
import Foundation

/// Speed of training and sampling on this machine, for comparison with other tools on the same work.
public struct SpeedTrial {
    public struct Result: Sendable, Hashable, Codable {
        public let what: String
        public var realTokensPerSecond: Double?
        public var answerTokensPerSecond: Double?
        /// The prompts' work included, and not.
        public var newTokensPerSecond: Double?
        public var decodedTokensPerSecond: Double?
        public var sentencesPerSecond: Double?
        public var loadSeconds: Double?
        /// Mean negative log-likelihood of the last counted step's tokens, or of all that were scored,
        /// in nats.
        public var loss: Double?
        /// Most memory that the process had, in 10^9 bytes.
        public let peakGB: Double
    }

    private let speaker: Speaker
    private let loadSeconds: Double
    private var model: LanguageModel { speaker.model }

    public init(model: String, precision: Precision = .bfloat16) throws {
        let start = ContinuousClock.now
        speaker = try Speaker.load(model, precision: precision)
        loadSeconds = Self.seconds(since: start)
    }

    /// A model of random weights: nothing has to be fetched to know what one of its size costs.
    public init(random shape: RandomModelFile.Shape, precision: Precision = .bfloat16) throws {
        let start = ContinuousClock.now
        _ = try EngineCheck.run()
        let model = try LanguageModel.load(RandomModelFile.like(shape), precision: precision)
        speaker = try Speaker(model, prompting: nil, system: nil)
        loadSeconds = Self.seconds(since: start)
    }

    /// Prompts with their answers as the model is asked them.
    public func rows(_ rows: [PromptRow]) throws -> [TokenRow] {
        try rows.enumerated().map {
            try speaker.row(key: "row \($0)", prompt: $1.prompt, answer: $1.answer)
        }
    }

    /// Rows of `length` tokens each, the first quarter a prompt, without a meaning.
    public func rows(_ count: Int, length: Int) -> [TokenRow] {
        (0..<count).map { row in
            let tokens = tokens(row: row, count: length)
            return TokenRow(
                key: "row \(row)", prompt: Array(tokens.prefix(length / 4)),
                answer: Array(tokens.dropFirst(length / 4)))
        }
    }

    private func tokens(row: Int, count: Int) -> [Int32] {
        let most = min(39_000, model.settings.vocabulary - 5)
        return (0..<count).map { 5 + Int32((row * 7919 + $0 * 104_729) % most) }
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }

    /// From the file to the first token.
    public func load() throws -> Result {
        Result(what: "baskets load", loadSeconds: loadSeconds, peakGB: Self.peakGB)
    }

    /// Log-probability of the answers; all tokens read are counted.
    public func score(_ rows: [TokenRow]) throws -> Result {
        _ = try speaker.likelihoods(Array(rows.prefix(8)))
        let start = ContinuousClock.now
        let scores = try speaker.likelihoods(rows)
        let tokens = rows.reduce(0) { $0 + $1.prompt.count + $1.answer.count }
        return Result(
            what: "baskets score",
            realTokensPerSecond: Double(tokens) / Self.seconds(since: start),
            loss: -scores.reduce(0) { $0 + $1.logProbability }
                / Double(scores.reduce(0) { $0 + $1.tokens }),
            peakGB: Self.peakGB)
    }

    /// Vectors of texts by the sentence encoder of the default studies.
    public static func embed(_ texts: [String]) throws -> Result {
        let library = try ModelLibrary.standard()
        let encoder = try SentenceEncoder.load(
            library.url(LocalModels.encoderAsset), precision: .bfloat16)
        _ = try encoder.embed(Array(texts.prefix(8)))
        let start = ContinuousClock.now
        _ = try encoder.embed(texts)
        return Result(
            what: "baskets embed", sentencesPerSecond: Double(texts.count) / seconds(since: start),
            peakGB: peakGB)
    }

    /// Steps of `batch` rows in the file's order, LoRA on all projections, no dropout; the first step
    /// is not counted. Loss on all tokens, as the compared trainer has it, or on answers.
    public func train(
        _ rows: [TokenRow], steps: Int, batch: Int, loss: TrainingSettings.Loss
    ) throws -> Result {
        let rows = Array(rows.prefix((steps + 1) * batch))
        let settings = TrainingSettings(
            lora: LoRASettings(rank: 16, alpha: 32, dropout: 0), learningRate: 5e-5, epochs: 1,
            batch: batch, microBatch: batch, loss: loss,
            maxTokens: max(256, rows.map { $0.prompt.count + $0.answer.count }.max() ?? 0), seed: 1,
            checkpointEvery: .max)
        let trainer = try Trainer(model, settings: settings, rows: rows)
        var start = ContinuousClock.now
        var tokens = 0
        var lossTokens = 0
        var end = start
        var lastLoss: Double?
        _ = try trainer.train { event in
            guard case .step(let step) = event else { return true }
            end = .now
            lastLoss = step.loss
            if step.number == 1 {
                start = end
            } else {
                tokens += step.tokens
                lossTokens += step.lossTokens
            }
            return true
        }
        let seconds = (end - start) / .seconds(1)
        return Result(
            what: "baskets train", realTokensPerSecond: Double(tokens) / seconds,
            answerTokensPerSecond: Double(lossTokens) / seconds, loss: lastLoss,
            peakGB: Self.peakGB)
    }

    /// `batch` prompts of `prompt` tokens, `new` tokens each; a stop token ends no answer. The time of
    /// prompts is that of a run of one token.
    public func sample(batch: Int, prompt: Int, new: Int) throws -> Result {
        let rows = (0..<batch).map { row in
            SampleRow(tokens: tokens(row: row, count: prompt), seed: UInt64(row))
        }
        _ = try model.sample(rows, decoding: Decoding(maxTokens: 2), stopping: false)
        func time(_ new: Int) throws -> Double {
            let start = ContinuousClock.now
            _ = try model.sample(
                rows, decoding: Decoding(maxTokens: new), stopping: false)
            return Self.seconds(since: start)
        }
        let (first, all) = (try time(1), try time(new + 1))
        return Result(
            what: "baskets sample", newTokensPerSecond: Double(batch * (new + 1)) / all,
            decodedTokensPerSecond: Double(batch * new) / (all - first), peakGB: Self.peakGB)
    }

    private static var peakGB: Double {
        Double(Engine.peakResidentBytes) / 1e9
    }
}
