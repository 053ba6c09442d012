// SPDX-License-Identifier: Apache-2.0

/// Accuracy on questions with given choices: how often the right choice is the likeliest. It tells a
/// model that writes less varied text from one that can do less.
///
/// Unit: fraction in [0, 1]; guessing among k choices gives 1 / k. Of choices that are equally likely
/// none is the likeliest: such a question counts as its share of them.
/// Source: Brown et al. 2020, section 2.4; the length-normalized rule as in Gao et al., the language
/// model evaluation harness, per byte of UTF-8, so that it does not depend on the tokenizer.
public struct ChoiceAccuracy: ChoiceMetric {
    public enum Rule: String, Sendable, CaseIterable {
        /// By the probability of the whole choice: favours short ones.
        case plain = "choice-accuracy"
        /// By the log-probability for each byte.
        case normalized = "choice-accuracy-normalized"
    }

    public let rule: Rule

    public init(_ rule: Rule) { self.rule = rule }

    public var info: MetricInfo {
        MetricInfo(
            name: rule.rawValue, version: "1", unit: "fraction", range: 0...1,
            higherMeans: .moreAble, input: .choices,
            meaning: rule == .plain
                ? "How often the right one of the given answers is the likeliest."
                : "How often the right one of the given answers is the likeliest for its length.",
            source: "Brown et al. 2020, section 2.4.",
            deviation: "The choice stands behind the question alone, without the other choices.",
            emptyCase: "No questions: no value.")
    }

    /// - Throws: `MetricError.noData` for no questions, `badRow` for a row that cannot be.
    public func prepare(_ rows: [ScoredChoices]) throws(MetricError) -> RowMeasure {
        let name = info.name
        for (index, row) in rows.enumerated() {
            guard let fault = row.fault else { continue }
            throw MetricError(.badRow, metric: name, row: index, fault)
        }
        let right = rows.map(share)
        return RowMeasure(rows: Array(rows.indices), leftOut: 0) { chosen throws(MetricError) in
            guard !chosen.isEmpty else { throw .noData(name, needs: "a question", got: "none") }
            return mean(chosen.map { right[$0] })
        }
    }

    /// 1 for the right choice, 0 for a wrong one, between for a tie that holds the right one.
    private func share(of row: ScoredChoices) -> Double {
        let values = row.logProbabilities.indices.map { choice in
            rule == .plain
                ? row.logProbabilities[choice]
                : row.logProbabilities[choice] / Double(row.bytes[choice])
        }
        let best = values.max() ?? 0
        return values[row.answer] == best ? 1 / Double(values.count { $0 == best }) : 0
    }
}
