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
        let starts = try starts(of: answers)
        let rows = try prompts.map { try speaker.prompt($0.text) }
        let longest = starts.joined().map(\.shared.count).max() ?? 0
        let fitting = rows.indices.filter {
            rows[$0].count + longest <= speaker.model.settings.context
        }.sorted { (rows[$0].count, $0) < (rows[$1].count, $1) }
        var found = [[Double]?](repeating: nil, count: prompts.count)
        for start in stride(from: 0, to: fitting.count, by: Self.batch) {
            let part = Array(fitting[start..<min(start + Self.batch, fitting.count)])
            for (index, values) in zip(part, try probabilities(starts, part.map { rows[$0] })) {
                found[index] = values
            }
        }
        return found
    }

    /// Of each answer behind each prompt: the sum over its starts of the probability of the shared
    /// tokens times that of the telling one.
    private func probabilities(
        _ starts: [Set<AnswerStart>], _ prompts: [[Int32]]
    ) throws -> [[Double]] {
        // One reading for each list of shared tokens tells what comes behind its beginnings too.
        let longest = Set(starts.joined().map(\.shared)).filter { list in
            !starts.joined().contains {
                $0.shared.count > list.count && $0.shared.starts(with: list)
            }
        }
        var next: [[Int32]: [[Float]]] = [:]
        for list in longest {
            let found = try speaker.model.nextTokenLogProbabilities(
                prompts.map { $0 + list }, behindLast: list.count + 1)
            for count in 0...list.count {
                next[Array(list.prefix(count))] = found.map { $0[count] }
            }
        }
        return prompts.indices.map { prompt in
            starts.map { starts in
                starts.reduce(0) { sum, start in
                    let tokens = start.shared + [start.telling]
                    let log = tokens.enumerated().reduce(0.0) { log, token in
                        let behind = next[Array(tokens.prefix(token.offset))] ?? []
                        return log + Double(behind[prompt][Int(token.element)])
                    }
                    return sum + exp(log)
                }
            }
        }
    }

    /// How each answer begins, as it is and behind a space.
    ///
    /// - Throws: `LMError` when an answer begins as another one does, to its end.
    private func starts(of answers: [String]) throws -> [Set<AnswerStart>] {
        let starts = AnswerStart.of(
            answers.map { answer in
                [answer, " " + answer].map { speaker.format.answerTokens($0) }
            })
        for (answer, own) in zip(answers, starts) where own.isEmpty {
            throw LMError(
                .unsupported, item: speaker.model.name,
                "cannot tell \(answer) from another answer by its tokens.",
                remedy: "Take another model as the judge.")
        }
        return starts
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
