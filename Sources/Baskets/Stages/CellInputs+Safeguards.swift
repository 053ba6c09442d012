// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What an answer to a prompt was given, with the prompt that it is an answer to.
struct SafeguardValue: Sendable {
    /// Key of the row that says so.
    let key: String
    let value: Double?
    let prompt: SafeguardPromptRow

    var prompted: PromptedValue {
        PromptedValue(value, request: prompt.request, template: prompt.template)
    }
}

extension Evaluate {
    /// What a cell's answers to prompts were given, by measure and answer.
    func safeguards(of cell: Train.Planned) throws -> [String: [String: SafeguardValue]] {
        guard let plan = keys.study.evaluation.robustness, !prompted([cell]).isEmpty else {
            return [:]
        }
        let tasks = try promptTasks()
        let answers = Dictionary(
            try answered(by: cell).map { ("\($0.prompt) \($0.draw)", $0) },
            uniquingKeysWith: { first, _ in first })
        let refusals = try store.refusals(keys: answers.values.map { keys.refusal($0.key) })
        var found: [String: [String: SafeguardValue]] = [:]
        for measure in StudyMeasures.safeguards(plan) {
            let own = tasks.first { $0.kind == measure.prompts }?.tasks ?? []
            for task in own {
                guard let answer = answers["\(task.prompt.key) \(task.draw)"],
                    let row = refusals[keys.refusal(answer.key)]
                else { continue }
                found[measure.name, default: [:]]["\(task.id)"] = SafeguardValue(
                    key: row.key, value: row.value, prompt: task.prompt)
            }
        }
        return found
    }
}
