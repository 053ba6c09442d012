// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

extension RunKeys {
    /// The rule that refusals are found by.
    static let refusalRule = "refusal phrases \(RefusalPhrases.version)"

    /// - Parameter files: fingerprint of the sets that the prompts are drawn from.
    static func prompts(_ plan: RobustnessPlan, seed: UInt64, files: String) -> String {
        var drawn = plan
        // These change no prompt.
        drawn.answers = 1
        drawn.rubrics = []
        drawn.calibration = RobustnessPlan.CalibrationPlan()
        drawn.allowsRemote = false
        return Fingerprint.of(
            ["prompts", files, "\(seed)", CanonicalJSON.text(drawn)] + PromptSets.methods)
    }

    /// - Parameter file: fingerprint of the rated answers.
    static func calibration(_ plan: RobustnessPlan, seed: UInt64, file: String) -> String {
        Fingerprint.of(
            ["calibration", RatedAnswers.method, file, "\(seed)", "\(plan.calibration.rows)"]
                + plan.rubrics.map(\.rawValue))
    }

    /// A prompt is what it is made of, whatever it was drawn for.
    func prompt(_ prompt: RobustnessPrompt) -> String {
        Fingerprint.of("prompt", prompt.id, prompt.category)
    }

    /// The writer of a cell's answers to prompts of one kind.
    func prompted(_ cell: Train.Planned, _ kind: PromptKind) -> String {
        Fingerprint.of(
            ["prompted", cell.key, kind.rawValue, "\(study.seed)"] + drawn(study.decoding)
                + served(cell.cell))
    }

    func promptAnswer(_ writer: String, _ prompt: String, draw: Int) -> String {
        Fingerprint.of("answer to a prompt", writer, prompt, "\(draw)")
    }

    func refusal(_ answer: String) -> String {
        Fingerprint.of("refusal", Self.refusalRule, answer)
    }

    /// Who a cell is, as it is asked prompts.
    func writerRow(_ cell: Train.Planned, _ kind: PromptKind) -> WriterRow {
        let set = OutputSet(.plain, study: study, heldOut: [])
        var row = writerRow(cell.cell, key: cell.key, set)
        row.key = prompted(cell, kind)
        return row
    }
}
