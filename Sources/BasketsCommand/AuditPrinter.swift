// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsCore
import BasketsMetrics
import Foundation

/// Prints each part of an audit as it is ready: results to standard output, what comes next to
/// standard error.
struct AuditPrinter {
    let files: [AuditedFile]
    /// Nothing but what comes next, for a caller that prints the whole card itself.
    let isQuiet: Bool
    let hasEmbeddings: Bool
    private let start = ContinuousClock.now

    init(files: [AuditedFile], isQuiet: Bool, hasEmbeddings: Bool) {
        self.files = files
        self.isQuiet = isQuiet
        self.hasEmbeddings = hasEmbeddings
    }

    func show(_ part: Audit.Part, _ card: DifferenceCard) {
        if !isQuiet { lines(part, card).forEach(Output.result) }
        guard let next = Self.next[part], part != .topics || hasEmbeddings else { return }
        Output.note("audit: \(next) ... (\((ContinuousClock.now - start).seconds) s so far)")
    }

    private static let next: [Audit.Part: String] = [
        .sources: "length and form", .form: "near copies", .nearDuplicates: "words",
        .words: "a classifier by words", .accuracy: "topics", .topics: "embeddings and map",
    ]

    private func lines(_ part: Audit.Part, _ card: DifferenceCard) -> [String] {
        switch part {
        case .sources: sources(card)
        case .form: form(card)
        case .nearDuplicates:
            pairs(card, "Near copies on the other side, share of answers", card.nearDuplicates)
        case .words:
            pairs(
                card, "Words: Jensen-Shannon divergence, bits", card.tokens.map(\.jensenShannon))
                + pairs(
                    card, "The same of answers cut to equal lengths, bits",
                    card.matchedJensenShannon ?? [])
                + pairs(card, "Words: KL(first || second), bits", card.tokens.map(\.ofFirst))
                + pairs(card, "Words: KL(second || first), bits", card.tokens.map(\.ofSecond))
        case .accuracy:
            pairs(card, "Classifier by words, accuracy; 0.5 is chance", card.wordAccuracy)
                + pairs(
                    card, "The same of answers cut to equal lengths",
                    card.matchedWordAccuracy ?? [])
        case .topics:
            singles(card, "Topics of each source, entropy in bits", card.topicEntropy)
                + pairs(card, "Topics: overlap of 1", card.topicOverlap) + coverage(card)
        case .embeddings:
            pairs(card, "Embeddings: mean distance", card.embeddings.map(\.between))
                + pairs(
                    card, "Embeddings: distance beyond that within a source",
                    card.embeddings.map(\.excess))
                + pairs(
                    card, "Classifier by embeddings, accuracy; 0.5 is chance",
                    card.embeddingAccuracy)
        case .verdict: [""] + card.remarks + [card.verdict?.sentence ?? ""]
        }
    }

    private func sources(_ card: DifferenceCard) -> [String] {
        let how = card.isPaired ? "one to each shared question" : "drawn by content"
        let fields = Set(files.map(\.field)).sorted().joined(separator: ", ")
        let leftOut = card.sources.filter { $0.leftOut > 0 }.map { "\($0.leftOut) of \($0.name)" }
        return [
            "\(card.sources.count) sources, \(card.sources[0].compared) answers of each (\(how)), "
                + "read from \(fields), seed \(card.seed)"
        ] + (leftOut.isEmpty ? [] : ["  left out: " + leftOut.joined(separator: ", ")])
    }

    private func form(_ card: DifferenceCard) -> [String] {
        let parts = FormProfile.Part.allCases
        let rows = card.sources.indices.map { source in
            [card.sources[source].name]
                + parts.map { part in
                    card.number(part, of: source).map { Self.number($0.value) } ?? "no data"
                }
        }
        return ["Length and form"] + Self.aligned([[""] + parts.map(\.rawValue)] + rows)
    }

    private func singles(
        _ card: DifferenceCard, _ title: String, _ values: [MetricValue]
    ) -> [String] {
        guard !values.isEmpty else { return [] }
        let rows = zip(card.sources, values).map { source, value in
            [source.name, Self.number(value.value), Self.interval(value)]
        }
        return [title] + Self.aligned(rows)
    }

    /// A line for each source that is not people.
    private func coverage(_ card: DifferenceCard) -> [String] {
        guard let numbers = card.topicCoverage, !numbers.isEmpty else { return [] }
        let rows = numbers.map { number in
            [
                card.sources[number.first].name, Self.number(number.value.value),
                Self.interval(number.value),
            ]
        }
        return ["Topics of people that each source covers, share"] + Self.aligned(rows)
    }

    private func pairs(
        _ card: DifferenceCard, _ title: String, _ numbers: [PairNumber]
    ) -> [String] {
        guard !numbers.isEmpty else { return [] }
        let rows = numbers.map { number in
            let null = number.null.map {
                "null \(Self.number($0.lower)) to \(Self.number($0.upper))"
            }
            return [
                "\(card.sources[number.first].name) and \(card.sources[number.second].name)",
                Self.number(number.value.value), Self.interval(number.value), null ?? "",
            ]
        }
        return ["\(title), n = \(numbers[0].value.n)"] + Self.aligned(rows)
    }

    private static func interval(_ value: MetricValue) -> String {
        guard let interval = value.interval else { return "no interval" }
        return "[\(number(interval.lower)), \(number(interval.upper))]"
    }

    private static func number(_ value: Double) -> String {
        String(format: value.magnitude >= 10 ? "%.1f" : "%.3f", value)
    }

    /// Columns of equal width, two spaces apart.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                text + String(repeating: " ", count: widths[column] - text.count)
            }
            let line = "  " + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension Duration {
    fileprivate var seconds: Int { Int(components.seconds) }
}
