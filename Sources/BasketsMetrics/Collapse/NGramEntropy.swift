// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Entropy of the n-grams of the answers, as they are counted.
///
/// Unit: bits, in [0, infinity): the number of yes-or-no questions that name a random n-gram. It
/// grows with the number of words until all n-grams were seen: compare matched sets only.
/// Source: Shannon 1948; Zhang et al. 2018 for generated text. No correction for unseen n-grams.
public struct NGramEntropy: AnswerSetMetric {
    public static let orders = 1...3
    public let n: Int

    /// - Throws: `MetricError.badSetting` when n is not in 1 to 3.
    public init(n: Int) throws(MetricError) {
        guard Self.orders.contains(n) else {
            throw .badSetting("ngram-entropy", "n = \(n) is not one of 1 to 3.")
        }
        self.n = n
    }

    init(knownN: Int) { n = knownN }

    public var info: MetricInfo {
        MetricInfo(
            name: "ngram-entropy-\(n)", version: "\(WhitespaceWords.version),1", unit: "bits",
            range: 0 ... .infinity, higherMeans: .moreVaried, input: .answers,
            meaning: "How many yes-or-no questions name a random \(n)-gram of the answers.",
            source: "Shannon 1948; Zhang et al. 2018.",
            emptyCase: "No answer with \(n) words: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer has n words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let grams = GramCounts.orders(n, of: answers.tokens)[n - 1]
        let rows = answers.tokens.rows(withWords: n)
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            guard !rows.isEmpty else {
                throw .noData(name, needs: "an answer with \(grams.order) words", got: "none")
            }
            return entropy(ofCounts: grams.counts(in: rows))
        }
    }
}

/// Entropy of counts, in bits: log2 N - (1 / N) sum c log2 c.
func entropy(ofCounts counts: [Int32]) -> Double {
    // Equal counts are added as one, so that the result does not depend on their order.
    var times: [Int32: Int] = [:]
    for count in counts where count > 0 { times[count, default: 0] += 1 }
    let sorted = times.sorted { $0.key < $1.key }
    let total = sum(sorted.map { Double($0.key) * Double($0.value) })
    let weighted = sorted.map { Double($0.key) * log2(Double($0.key)) * Double($0.value) }
    return max(0, log2(total) - sum(weighted) / total)
}

extension GramCounts {
    /// How often the rows together have each n-gram.
    func counts(in rows: [Int]) -> [Int32] {
        var totals = [Int32](repeating: 0, count: gramCount)
        for row in rows {
            for entry in offsets[row]..<offsets[row + 1] {
                totals[Int(grams[entry])] += counts[entry]
            }
        }
        return totals
    }
}
