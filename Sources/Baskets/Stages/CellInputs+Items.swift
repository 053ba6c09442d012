// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// A number of one item: a text, a question, an answer to a prompt.
struct ItemValue: Sendable {
    /// The item whatever cell it is of: question and draw, prompt and draw.
    let id: String
    let value: Double
    /// By each judge alone; empty where the number rests on none, or not one of each.
    let judges: [Double]
    /// What items depend on each other by: the question, or the request of a prompt.
    let group: String
    let crossing: String?

    /// The item without its draw; a text of people's has none.
    var question: String {
        let parts = id.split(separator: " ")
        return parts.count > 1 ? parts.dropLast().joined(separator: " ") : id
    }
}

extension CellInputs {
    /// One number for each item that a measure is the mean of.
    ///
    /// - Throws: `MetricError` where the measure is a number of a whole set, which has none for an item.
    func items(_ measure: StudyMeasure) throws(MetricError) -> [ItemValue] {
        switch measure.input {
        case .refusals, .ratings: return promptedItems(measure)
        case .humanText, .ownText:
            guard measure.metric == "perplexity" else { throw Self.isOfASet(measure) }
            return (measure.input == .humanText ? human : own).compactMap { id, row in
                row.tokens > 0
                    ? item(id, -row.logProbability / Double(row.tokens)) : nil
            }.sorted { $0.id < $1.id }
        case .divergence, .choices, .verdicts: return try items(oneByOne: measure)
        case .answers:
            guard try Self.metric(measure) is FormProfile else { throw Self.isOfASet(measure) }
            return try items(oneByOne: measure)
        case .vectors, .sentences, .curve: throw Self.isOfASet(measure)
        }
    }

    /// What the number of one item is, where it is not the measure's own unit.
    static func itemUnit(_ measure: StudyMeasure, _ unit: String) -> String {
        [.humanText, .ownText].contains(measure.input) ? "nats per token" : unit
    }

    private func promptedItems(_ measure: StudyMeasure) -> [ItemValue] {
        (safeguards[measure.name] ?? [:]).sorted { $0.key < $1.key }.compactMap { id, row in
            row.value.map { value in
                let judges = row.judges.compactMap { $0 }
                return ItemValue(
                    id: id, value: value, judges: judges.count == row.judges.count ? judges : [],
                    group: row.prompt.request, crossing: row.prompt.template)
            }
        }
    }

    /// The measure of each item alone, where their mean is the measure of all.
    private func items(oneByOne measure: StudyMeasure) throws(MetricError) -> [ItemValue] {
        let ids = ids(measure)
        let whole = try prepare(try Self.metric(measure), measure, ids)
        var found: [ItemValue] = []
        for row in whole.rows { found.append(item(ids[row], try whole.value([row]))) }
        let center = found.reduce(0) { $0 + $1.value } / Double(max(1, found.count))
        let all = try whole.value(whole.rows)
        guard (center - all).magnitude <= 1e-9 * max(1, all.magnitude) else {
            throw Self.isOfASet(measure)
        }
        return found
    }

    private func item(_ id: String, _ value: Double) -> ItemValue {
        ItemValue(
            id: id, value: value, judges: [], group: String(id.prefix { $0 != " " }),
            crossing: nil)
    }

    private static func metric(_ measure: StudyMeasure) throws(MetricError) -> any Metric {
        try MetricCatalog.metric(named: measure.metric)
    }

    private static func isOfASet(_ measure: StudyMeasure) -> MetricError {
        MetricError(
            .wrongInput, metric: measure.name,
            "is a number of a whole set, not a mean over items.",
            remedy: "Its interval is the jackknife's.")
    }
}
