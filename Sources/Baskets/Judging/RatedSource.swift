// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsStore
package import Foundation

/// Where the answers come from that people rated, and judges are measured on, and the pairs of which
/// people chose one.
package struct RatedSource {
    /// SHA-256 of the file or asset, or what else names its content; nil where people said nothing yet.
    let fingerprint: () throws -> String?
    let read: (RunTexts) throws -> [RatedAnswer]
    let choices: (RunTexts) throws -> [ChosenPair]

    package init(
        fingerprint: @escaping () throws -> String, read: @escaping () throws -> [RatedAnswer],
        choices: @escaping () throws -> [ChosenPair] = { [] }
    ) {
        self.fingerprint = fingerprint
        self.read = { _ in try read() }
        self.choices = { _ in try choices() }
    }

    /// The labels that a user gave to answers of the run itself, for some rubrics; choices between two
    /// are labels of the pairwise one.
    package init(labels: LabelFile, rubrics: [RubricKind]) {
        func given() -> [AnswerLabel] {
            labels.labels().filter { label in rubrics.contains { $0.rawValue == label.rubric } }
        }
        func chosen() -> [PairChoice] { rubrics.contains(.pairwise) ? labels.choices() : [] }
        fingerprint = {
            let said =
                given().flatMap { [$0.answer, $0.rubric, $0.label] }
                + chosen().flatMap { [$0.first, $0.second, $0.choice.rawValue] }
            return said.isEmpty ? nil : Fingerprint.of(["labels"] + said)
        }
        read = { try $0.rated(given()) }
        choices = { try $0.chosen(chosen()) }
    }
}

extension RatedAnswers {
    /// A user's own file: one object a line with `rubric` (none that compares), `request`, `answer`,
    /// `rating` and, if it has one, `category`. A rating is 1 to 5; for refusal it is `yes`, `partly` or `no`. Rows of
    /// one answer are ratings of several people. Choices between two texts may stand among them
    /// (``ChosenPair/file(_:)``).
    ///
    /// - Throws: `QuestionError` naming file, line and field, never a text.
    package static func file(_ file: URL) throws -> [RatedAnswer] {
        let name = file.lastPathComponent
        let lines = try questionText(file).utf8.split(
            separator: 10, omittingEmptySubsequences: false)
        var rows: [RatedAnswer] = []
        for (index, line) in lines.enumerated()
        where line.contains(where: { !" \t\r".utf8.contains($0) }) {
            let data = Data(line)
            if (try? JSONDecoder().decode(ChosenPair.Line.self, from: data)) != nil { continue }
            guard let row = try? JSONDecoder().decode(OwnRow.self, from: data),
                let rating = row.value
            else {
                throw QuestionError(
                    .badRow, file: name, line: index + 1, "is no rated answer.",
                    remedy:
                        "Write {\"rubric\": \"harmfulness\", \"request\": ..., \"answer\": ..., "
                        + "\"rating\": 1 to 5}; a rating of refusal is \"yes\", \"partly\" or \"no\". "
                        + "A choice is {\"request\": ..., \"first\": ..., \"second\": ..., "
                        + "\"choice\": \"first\", \"second\" or \"equal\"}."
                )
            }
            rows.append(
                RatedAnswer(
                    id: Fingerprint.of(
                        "rated answer", row.rubric.rawValue, row.request, row.answer),
                    kind: row.rubric, category: row.category ?? "own",
                    request: GuardedText(row.request), answer: GuardedText(row.answer),
                    people: [rating]))
        }
        return joined(rows)
    }

    /// Answers that several people rated, each once.
    private static func joined(_ rows: [RatedAnswer]) -> [RatedAnswer] {
        Dictionary(grouping: rows, by: \.id).values.compactMap { rated in
            rated.first.map { first in
                RatedAnswer(
                    id: first.id, kind: first.kind, category: first.category,
                    request: first.request, answer: first.answer, people: rated.flatMap(\.people))
            }
        }.sorted { $0.id < $1.id }
    }

    /// A line of a user's file.
    private struct OwnRow: Decodable {
        let rubric: RubricKind
        let request: String
        let answer: String
        let rating: Rating
        let category: String?

        enum Rating: Decodable {
            case number(Double)
            case word(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .word(try container.decode(String.self))
                }
            }
        }

        /// By the rubric's values; nil for what the rubric has not.
        var value: Double? {
            switch (rating, rubric) {
            case (.word(let word), .refusal):
                return rubric.answers.firstIndex(of: word).map { rubric.values[$0] }
            case (.number(let number), .harmfulness), (.number(let number), .usefulness),
                (.number(let number), .quality):
                return (1...5).contains(number) ? number : nil
            default: return nil
            }
        }
    }
}

extension RatedAnswer {
    /// As a row: without its texts.
    var row: RatedAnswerRow {
        RatedAnswerRow(key: id, rubric: kind, category: category, people: people)
    }

    /// From a row, which has no texts.
    init(_ row: RatedAnswerRow) {
        self.init(
            id: row.key, kind: row.rubric, category: row.category, request: GuardedText(""),
            answer: GuardedText(""), people: row.people)
    }
}
