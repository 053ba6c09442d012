// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
package import Foundation

/// How far a run is, from its store alone.
package struct RunStatus: Sendable, Hashable, Codable {
    package struct Part: Sendable, Hashable, Codable {
        package let stage: String
        /// "answers".
        package let unit: String
        package let done: Int
        /// Of the done, those that are failures.
        package let failed: Int
        /// nil where an earlier part has to be done first.
        package let total: Int?

        package var left: Int? { total.map { $0 - done } }
    }

    package let study: String
    /// In the order of the run.
    package let parts: [Part]

    package var isDone: Bool { parts.allSatisfy { $0.left == 0 } }
    package var failed: Int { parts.reduce(0) { $0 + $1.failed } }

    /// - Throws: `StoreError` when the folder holds no run.
    package static func read(_ folder: URL) throws -> RunStatus {
        let store = try Store.existing(folder)
        let name = try store.study()?.name ?? folder.lastPathComponent
        guard let keys = try RunFacts.keys(store) else {
            return RunStatus(study: name, parts: [open(.prepare, "question sets")])
        }
        return try read(store, keys)
    }

    /// The same stages as the runner's, counted and not worked off.
    static func read(_ store: Store, _ keys: RunKeys) throws -> RunStatus {
        let folder = store.file.deletingLastPathComponent()
        let supply = NoModels()
        var parts: [Part] = []
        func result() -> RunStatus { RunStatus(study: keys.study.name, parts: parts) }
        let sets = try Prepare.sets(keys, store)
        parts.append(
            Part(
                stage: StageName.prepare.rawValue, unit: "question sets",
                done: sets.count { $0 }, failed: 0, total: sets.count))
        guard parts.last?.left == 0 else { return result() }

        let generate = Generate(keys: keys, store: store, supply: supply)
        parts.append(part(try generate.stage(), failed: try generate.failureCount()))
        guard parts.last?.left == 0 else { return result() }

        for stage in try Compare(keys: keys, store: store, supply: supply).stages() {
            parts.append(part(try stage(), failed: 0))
            guard parts.last?.left == 0 else { return result() }
        }

        let train = Train(keys: keys, store: store, supply: supply, folder: folder)
        guard let cells = try planned(train) else {
            parts.append(open(.train, "steps"))
            return result()
        }
        let broken = try store.failureCount(cells: Set(cells.map(\.key)))
        parts.append(part(try train.stage(cells), failed: broken))
        guard parts.last?.left == 0 else { return result() }

        let evaluate = Evaluate(
            keys: keys, store: store, supply: supply, folder: folder, cells: cells)
        for (number, stage) in evaluate.stages().enumerated() {
            let stage = try stage()
            var failed = number == 0 ? try evaluate.failedOutputs() : 0
            if stage.unit == Evaluate.promptUnit {
                failed = try store.failureCount(promptAnswers: evaluate.promptAnswerKeys())
            }
            parts.append(part(stage, failed: failed))
            guard parts.last?.left == 0 else { return result() }
        }
        let scoring = Scoring(
            keys: keys, store: store, evaluate: evaluate, problems: try evaluate.unequalArms())
        parts.append(part(try scoring.stage(), failed: 0))
        guard parts.last?.left == 0 else { return result() }
        let resampling = Resampling(keys: keys, store: store, evaluate: evaluate)
        parts.append(part(try resampling.stage(), failed: 0))
        return result()
    }

    /// The cells; nil where their baskets cannot be known before a model has counted tokens.
    private static func planned(_ train: Train) throws -> [Train.Planned]? {
        do {
            return try train.plan()
        } catch let error as RunError where error.code == .missing {
            return nil
        }
    }

    private static func open(_ stage: StageName, _ unit: String) -> Part {
        Part(stage: stage.rawValue, unit: unit, done: 0, failed: 0, total: nil)
    }

    private static func part(_ stage: Stage, failed: Int) -> Part {
        Part(
            stage: stage.name.rawValue, unit: stage.unit, done: stage.total - stage.missing,
            failed: failed, total: stage.total)
    }
}

/// A supply without models, for looking at a plan. What asks it for one is a mistake of ours, and
/// is told so.
final class NoModels: ModelSupply {
    let methods: [String: String] = [:]
    let machine: [String: String] = [:]

    private var error: RunError {
        RunError(
            .missing, item: "the run", "needs a model to go on.", remedy: "Use `baskets run`.")
    }

    func identify(_ model: String) throws -> ModelIdentity { throw error }
    func identify(file path: String) throws -> ModelIdentity { throw error }
    func check(adapter path: String, on model: String) throws { throw error }
    func locate(_ path: String) throws -> URL { throw error }
    func identifyEncoder() throws -> ModelIdentity { throw error }
    func writer(_ use: ModelUse) throws -> any AnswerWriter { throw error }
    func chat(_ source: String, _ address: RemoteAddress) throws -> ChatClient { throw error }
    func scorer(_ use: ModelUse) throws -> any TextScorer { throw error }
    func comparer(_ use: ModelUse, reference: ModelUse) throws -> any DistributionComparer {
        throw error
    }
    func judge(_ use: ModelUse) throws -> any VerdictReader { throw error }
    func trainer(_ use: ModelUse, _ other: OtherTrainer?) throws -> any CellTrainer { throw error }
    func embedder() throws -> any Embedder { throw error }
    func tokenCounts(_ texts: [String], model: String) throws -> [Int] { throw error }
}
