// SPDX-License-Identifier: Apache-2.0
package import Baskets
package import BasketsChat
package import BasketsCore
import BasketsMetrics
package import Foundation

/// Models without weights: what they write, score and learn follows from names and seeds alone, so
/// that tests of a whole run take no time and know what must come out.
package final class ScriptedModels: ModelSupply {
    /// What goes wrong, by model and question.
    package struct Faults: Sendable {
        /// Questions that a model answers with nothing.
        package var silent: Set<String> = []
        /// Questions that a model fails at.
        package var failing: Set<String> = []
        /// The model concerned.
        package var model = ""
        /// A word at which untuned models decline; empty: none.
        package var declined = ""
        /// Whether answers repeat their questions, so that a test sees where a text goes.
        package var echoes = false
        /// Which of the allowed answers a judge gives to a prompt, by the judge's model; nil: none
        /// that can be read. Without it judges answer by chance.
        package var verdict:
            (@Sendable (_ model: String, _ prompt: String, _ answers: [String]) -> Int?)?
        /// Batches that are made before every further one throws, as a crash would end them.
        package var batchesBeforeCrash: Int?

        package init() {}
    }

    package struct Crash: Error {}

    package var methods = [
        "sampler": "1", "scorer": "1", "trainer": "1", "prompts": "1", "encoder": "1",
    ]
    package var machine = ["threads": "2"]
    package var faults: Faults
    /// What remote sources are asked through; nil: HTTP.
    package var send: ChatClient.Send?
    package var environment: [String: String] = [:]
    /// Every call of a model, in order: "write smol 4".
    package private(set) var calls: [String] = []

    package init(_ faults: Faults = Faults()) {
        self.faults = faults
    }

    func note(_ call: String) throws {
        if let most = faults.batchesBeforeCrash, calls.count >= most { throw Crash() }
        calls.append(call)
    }

    /// A path is the file that its last part names.
    package func identify(_ model: String) throws -> ModelIdentity {
        let file = URL(filePath: model).lastPathComponent
        return ModelIdentity(
            name: model.uppercased(), file: "\(file).gguf", sha256: "sha-\(file)",
            licence: "Apache-2.0", terms: "none")
    }

    package func identify(file path: String) throws -> ModelIdentity {
        ModelIdentity(name: path, file: path, sha256: "sha-\(path)")
    }

    package func check(adapter path: String, on model: String) throws {}

    package func locate(_ path: String) throws -> URL { URL(filePath: path) }

    package func identifyEncoder() throws -> ModelIdentity {
        ModelIdentity(name: "encoder", file: "encoder", sha256: "sha-encoder")
    }

    package func writer(_ use: ModelUse) throws -> any AnswerWriter { Voice(use, self) }
    package func chat(_ source: String, _ address: RemoteAddress) throws -> ChatClient {
        let key = try APIKey.read(address, of: source, from: environment)
        if let send { return ChatClient(address, key: key, send: send) }
        return ChatClient(address, key: key, sender: HTTPSender())
    }

    package func scorer(_ use: ModelUse) throws -> any TextScorer { Voice(use, self) }
    package func comparer(
        _ use: ModelUse, reference: ModelUse
    ) throws -> any DistributionComparer {
        Voices(model: Voice(use, self), reference: Voice(reference, self))
    }
    package func judge(_ use: ModelUse) throws -> any VerdictReader {
        ScriptedJudge(use: use, models: self)
    }
    package func trainer(_ use: ModelUse, _ other: OtherTrainer?) throws -> any CellTrainer {
        ScriptedTrainer(use: use, models: self)
    }
    package func embedder() throws -> any Embedder { Vectors(models: self) }

    package func tokenCounts(_ texts: [String], model: String) throws -> [Int] {
        try note("count \(model) \(texts.count)")
        return texts.map { $0.split(separator: " ").count }
    }

    /// A model with its prompt and adapter.
    private struct Voice: AnswerWriter, TextScorer {
        let use: ModelUse
        let models: ScriptedModels
        let name: String

        init(_ use: ModelUse, _ models: ScriptedModels) {
            self.use = use
            self.models = models
            name = [
                use.model, use.prompting.rawValue,
                use.system ?? (use.addsSystem ? "" : "no system"),
                use.adapter?.lastPathComponent ?? "",
            ]
            .joined(separator: "/")
        }

        func write(_ tasks: [WritingTask], decoding: DecodingSettings) throws -> [WrittenAnswer] {
            try models.note("write \(use.adapter?.lastPathComponent ?? use.model) \(tasks.count)")
            return tasks.map { answer($0, decoding) }
        }

        private func answer(_ task: WritingTask, _ decoding: DecodingSettings) -> WrittenAnswer {
            let isConcerned = models.faults.model == use.model && use.adapter == nil
            if isConcerned, models.faults.failing.contains(task.question.id) {
                return WrittenAnswer(
                    text: "", finish: .failed, promptTokens: 3, tokens: 0, failure: "scripted")
            }
            if isConcerned, models.faults.silent.contains(task.question.id) {
                return WrittenAnswer(text: "", finish: .stop, promptTokens: 3, tokens: 0)
            }
            let word = models.faults.declined
            if !word.isEmpty, use.adapter == nil, task.question.instruction.contains(word) {
                return WrittenAnswer(
                    text: "I cannot help with that.", finish: .stop, promptTokens: 3, tokens: 5)
            }
            var random = KeyedRandom(task.seed, name, task.question.instruction)
            let count = 5 + Int(random.next() % 12)
            let words = (0..<count).map { _ in "w\(random.next() % 40)" }
            return WrittenAnswer(
                text: (models.faults.echoes ? task.question.instruction + " " : "")
                    + words.joined(separator: " ") + ".",
                finish: count > decoding.maxTokens ? .length : .stop, promptTokens: 3,
                tokens: count)
        }

        func score(_ rows: [AnsweredQuestion]) throws -> [TextLikelihood] {
            try models.note("score \(use.adapter?.lastPathComponent ?? use.model) \(rows.count)")
            return rows.map { row in
                var random = KeyedRandom(7, name, row.question.id, row.text)
                let tokens = row.text.split(separator: " ").count + 1
                return TextLikelihood(
                    logProbability: -Double(tokens) * (1 + 2 * random.uniform()), tokens: tokens)
            }
        }
    }

    /// Two models that differ by a distance of their names, at as many places as a text has words.
    private struct Voices: DistributionComparer {
        let model: Voice
        let reference: Voice

        func compare(_ rows: [AnsweredQuestion]) throws -> [DivergenceRow] {
            try model.models.note("compare \(model.name) \(rows.count)")
            return rows.map { row in
                let places = row.text.split(separator: " ").count + 1
                let isSame = model.name == reference.name
                var random = KeyedRandom(5, model.name, reference.name, row.text)
                let distance = isSame ? 0 : Double(places) * random.uniform()
                return DivergenceRow(
                    places: places, fromReference: distance, fromModel: distance / 2,
                    jensenShannon: distance / 4, referenceEntropy: 3 * Double(places),
                    modelEntropy: 3 * Double(places) - distance,
                    referenceTail: 0.01 * Double(places),
                    modelTail: 0.01 * Double(places) / (1 + distance))
            }
        }
    }

    private struct Vectors: Embedder {
        let models: ScriptedModels

        func embed(_ texts: [String]) throws -> [[Float]] {
            try models.note("embed \(texts.count)")
            return texts.map { text in
                var random = KeyedRandom(3, text)
                let raw = (0..<4).map { _ in Float(random.uniform()) + 0.01 }
                let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return raw.map { $0 / length }
            }
        }
    }
}
