// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
public import Foundation

/// One adapter from one file of rows, outside any study.
public struct SingleTraining {
    private let speaker: Speaker
    private let trainer: Trainer
    private let out: URL
    private let checkpoint: URL

    /// - Parameter heldOut: share of the rows kept out of training, to see whether the model learns.
    /// - Throws: `LMError` or `AssetError` when the model or a row cannot be used.
    public init(
        model: String, rows: [PromptRow], out: URL, heldOut: Double, settings: TrainingSettings
    ) throws {
        self.out = out
        checkpoint = out.appending(path: "checkpoint")
        let speaker = try Speaker.load(model)
        self.speaker = speaker
        let rows = try rows.enumerated().map {
            try speaker.row(key: "row \($0)", prompt: $1.prompt, answer: $1.answer)
        }
        let kept = Int((Double(rows.count) * heldOut).rounded())
        trainer = try Trainer(
            speaker.model, settings: settings, rows: Array(rows.dropLast(kept)),
            heldOut: Array(rows.suffix(kept)), checkpoint: checkpoint)
    }

    /// - Parameter report: told of each event; false ends the run after a checkpoint.
    /// - Returns: whether the adapter is finished and written.
    public func run(report: (TrainingEvent) throws -> Bool) throws -> Bool {
        guard let result = try trainer.train(report: report) else { return false }
        try AdapterFolder.save(
            result.adapter, to: out, base: speaker.model.name, decoder: speaker.model.settings)
        try? FileManager.default.removeItem(at: checkpoint)
        return true
    }
}
