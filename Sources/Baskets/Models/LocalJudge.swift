// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import Foundation

/// A local model as a judge. Prompts of like length go through it together.
struct LocalJudge: VerdictReader {
    /// Prompts at a time. It changes no probability beyond rounding.
    static let batch = 8

    let speaker: Speaker

    func probabilities(of answers: [String], after prompts: [GuardedText]) throws -> [[Double]?] {
        let tokens = try firstTokens(of: answers)
        let rows = try prompts.map { try speaker.prompt($0.text) }
        let fitting = rows.indices.filter { rows[$0].count <= speaker.model.settings.context }
            .sorted { (rows[$0].count, $0) < (rows[$1].count, $1) }
        var found = [[Double]?](repeating: nil, count: prompts.count)
        for start in stride(from: 0, to: fitting.count, by: Self.batch) {
            let part = Array(fitting[start..<min(start + Self.batch, fitting.count)])
            let logs = try speaker.model.nextTokenLogProbabilities(part.map { rows[$0] })
            for (index, values) in zip(part, logs) {
                found[index] = tokens.map { variants in
                    variants.reduce(0) { $0 + exp(Double(values[Int($1)])) }
                }
            }
        }
        return found
    }

    /// The tokens that each answer may begin with: as it is, and behind a space. A token that two
    /// answers begin with tells nothing, and counts for neither.
    ///
    /// - Throws: `LMError` when an answer is left without a token.
    private func firstTokens(of answers: [String]) throws -> [Set<Int32>] {
        let all = answers.map { answer in
            Set([answer, " " + answer].compactMap { speaker.format.answerTokens($0).first })
        }
        return try all.enumerated().map { index, own in
            let others = all.enumerated().filter { $0.offset != index }.map(\.element)
            let left = own.filter { token in !others.contains { $0.contains(token) } }
            guard !left.isEmpty else {
                throw LMError(
                    .unsupported, item: speaker.model.name,
                    "begins \(answers[index]) and another answer with the same token.",
                    remedy: "Take another model as the judge.")
            }
            return left
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) throws -> [WrittenAnswer] {
        let writer = LocalWriter(speaker: speaker)
        let tasks = prompts.map {
            WritingTask(
                question: Question(
                    id: "", instruction: $0.prompt.text, category: "", humanAnswer: ""),
                seed: $0.seed)
        }
        return try stride(from: 0, to: tasks.count, by: Self.batch).flatMap { start in
            try writer.write(
                Array(tasks[start..<min(start + Self.batch, tasks.count)]),
                decoding: DecodingSettings(temperature: 0.7, topP: 0.9, maxTokens: maxTokens))
        }
    }
}
