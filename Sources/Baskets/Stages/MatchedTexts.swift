// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// A cell's texts, cut so that all cells of its target have equal numbers of them with equal lengths:
/// what cells are compared by where a measure depends on length.
///
/// All cells are cut at once, not two by two, so that every comparison, a ranking included, is of the
/// same texts. The price is that the tersest cells set the lengths of all.
struct MatchedTexts: Sendable {
    /// By question and draw, the same in all cells.
    fileprivate(set) var rows: [String: DrawnText]
    /// Words of each cell.
    let words: Int
    /// Words that this cell lost.
    let cutWords: Int
}

extension Evaluate {
    /// The texts of every cell that has some, cut, by key of the cell; none for cells of a target that
    /// share no question.
    func matchedTexts(
        _ level: TextLevel, _ kind: OutputKind = .plain
    ) throws -> [String: MatchedTexts] {
        let set = OutputSet(kind, study: keys.study, heldOut: try heldOut())
        let cells = try working().map { ($0.cell.target, $0.key, try drawn(level, of: $0, set)) }
            .filter { !$0.2.isEmpty }
        return Dictionary(grouping: cells, by: \.0).values.reduce(into: [:]) { found, group in
            for (cell, texts) in zip(group, match(group.map(\.2), level)) { found[cell.1] = texts }
        }
    }

    /// The same with their vectors, as far as these are stored.
    func matchedVectors(
        _ level: TextLevel, _ kind: OutputKind = .plain
    ) throws -> [String: MatchedTexts] {
        try matchedTexts(level, kind).mapValues { texts in
            var texts = texts
            let keys = texts.rows.values.map(\.vectorKey)
            let stored =
                switch level {
                case .answers: try store.embeddings(keys: keys).mapValues(\.vector)
                case .sentences: try store.sentenceVectors(keys: keys).mapValues(\.vector)
                }
            texts.rows = texts.rows.mapValues { row in
                var row = row
                row.vector = stored[row.vectorKey]
                return row
            }
            return texts
        }
    }

    /// Empty where no question has words in all cells.
    private func match(_ cells: [[DrawnText]], _ level: TextLevel) -> [MatchedTexts] {
        let byID = cells.map { cell in
            Dictionary(
                cell.filter { WhitespaceWords.count(of: $0.text) > 0 }.map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first })
        }
        let ids = (byID.first ?? [:]).keys.filter { id in byID.allSatisfy { $0[id] != nil } }
            .sorted()
        let rows = byID.map { cell in ids.compactMap { cell[$0] } }
        guard let sets = try? MatchedSets(pairedRows: rows.map { $0.map(\.text) }) else {
            return []
        }
        return rows.indices.map { cell in
            let cut = zip(rows[cell], sets.sets[cell].texts).map { cutting($0, to: $1, level) }
            return MatchedTexts(
                rows: Dictionary(
                    cut.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                words: sets.words, cutWords: sets.cutWords[cell])
        }
    }

    private func cutting(_ row: DrawnText, to text: String, _ level: TextLevel) -> DrawnText {
        let words = WhitespaceWords.count(of: text)
        guard words < WhitespaceWords.count(of: row.text) else { return row }
        var row = row
        row.text = text
        row.cutTo = words
        row.vectorKey = keys.vector(level, row.answer, cutTo: words)
        return row
    }
}
