// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics

/// The drawings of a card.
enum DifferenceFigures {
    /// How often the better classifier names the source, and embedding distances where there are any.
    static func distances(_ card: DifferenceCard) -> Section? {
        var blocks: [Block] = []
        let accuracies = card.wordAccuracy + card.embeddingAccuracy
        if !accuracies.isEmpty {
            blocks.append(
                matrix(
                    card, id: "fig-accuracy", title: "How well a classifier tells sources apart",
                    caption:
                        "Share of held-out answers whose source is named rightly, the better of "
                        + "the classifiers; 0.5 is chance.", values: largest(accuracies, card)))
        }
        if !card.embeddings.isEmpty {
            blocks.append(
                matrix(
                    card, id: "fig-distance", title: "Mean distance between answers",
                    caption: "Mean cosine distance of sentence embeddings; on the diagonal, within "
                        + "a source. Answers to the same question are no pair.",
                    values: embeddingDistances(card)))
        }
        guard !blocks.isEmpty else { return nil }
        return Section(id: "distances", title: "Distances", blocks: blocks)
    }

    static func map(_ card: DifferenceCard) -> Section? {
        guard !card.map.isEmpty else { return nil }
        let figure = AnswerMapFigure(names: card.sources.map(\.name), places: card.map)
        let trust = NumberFormat(decimals: 2).text(card.mapTrustworthiness ?? .nan)
        let title = "Map of the answers"
        return Section(
            id: "map", title: title,
            blocks: [
                .figure(
                    Figure(
                        id: "fig-map", title: title,
                        description: "\(card.map.count) answers of "
                            + "\(Words.list(card.sources.map(\.name))) as points; the matrix of "
                            + "distances says in numbers how far apart the sources are.",
                        caption: Phrase(
                            .strong("\(title). "),
                            .text(
                                "Answers that mean alike lie near each other (t-SNE, seed "
                                    + "\(card.seed), trustworthiness \(trust) of 1). Distances "
                                    + "between groups, sizes and directions mean nothing.")),
                        wide: figure.draw(width: MeasureFigures.wide),
                        narrow: figure.draw(width: MeasureFigures.narrow)))
            ])
    }

    private static func matrix(
        _ card: DifferenceCard, id: String, title: String, caption: String, values: [[Double?]]
    ) -> Block {
        let names = card.sources.map(\.name)
        let format = NumberFormat(decimals: 2)
        let matrix = DistanceMatrix(names: names, values: values, format: format)
        let words = names.indices.flatMap { row -> [String] in
            (row..<names.count).compactMap { column -> String? in
                guard let value = values[row][column] else { return nil }
                let isOne = row == column
                let pair = isOne ? "within \(names[row])" : "\(names[row]) and \(names[column])"
                return "\(pair) \(format.text(value))"
            }
        }
        return .figure(
            Figure(
                id: id, title: title, description: words.joined(separator: "; ") + ".",
                caption: Phrase(.strong("\(title). "), .text(caption)),
                wide: matrix.draw(width: MeasureFigures.wide),
                narrow: matrix.draw(width: MeasureFigures.narrow)))
    }

    private static func empty(_ card: DifferenceCard) -> [[Double?]] {
        Array(
            repeating: Array(repeating: nil, count: card.sources.count), count: card.sources.count)
    }

    private static func largest(_ numbers: [PairNumber], _ card: DifferenceCard) -> [[Double?]] {
        var values = empty(card)
        for number in numbers {
            let known = values[number.first][number.second] ?? 0
            values[number.first][number.second] = max(known, number.value.value)
            values[number.second][number.first] = max(known, number.value.value)
        }
        return values
    }

    private static func embeddingDistances(_ card: DifferenceCard) -> [[Double?]] {
        var values = empty(card)
        for one in card.embeddings {
            let (first, second) = (one.between.first, one.between.second)
            values[first][second] = one.between.value.value
            values[second][first] = one.between.value.value
            values[first][first] = one.withinFirst.value
            values[second][second] = one.withinSecond.value
        }
        return values
    }
}
