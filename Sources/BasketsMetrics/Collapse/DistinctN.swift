// SPDX-License-Identifier: Apache-2.0

/// Distinct-n: the share of different n-grams among all n-grams of the answers.
///
/// Unit: fraction in (0, 1]; 1 means that no n-gram repeats. It falls with the number of words:
/// compare matched sets only. Answers of fewer than n words are left out and counted.
/// Source: Li et al. 2016. Deviation: they divide by words; here by n-grams, so that 1 is
/// reachable.
public struct DistinctN: AnswerSetMetric {
    public static let orders = 1...5
    public let n: Int

    /// - Throws: `MetricError.badSetting` when n is not in 1 to 5.
    public init(n: Int) throws(MetricError) {
        guard Self.orders.contains(n) else {
            throw .badSetting("distinct-n", "n = \(n) is not one of 1 to 5.")
        }
        self.n = n
    }

    init(knownN: Int) { n = knownN }

    public var info: MetricInfo {
        MetricInfo(
            name: "distinct-\(n)", version: "\(WhitespaceWords.version),1", unit: "fraction",
            range: 0...1, higherMeans: .moreVaried, input: .answers,
            meaning: "Share of different \(n)-grams among all \(n)-grams of the answers.",
            source: "Li et al. 2016.",
            deviation: "Divided by the number of n-grams, not of words.",
            emptyCase: "No answer with \(n) words: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer has n words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let orders = GramCounts.orders(n, of: answers.tokens)
        let grams = orders[n - 1]
        let shared = grams.shared
        let texts = answers.tokens
        let alone = (0..<texts.count).map { grams.different(in: $0) - shared.different(in: $0) }
        let rows = texts.rows(withWords: n)
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            let total = rows.reduce(0) { $0 + grams.total(of: $1, in: texts) }
            guard total > 0 else {
                throw .noData(name, needs: "an answer with \(grams.order) words", got: "none")
            }
            let different = rows.reduce(shared.differentGrams(in: rows)) { $0 + alone[$1] }
            return Double(different) / Double(total)
        }
    }
}

extension GramCounts {
    /// Different n-grams that the rows have together.
    func differentGrams(in rows: [Int]) -> Int {
        var seen = [Bool](repeating: false, count: gramCount)
        var different = 0
        for row in rows {
            for entry in offsets[row]..<offsets[row + 1] where !seen[Int(grams[entry])] {
                seen[Int(grams[entry])] = true
                different += 1
            }
        }
        return different
    }
}
