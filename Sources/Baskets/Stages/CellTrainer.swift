// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsStore
package import Foundation

/// Trains the adapter of a cell.
package protocol CellTrainer {
    /// Trains from the checkpoint on, where there is one, and writes the adapter at the end.
    ///
    /// - Parameter report: told of each step; false ends the training at a checkpoint, to be gone
    ///   on with later.
    /// - Returns: nil when `report` ended the training.
    func train(
        _ task: TrainingTask, report: (TrainingStep) throws -> Bool
    ) throws -> TrainedCell?
}

package struct TrainingTask: Sendable, Hashable {
    package let plan: TrainingPlan
    package let seed: UInt64
    /// Sorted by question: the rows of a step follow from the questions' ids alone.
    package let rows: [AnsweredQuestion]
    package let heldOut: [AnsweredQuestion]
    /// Folder of the adapter, in PEFT's layout.
    package let folder: URL
    /// Folder for the state of a training that may be interrupted. The trainer leaves it: it is
    /// removed once the cell's row is stored.
    package let checkpoint: URL

    package init(
        plan: TrainingPlan, seed: UInt64, rows: [AnsweredQuestion], heldOut: [AnsweredQuestion],
        folder: URL, checkpoint: URL
    ) {
        self.plan = plan
        self.seed = seed
        self.rows = rows
        self.heldOut = heldOut
        self.folder = folder
        self.checkpoint = checkpoint
    }
}

/// An optimizer step that is done.
package struct TrainingStep: Sendable, Hashable {
    /// From 1.
    package let number: Int
    package let of: Int
    /// Nats per token that carries loss.
    package let loss: Double

    package init(number: Int, of: Int, loss: Double) {
        self.number = number
        self.of = of
        self.loss = loss
    }
}

/// What a finished training tells of itself.
package struct TrainedCell: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
        package let step: Int
        /// Rows of the step, or held-out rows of the basket.
        package let part: QuestionPart
        package let loss: Double
        package let tokens: Int

        package init(step: Int, part: QuestionPart, loss: Double, tokens: Int) {
            self.step = step
            self.part = part
            self.loss = loss
            self.tokens = tokens
        }
    }

    package let steps: Int
    /// Real tokens that were read, over all epochs.
    package let tokens: Int
    /// Tokens of the basket's answers, stop tokens included, once.
    package let answerTokens: Int
    /// Rows that were cut at the longest length.
    package let cutRows: Int
    package let curve: [Point]
    /// Fingerprint of the weights.
    package let adapter: String

    package init(
        steps: Int, tokens: Int, answerTokens: Int, cutRows: Int, curve: [Point], adapter: String
    ) {
        self.steps = steps
        self.tokens = tokens
        self.answerTokens = answerTokens
        self.cutRows = cutRows
        self.curve = curve
        self.adapter = adapter
    }
}
