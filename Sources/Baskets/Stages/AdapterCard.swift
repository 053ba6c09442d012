// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// What stands beside an adapter for whoever finds it: the model it is for, what it was trained on,
/// and whose terms that brings with it.
struct AdapterCard {
    static let fileName = "README.md"

    let keys: RunKeys
    let cell: Cell
    let task: TrainingTask
    let result: TrainedCell

    var text: String {
        let model = keys.study.target(named: cell.target)?.model ?? ""
        let base = keys.models[model]
        let plan = task.plan
        return """
            ---
            base_model: "\(base?.name ?? model)"
            library_name: peft
            ---

            # \(cell.name)

            A LoRA adapter for \(base?.name ?? model), made by the study \(keys.study.name).

            | | |
            |---|---|
            | model file | \(base?.file ?? "unknown"), SHA-256 \(base?.sha256 ?? "unknown") |
            | condition | \(cell.condition.name) |
            | rows | \(task.rows.count), with \(result.answerTokens) tokens of answers |
            | training | \(result.steps) steps of \(plan.stepRows) rows, epochs \(plan.epochs), \
            seed \(task.seed) |
            | LoRA | rank \(plan.rank), alpha \(plan.alpha), dropout \(plan.dropout) |
            | learning rate | \(plan.learningRate) at most, cosine, warm-up \(plan.warmUp) |
            | weights | SHA-256 \(result.adapter) |

            ## Whose answers

            \(sources.joined(separator: "\n"))

            """
    }

    private var sources: [String] {
        cell.condition.sources.map { name in
            guard let source = keys.study.source(named: name) else {
                return "- people, from \(keys.study.questions.from)"
            }
            let terms = keys.terms(source) ?? "unknown"
            return "- \(name): \(keys.modelName(source)). "
                + "Terms of training on its answers: \(terms)"
        }
    }
}
