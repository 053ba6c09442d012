// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Which basket to train on, in three sentences and a table.
enum DecisionSection {
    static func make(_ report: StudyReport) -> Section? {
        let blocks = report.decisions.flatMap { decision -> [Block] in
            let sentences = DecisionSentences(decision, report).all
            guard let first = sentences.first else { return [] }
            var blocks: [Block] = [.lead(Phrase(first))]
            blocks += sentences.dropFirst().map { Block.paragraph(Phrase($0)) }
            if !decision.options.isEmpty { blocks.append(.table(table(decision, report))) }
            if !decision.caveats.isEmpty {
                blocks.append(
                    .note(
                        Phrase(
                            "Nothing is sure here: " + decision.caveats.joined(separator: " "))))
            }
            if !decision.leftOut.isEmpty {
                blocks.append(
                    .note(Phrase("Not ranked: " + decision.leftOut.joined(separator: " "))))
            }
            return blocks
        }
        guard !blocks.isEmpty else { return nil }
        return Section(id: "decision", title: "Which basket to train on", blocks: blocks)
    }

    private static func table(_ decision: Decision, _ report: StudyReport) -> Table {
        let places = decision.options.map(\.place)
        let measures = decision.terms.enumerated().map { index, term in
            (
                title: title(term, report),
                format: NumberFormat(values: places.map { $0.values[index] })
            )
        }
        let utility = NumberFormat(decimals: 2)
        let columns =
            [Table.Column(title: "Basket")]
            + ["Ranks first", "Utility"].map { Table.Column(title: $0, isNumeric: true) }
            + measures.map { Table.Column(title: $0.title, isNumeric: true) }
            + [Table.Column(title: "Trade-off"), Table.Column(title: "Terms of its sources")]
        let rows = decision.options.map { option in
            let place = option.place
            var cells = [
                Table.Cell(Phrase(percent(place.firstShare))),
                Table.Cell(Phrase(utility.signed(place.utility))),
            ]
            cells += zip(measures, place.values).map { Table.Cell(Phrase($0.format.text($1))) }
            cells.append(
                Table.Cell(
                    place.isOnFront ? "on the front" : "another is at least as good in all",
                    isQuiet: !place.isOnFront))
            cells.append(terms(option, report))
            return Table.Row(header: Phrase(option.label) + .rows(option.rowsID), cells: cells)
        }
        let isMatched = decision.terms.contains { term in
            report.measures.first { $0.name == term.measure }?.isMatched ?? false
        }
        let caption =
            "Baskets by utility: the sum of weight times change from the untuned target, each change as a"
            + " share of the untuned value or of the study's scale. Ranks first: share of"
            + " \(NumberFormat.count(decision.draws)) resamples of the questions, and of the training"
            + " seeds where there are several."
            + (isMatched
                ? " Measures that depend on length are of equal numbers of answers, cut so that all"
                    + " cells have equal lengths." : "")
        return Table(caption: Phrase(caption), columns: columns, rows: rows, isStacked: true)
    }

    static func title(_ term: UtilityTerm, _ report: StudyReport) -> String {
        if term.measure == "cost" { return "Tokens written by models" }
        return report.measures.first { $0.name == term.measure }?.title ?? term.measure
    }

    static func percent(_ share: Double) -> String {
        if share > 0 && share < 0.01 { return "under 1 %" }
        if share < 1 && share > 0.99 { return "over 99 %" }
        return "\(NumberFormat(decimals: 0).text(share * 100)) %"
    }

    private static func terms(_ option: Decision.Option, _ report: StudyReport) -> Table.Cell {
        if option.isFromElsewhere { return Table.Cell("tuned elsewhere: not known", isQuiet: true) }
        let known = option.sources.map { name in
            let terms = report.sources.first { $0.name == name }?.terms ?? "terms unknown"
            return "\(name): \(terms)"
        }
        return known.isEmpty
            ? Table.Cell("no answers in it", isQuiet: true)
            : Table.Cell(Phrase(known[0]), details: Array(known.dropFirst()))
    }
}

/// The decision for one target in three sentences: what, by what, how sure.
struct DecisionSentences {
    let all: [String]

    init(_ decision: Decision, _ report: StudyReport) {
        let target =
            report.targets.first { $0.name == decision.target }?.model ?? decision.target
        guard let first = decision.options.first else {
            all = ["Cannot tell which basket to train \(target) on: nothing could be ranked."]
            return
        }
        all = [
            Self.choice(decision, first, target), Self.grounds(decision, report),
            Self.certainty(decision, report),
        ]
    }

    private static func choice(
        _ decision: Decision, _ first: Decision.Option, _ target: String
    ) -> String {
        let share = DecisionSection.percent(first.place.firstShare)
        guard decision.isSure else {
            let names = decision.options.filter {
                $0.place.firstShare >= 0.05 || $0 == first
            }.sorted { $0.place.firstShare > $1.place.firstShare }.map {
                "\($0.label) (first in \(DecisionSection.percent($0.place.firstShare)))"
            }
            return "Cannot tell which basket to train \(target) on: "
                + "\(Words.list(names, last: "or")) may be best."
        }
        if first.isFromElsewhere {
            return "\(first.label), tuned elsewhere, ranks first in \(share) of the resamples."
        }
        if first.sources.isEmpty {
            return "Leave \(target) untuned: that ranks first in \(share) of the resamples."
        }
        return decision.seeds > 1
            ? "Train \(target) on \(first.label): it ranks first in \(share) of the resamples."
            : "Of these adapters of \(target), \(first.label) ranks first in \(share) of the resamples."
    }

    /// How many rows of each kind the terms rest on; of terms of one kind the fewest.
    private static func rows(_ decision: Decision, _ report: StudyReport) -> [String] {
        var counts: [(items: String, count: Int)] = []
        for term in decision.terms {
            guard let count = decision.counts[term.measure] else { continue }
            let measure = report.measures.first { $0.name == term.measure }
            let items = rowNames[measure?.items ?? ""] ?? measure?.items ?? "held-out questions"
            if let place = counts.firstIndex(where: { $0.items == items }) {
                counts[place].count = min(counts[place].count, count)
            } else {
                counts.append((items, count))
            }
        }
        if counts.isEmpty { counts = [("held-out questions", decision.questions)] }
        return counts.map { Words.counted($0.count, $0.items) }
    }

    /// What resamples leave out: answers and texts belong to held-out questions.
    private static let rowNames = [
        "answers": "held-out questions", "held-out texts": "held-out questions",
    ]

    private static func timesAsMany(_ needed: Int, _ now: Int) -> String {
        "\(max(2, Int((Double(needed) / Double(max(1, now))).rounded(.up)))) times"
    }

    private static func grounds(_ decision: Decision, _ report: StudyReport) -> String {
        let parts = decision.terms.map { term in
            let title = DecisionSection.title(term, report)
            let way = term.weight > 0 ? "more" : "less"
            return "\(title.prefix(1).lowercased() + title.dropFirst()) (\(way) is better"
                + (decision.terms.count > 1
                    ? ", weight \(NumberFormat.tick(term.weight.magnitude))" : "")
                + ")"
        }
        return decision.isDeclared
            ? "The study counts \(Words.list(parts))."
            : "The study declares no utility, so this is by \(Words.list(parts)) alone."
    }

    private static func certainty(_ decision: Decision, _ report: StudyReport) -> String {
        let rows = rows(decision, report)
        var out =
            "It rests on \(Words.list(rows + [Words.counted(decision.seeds, "training seeds")]))"
        if decision.seeds == 1 {
            out += ", so the next adapter of the same basket may rank otherwise"
        }
        var ways: [String] = []
        if !decision.isSure, let need = decision.need {
            if let questions = need.questions, questions > decision.questions {
                ways.append(
                    rows.count > 1
                        ? "about \(timesAsMany(questions, decision.questions)) as many of each"
                        : "about \(NumberFormat.count(questions)) questions")
            }
            if let seeds = need.seeds, seeds > decision.seeds {
                ways.append("about \(seeds) seeds")
            }
        }
        if decision.seeds < 3 { ways.append("at least three seeds") }
        guard !ways.isEmpty else { return out + "." }
        return out
            + "; \(Words.list(ways, last: decision.seeds < 3 ? "and" : "or")) would tell more."
    }
}
