// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What of an answer counts.
enum TextLevel: Sendable {
    /// All of it.
    case answers
    /// One sentence of it, drawn by its question: answers stay the rows that an interval is made from,
    /// however many sentences each has.
    case sentences
}

/// An answer, or what of it counts.
struct DrawnText: Sendable {
    /// Question and draw, by which texts of different cells belong together.
    let id: String
    /// Key of the answer.
    let answer: String
    /// Place of the sentence in the answer; 0 for whole answers.
    let sentence: Int
    var text: String
    /// Words that are left where some were cut, so that cells have texts of equal lengths.
    var cutTo: Int?
    var vectorKey: String
    /// Nil where it is not asked for, or not stored yet.
    var vector: [Float]?

    /// Changes with the text.
    var key: String { cutTo.map { "\(answer), first \($0) words" } ?? answer }
}

extension Evaluate {
    /// The texts of a cell's answers of a set, in the order of the answers.
    func drawn(
        _ level: TextLevel, of cell: Train.Planned, _ set: OutputSet
    ) throws -> [DrawnText] {
        try texts(of: cell, set).compactMap { row in
            let found = level == .answers ? (0, row.answer.text) : sentence(of: row)
            return found.map { place, text in
                DrawnText(
                    id: "\(row.answer.questionID) \(row.answer.draw)", answer: row.key,
                    sentence: place, text: text, vectorKey: keys.vector(level, row.key))
            }
        }
    }

    /// Nil for an answer without a sentence, such as a number alone.
    private func sentence(of row: AnswerRow) -> (Int, String)? {
        let sentences = SentenceSplitter.sentences(of: row.answer.text)
        guard !sentences.isEmpty else { return nil }
        let seed = KeyedRandom.seed(
            keys.study.seed, ["sentence", row.answer.questionID, "\(row.answer.draw)"])
        let place = Int(seed % UInt64(sentences.count))
        return (place, sentences[place])
    }
}
