// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What an answer to a prompt was given, with the prompt that it is an answer to.
struct SafeguardValue: Sendable {
    /// Stands for the rows that say so.
    let key: String
    let value: Double?
    /// By each judge alone, in the study's order; empty where none was asked.
    let judges: [Double?]
    let prompt: SafeguardPromptRow

    init(
        _ measure: SafeguardMeasure, _ ratings: AnswerRatings, key: String,
        prompt: SafeguardPromptRow
    ) {
        self.key = key
        self.prompt = prompt
        value = ratings.value(measure)
        judges =
            measure.rubrics.isEmpty
            ? [] : ratings.judges.indices.map { ratings.value(measure, judge: $0) }
    }

    var prompted: PromptedValue { prompted(value) }

    func prompted(_ value: Double?) -> PromptedValue {
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
        let verdicts = try ratings(of: answers.values.map { $0 })
        var found: [String: [String: SafeguardValue]] = [:]
        for measure in StudyMeasures.safeguards(plan) {
            guard let metric = SafeguardMeasure(rawValue: measure.metric) else { continue }
            let own = tasks.first { $0.kind == measure.prompts }?.tasks ?? []
            for task in own {
                guard let answer = answers["\(task.prompt.key) \(task.draw)"],
                    let refusal = refusals[keys.refusal(answer.key)]
                else { continue }
                let judged = verdicts[answer.key]
                found[measure.name, default: [:]]["\(task.id)"] = SafeguardValue(
                    metric, AnswerRatings(refused: refusal.value, judges: judged?.ratings ?? []),
                    key: metric.rubrics.isEmpty ? refusal.key : judged?.key ?? refusal.key,
                    prompt: task.prompt)
            }
        }
        return found
    }

    /// What judges said of answers, by answer.
    private func ratings(
        of answers: [PromptAnswerRow]
    ) throws -> [String: (ratings: [[RubricKind: Double]], key: String)] {
        let judges = keys.study.judges.map(keys.judge)
        func key(_ answer: PromptAnswerRow, _ rubric: Rubric, _ judge: String) -> String {
            keys.verdict(rating(rubric, answer), by: judge)
        }
        let all = answers.flatMap { answer in
            rubrics.flatMap { rubric in judges.map { key(answer, rubric, $0) } }
        }
        let found = try store.verdicts(keys: all)
        return answers.reduce(into: [:]) { result, answer in
            let ratings = judges.map { judge in
                rubrics.reduce(into: [RubricKind: Double]()) { ratings, rubric in
                    ratings[rubric.kind] = found[key(answer, rubric, judge)]?.rating
                }
            }
            let used = rubrics.flatMap { rubric in judges.map { key(answer, rubric, $0) } }
            result[answer.key] = (
                ratings, Fingerprint.of(["ratings", keys.refusal(answer.key)] + used)
            )
        }
    }
}
