// SPDX-License-Identifier: Apache-2.0
import BasketsCore
package import BasketsLM
import BasketsTensor
package import Foundation

/// One worker's part of a training that several processes of this program share: keeps to the contract of
/// other trainers, on the job's file.
package struct WorkerTraining {
    private let trainer: Trainer
    private let job: OtherTraining.JobFile
    private let isFirst: Bool

    /// Joins the other workers, and waits for them.
    ///
    /// - Parameters:
    ///   - file: the job's.
    ///   - isAlone: there are no others.
    ///   - precision: how frozen matrices are held.
    package init(_ file: URL, isAlone: Bool, precision: Precision = .bfloat16) throws {
        job = try JSONDecoder().decode(
            OtherTraining.JobFile.self, from: Data(contentsOf: file))
        _ = try EngineCheck.run()
        let workers = try isAlone ? nil : Workers()
        isFirst = workers?.rank ?? 0 == 0
        let model = try LanguageModel.load(URL(filePath: job.model), precision: precision)
        var trainer = try Trainer(
            model, settings: job.settings, rows: Self.rows(job.rows),
            heldOut: Self.rows(job.held_out), checkpoint: URL(filePath: job.state))
        trainer.workers = workers
        self.trainer = trainer
    }

    private static func rows(_ path: String) throws -> [TokenRow] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let row = try JSONDecoder().decode(TrainingJob.Row.self, from: Data(line.utf8))
            return TokenRow(
                key: row.key, prompt: Array(row.tokens[..<row.first]),
                answer: Array(row.tokens[row.first...]))
        }
    }

    /// - Parameters:
    ///   - goesOn: false ends the training at a saved state.
    ///   - tell: given each line of the contract, by the first worker alone.
    /// - Returns: whether the adapter is written.
    package func run(goesOn: () -> Bool, tell: (String) -> Void) throws -> Bool {
        if isFirst, let earlier = try trainer.savedEvents() {
            earlier.forEach { $0.line.map(tell) }
        }
        let result = try trainer.train { event in
            if isFirst { event.line.map(tell) }
            return goesOn()
        }
        guard let result else { return false }
        if isFirst {
            try AdapterFolder.save(
                result.adapter, to: URL(filePath: job.out), base: job.model,
                decoder: trainer.decoder)
        }
        return true
    }
}

extension TrainingEvent {
    /// As other trainers tell it; nil for what they do not.
    fileprivate var line: String? {
        switch self {
        case .step(let step):
            "{\"step\": \(step.number), \"loss\": \(step.loss), \"loss_tokens\": "
                + "\(step.lossTokens), \"tokens\": \(step.tokens)}"
        case .validation(let step, let loss, let tokens):
            "{\"validated\": \(step), \"loss\": \(loss), \"tokens\": \(tokens)}"
        case .checkpoint: nil
        }
    }
}
