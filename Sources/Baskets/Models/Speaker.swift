// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
import BasketsCore
import BasketsMetrics
import BasketsTensor
import Foundation

/// A loaded model with the way it is asked: it answers questions and rates answers.
///
/// For one caller at a time, as its model.
public final class Speaker {
    public let model: LanguageModel
    let asking: QuestionTokens
    var format: ChatFormat { asking.format }

    /// - Parameters:
    ///   - name: an asset, or the path of a model file or folder.
    ///   - adapter: folder of a LoRA adapter in PEFT's layout.
    /// - Throws: `AssetError`, `LMError` or `TensorError` with the remedy.
    public static func load(
        _ name: String, adapter: String? = nil, precision: Precision = .bfloat16
    ) throws -> Speaker {
        _ = try EngineCheck.run()
        let model = try ModelLibrary.standard().load(name, precision: precision)
        if let adapter { try model.attach(AdapterFolder.load(URL(filePath: adapter))) }
        return try Speaker(model, prompting: nil, system: nil)
    }

    /// - Parameter prompting: nil: the model's chat format, or few-shot where it has none.
    init(
        _ model: LanguageModel, prompting: Prompting?, system: String?, addsSystem: Bool = true
    ) throws {
        self.model = model
        asking = try QuestionTokens(
            name: model.name, tokenizer: model.tokenizer, chat: model.chat, prompting: prompting,
            system: system, addsSystem: addsSystem)
    }

    /// Tokens of a question, up to where the answer begins.
    func prompt(_ question: String, system: String? = nil) throws -> [Int32] {
        try asking.prompt(question, system: system)
    }

    /// A question with its answer and the token that ends it.
    ///
    /// - Parameter ends: false for an answer that a limit cut off: it has no end to be learned.
    func row(
        key: String, prompt question: String, answer: String, ends: Bool = true
    ) throws -> TokenRow {
        try asking.row(key: key, prompt: question, answer: answer, ends: ends)
    }

    /// One answer a row, in the same order; the rows are one batch.
    func answers(
        _ prompts: [(tokens: [Int32], seed: UInt64)], decoding: Decoding
    ) throws -> [Completion] {
        let rows = prompts.map {
            SampleRow(tokens: $0.tokens, seed: $0.seed, stopStrings: format.stopStrings)
        }
        return try model.sample(rows, decoding: decoding).map { completion in
            Completion(
                text: format.answer(in: completion.text), tokens: completion.tokens,
                finish: completion.finish, promptTokens: completion.promptTokens)
        }
    }

    public func answer(
        _ question: String, system: String? = nil, decoding: Decoding, seed: UInt64
    ) throws -> Completion {
        let prompt = try prompt(question, system: system)
        let written = try answers([(prompt, seed)], decoding: decoding)
        guard let first = written.first else {
            throw LMError(.badInput, item: model.name, "gave no answer.")
        }
        return first
    }

    /// Log-probability of a row's answer with its stop token.
    public struct RowScore: Sendable, Hashable, Codable {
        /// Number of the row in its file, from 0.
        public let index: Int
        /// Tokens of the answer, the stop token included.
        public let tokens: Int
        /// Sum, natural logarithm.
        public let logProbability: Double
    }

    public func score(_ rows: [PromptRow]) throws -> [RowScore] {
        let rows = try rows.enumerated().map {
            try row(key: "\($0)", prompt: $1.prompt, answer: $1.answer)
        }
        return try likelihoods(rows).enumerated().map {
            RowScore(index: $0, tokens: $1.tokens, logProbability: $1.logProbability)
        }
    }

    /// In batches of rows of like length.
    func likelihoods(_ rows: [TokenRow]) throws -> [TextLikelihood] {
        var found = [TextLikelihood](
            repeating: TextLikelihood(logProbability: 0, tokens: 0), count: rows.count)
        for part in Self.batches(rows) {
            for (index, values) in zip(part, try model.score(part.map { rows[$0] })) {
                found[index] = TextLikelihood(
                    logProbability: values.reduce(0) { $0 + Double($1) }, tokens: values.count)
            }
        }
        return found
    }

    /// The model under two adapters, or none, along the answers of the rows: sums over each answer's
    /// tokens.
    func divergences(
        _ rows: [TokenRow], reference: Adapter?, adapter: Adapter?
    ) throws -> [DivergenceRow] {
        var found = [DivergenceRow](repeating: DivergenceRow(), count: rows.count)
        let vocabulary = model.settings.vocabulary
        for part in Self.batches(rows) {
            try model.compareNextTokens(
                part.map { rows[$0] }, reference: reference, model: adapter
            ) { owners, first, second in
                let places = try DivergencePlaces.rows(
                    reference: first, model: second, vocabulary: vocabulary)
                for (owner, place) in zip(owners, places) { found[part[owner]] += place }
            }
        }
        return found
    }

    /// Indices of rows, those of like length together.
    private static func batches(_ rows: [TokenRow]) -> [[Int]] {
        let order = rows.indices.sorted {
            (rows[$0].prompt.count + rows[$0].answer.count, $0)
                < (rows[$1].prompt.count + rows[$1].answer.count, $1)
        }
        return stride(from: 0, to: order.count, by: 8).map {
            Array(order[$0..<min($0 + 8, order.count)])
        }
    }
}
