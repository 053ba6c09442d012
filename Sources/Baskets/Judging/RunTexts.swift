// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// The answers of a run with what they answer, sealed ones too.
struct RunTexts {
    /// Fingerprints of the ways the questions, and articles, were drawn.
    let draws: [String]
    let store: Store
    /// Where the key of sealed texts lies.
    let keyFolder: URL

    func sealedStore() throws -> SealedStore {
        try SealedStore.open(store.file.deletingLastPathComponent(), key: .open(keyFolder))
    }

    /// Labelled answers as answers that people rated, each text once for each label; a label of an
    /// answer that the run no longer has is passed over.
    func rated(_ labels: [AnswerLabel]) throws -> [RatedAnswer] {
        let exchanges = try exchanges(Set(labels.map(\.answer)))
        let rated = labels.compactMap { label -> RatedAnswer? in
            guard let kind = RubricKind(rawValue: label.rubric),
                let place = kind.answers.firstIndex(of: label.label),
                let exchange = exchanges[label.answer]
            else { return nil }
            return RatedAnswer(
                id: Fingerprint.of(
                    "labelled answer", kind.rawValue, label.label, exchange.request, exchange.answer
                ),
                kind: kind, category: exchange.category, request: GuardedText(exchange.request),
                answer: GuardedText(exchange.answer), people: [kind.values[place]])
        }
        return Dictionary(grouping: rated, by: \.id).compactMap(\.value.first).sorted {
            $0.id < $1.id
        }
    }

    /// Choices between two answers to one question, with the texts. Answers to prompts are no such pair,
    /// and one with an answer that the run no longer has is passed over.
    func chosen(_ choices: [PairChoice]) throws -> [ChosenPair] {
        let known = try answersToQuestions(Set(choices.flatMap { [$0.first, $0.second] }))
        return choices.compactMap { choice in
            guard let first = known[choice.first], let second = known[choice.second],
                first.request == second.request
            else { return nil }
            return ChosenPair(
                request: GuardedText(first.request), first: GuardedText(first.answer),
                second: GuardedText(second.answer), choice: choice.choice)
        }
    }

    private struct Exchange {
        let request: String
        let answer: String
        let category: String
    }

    /// By key of the answer; those to prompts are left out.
    private func answersToQuestions(_ answers: Set<String>) throws -> [String: Exchange] {
        let questions = Dictionary(
            try draws.flatMap { draw in
                try [QuestionPart.training, .heldOut].flatMap {
                    try store.questions(draw: draw, part: $0)
                }
            }
            .map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return try store.answers(keys: answers).compactMapValues { row in
            questions[row.answer.questionID].map {
                Exchange(request: $0.prompt, answer: row.answer.text, category: $0.category)
            }
        }
    }

    /// By key of the answer, to questions and to prompts alike.
    private func exchanges(_ answers: Set<String>) throws -> [String: Exchange] {
        var found = try answersToQuestions(answers)
        let given = try store.promptAnswers(keys: answers)
        let prompts = try store.prompts(keys: Set(given.values.map(\.prompt)))
        let requests = try texts(of: Array(prompts.values))
        let texts = try texts(of: Array(given.values))
        for (key, row) in given {
            guard let prompt = prompts[row.prompt], let request = requests[row.prompt],
                let answer = texts[key]
            else { continue }
            found[key] = Exchange(request: request, answer: answer, category: prompt.category)
        }
        return found
    }

    /// The texts of prompts by key, whether sealed or not.
    func texts(of prompts: [SafeguardPromptRow]) throws -> [String: String] {
        try texts(prompts.map { ($0.key, $0.text) })
    }

    /// The texts of answers by key, whether sealed or not.
    func texts(of answers: [PromptAnswerRow]) throws -> [String: String] {
        try texts(answers.map { ($0.key, $0.text) })
    }

    private func texts(_ rows: [(key: String, open: String?)]) throws -> [String: String] {
        var texts = Dictionary(
            rows.compactMap { row in row.open.map { (row.key, $0) } },
            uniquingKeysWith: { first, _ in first })
        let sealed = Set(rows.filter { $0.open == nil }.map(\.key))
        guard !sealed.isEmpty else { return texts }
        texts.merge(try sealedStore().texts(keys: sealed)) { $1 }
        if let lost = sealed.filter({ texts[$0] == nil }).min() {
            throw RunError(
                .missing, item: "text \(lost)", "is not in \(SealedStore.fileName).",
                remedy: "Put that file of the run back, or run the study in a new folder.")
        }
        return texts
    }
}
