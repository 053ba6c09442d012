// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// The numbers of a card, each with its interval, its n and its null.
enum DifferenceTables {
    /// A row for each pair of sources.
    ///
    /// - Parameter report: of the study whose sources they are, for what leads to their answers.
    static func pairs(_ card: DifferenceCard, of report: StudyReport? = nil) -> Section? {
        let all: [(title: String, numbers: [PairNumber])] = [
            ("Classifier, words", card.wordAccuracy),
            ("at equal lengths", card.matchedWordAccuracy ?? []),
            ("Classifier, embeddings", card.embeddingAccuracy),
            ("Embedding distance", card.embeddings.map(\.between)),
            ("beyond that within", card.embeddings.map(\.excess)),
            ("Word KL, bits", card.tokens.map(\.ofFirst)),
            ("other way", card.tokens.map(\.ofSecond)),
            ("Word JS, bits", card.tokens.map(\.jensenShannon)),
            ("at equal lengths, bits", card.matchedJensenShannon ?? []),
            ("Topic overlap", card.topicOverlap),
            ("Near copies", card.nearDuplicates),
        ]
        let columns = all.filter { !$0.numbers.isEmpty }
        guard let first = columns.first else { return nil }
        let rows = first.numbers.indices.map { place in
            let pair = first.numbers[place]
            let names = [card.sources[pair.first].name, card.sources[pair.second].name]
            return Table.Row(
                header: Phrase(names.joined(separator: " and "))
                    + .rows(report?.lineID(.pair, names[0], names[1])),
                cells: columns.map { cell($0.numbers[place]) })
        }
        let table = Table(
            caption: "All numbers of each pair of sources",
            columns: [Table.Column(title: "Pair")]
                + columns.map { Table.Column(title: $0.title, isNumeric: true) }, rows: rows)
        return Section(id: "pairs", title: "Pair by pair", blocks: [.table(table)])
    }

    /// A row for each source.
    static func form(_ card: DifferenceCard, of report: StudyReport? = nil) -> Section? {
        guard !card.form.isEmpty else { return nil }
        let parts = FormProfile.Part.allCases
        let rows = card.sources.indices.map { source in
            Table.Row(
                header: Phrase(card.sources[source].name)
                    + .rows(report?.lineID(.source, card.sources[source].name)),
                style: .numbered(source),
                cells: parts.map { cell(card.number($0, of: source)) } + topics(card, source))
        }
        let infos = parts.map { FormProfile($0).info } + topicMeasures(card).map(\.info)
        let columns = infos.map {
            Table.Column(title: "\($0.name), \($0.unit)", isNumeric: true)
        }
        let table = Table(
            caption: "Length, form and topics of each source",
            columns: [Table.Column(title: "Source")] + columns, rows: rows)
        return Section(id: "form", title: "Source by source", blocks: [.table(table)])
    }

    /// The measures of one source's topics that a card has.
    private static func topicMeasures(_ card: DifferenceCard) -> [TopicMeasure] {
        var measures: [TopicMeasure] = []
        if !card.topicEntropy.isEmpty { measures.append(.entropy) }
        if let covered = card.topicCoverage, !covered.isEmpty { measures.append(.coverage) }
        return measures
    }

    /// A cell for each of `topicMeasures`; people themselves are what coverage is taken of.
    private static func topics(_ card: DifferenceCard, _ source: Int) -> [Table.Cell] {
        var cells: [Table.Cell] = []
        if !card.topicEntropy.isEmpty { cells.append(cell(card.topicEntropy[source])) }
        if let covered = card.topicCoverage, !covered.isEmpty {
            let own = covered.first { $0.first == source }
            cells.append(
                own.map { cell($0) } ?? Table.Cell(Phrase("the reference"), isQuiet: true))
        }
        return cells
    }

    private static func cell(_ number: PairNumber) -> Table.Cell {
        let format = format(number.value)
        let null = number.null.map {
            "null \(format.text($0.lower)) to \(format.text($0.upper))"
        }
        return Table.Cell(
            Phrase(format.text(number.value.value)),
            details: details(number.value, format) + [null].compactMap { $0 })
    }

    private static func cell(_ value: MetricValue?) -> Table.Cell {
        guard let value else { return Table.Cell(Phrase("no data"), isQuiet: true) }
        let format = format(value)
        return Table.Cell(Phrase(format.text(value.value)), details: details(value, format))
    }

    private static func format(_ value: MetricValue) -> NumberFormat {
        let width = value.interval.map { ($0.upper - $0.lower) / 2 }
        return NumberFormat(values: [value.value], precisions: [width].compactMap { $0 })
    }

    private static func details(_ value: MetricValue, _ format: NumberFormat) -> [String] {
        let interval = value.interval.map {
            "\(format.text($0.lower)) to \(format.text($0.upper))"
        }
        return [interval, "n \(NumberFormat.count(value.n))"].compactMap { $0 }
    }
}
