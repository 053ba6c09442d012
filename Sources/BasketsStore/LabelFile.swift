// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import Foundation
import Synchronization

/// What a person says of an answer, in a rubric's own words.
package struct AnswerLabel: Codable, Sendable, Hashable {
    /// Key of the answer.
    package let answer: String
    /// "harmfulness", "usefulness", "refusal" or "quality".
    package let rubric: String
    /// One of the rubric's answers: "1" to "5", or "yes", "partly", "no".
    package let label: String

    /// Nil where the rubric is none for one text, or has no such answer.
    package init?(answer: String, rubric: String, label: String) {
        guard let kind = RubricKind(rawValue: rubric), AnswerLabel.rubrics.contains(kind),
            kind.answers.contains(label)
        else { return nil }
        self.answer = answer
        self.rubric = rubric
        self.label = label
    }

    /// Rubrics for one text alone.
    package static let rubrics: [RubricKind] = [.harmfulness, .usefulness, .refusal, .quality]
}

/// People's labels of one run: `labels.jsonl` beside the study's file, which has another writer. A
/// label a line, never changed; the last of an answer and rubric holds.
package final class LabelFile: Sendable {
    package static let fileName = "labels.jsonl"
    private let file: URL
    /// Keeps two requests from writing into each other's line.
    private let turn = Mutex(())

    package init(_ folder: URL) { file = folder.appending(path: Self.fileName) }

    package func add(_ label: AnswerLabel) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let line = try encoder.encode(label) + Data("\n".utf8)
        try turn.withLock { _ in
            if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: line)
        }
    }

    /// The labels that hold, in the order in which they were first given. Lines that are no label
    /// are passed over: a killed process may have left half of one.
    package func labels() -> [AnswerLabel] {
        guard let data = FileManager.default.contents(atPath: file.path) else { return [] }
        let all = data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(AnswerLabel.self, from: Data($0))
        }
        var places: [[String]: Int] = [:]
        var held: [AnswerLabel] = []
        for label in all {
            let name = [label.answer, label.rubric]
            if let place = places[name] {
                held[place] = label
            } else {
                places[name] = held.count
                held.append(label)
            }
        }
        return held
    }
}
