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

/// People's labels of one run, and their choices between answers: `labels.jsonl` beside the study's
/// file, which has another writer. One of them a line, never changed; the last of an answer and rubric,
/// or of two answers, holds.
package final class LabelFile: Sendable {
    package static let fileName = "labels.jsonl"
    private let file: URL
    /// Keeps two requests from writing into each other's line.
    private let turn = Mutex(())

    package init(_ folder: URL) { file = folder.appending(path: Self.fileName) }

    package func add(_ label: AnswerLabel) throws { try append(label) }

    package func add(_ choice: PairChoice) throws { try append(choice) }

    private func append(_ said: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let line = try encoder.encode(said) + Data("\n".utf8)
        try turn.withLock { _ in
            if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: line)
        }
    }

    /// The labels that hold, in the order in which they were first given.
    package func labels() -> [AnswerLabel] { held { [$0.answer, $0.rubric] } }

    /// The choices that hold, in the order in which they were first made. Two answers are one pair
    /// whichever stood first.
    package func choices() -> [PairChoice] { held { [$0.first, $0.second].sorted() } }

    /// The last of each name. Lines of another kind are passed over, and so are those that are nothing:
    /// a killed process may have left half of one.
    private func held<Said: Decodable>(of name: (Said) -> [String]) -> [Said] {
        guard let data = FileManager.default.contents(atPath: file.path) else { return [] }
        let all = data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(Said.self, from: Data($0))
        }
        var places: [[String]: Int] = [:]
        var held: [Said] = []
        for said in all {
            if let place = places[name(said)] {
                held[place] = said
            } else {
                places[name(said)] = held.count
                held.append(said)
            }
        }
        return held
    }
}
