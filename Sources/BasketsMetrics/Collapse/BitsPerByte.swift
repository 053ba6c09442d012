// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Bits per byte: the code length that a model needs for the texts, for each byte of UTF-8.
///
/// Unit: bits per byte, in [0, infinity). It does not depend on the tokenizer.
/// Source: Gao et al. 2020 (The Pile), section 3.1.
public struct BitsPerByte: ScoredTextMetric {
    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "bits-per-byte", version: "1", unit: "bits per byte", range: 0 ... .infinity,
            higherMeans: .lessExpected, input: .scoredTexts,
            meaning: "How unexpected the texts are, comparable between tokenizers.",
            source: "Gao et al. 2020, section 3.1.",
            deviation: "The stop token is counted where it was scored.",
            emptyCase: "No texts, or only texts of no bytes: no value.")
    }

    /// - Throws: `MetricError.noData` for no rows or no bytes, `badRow` for a row that cannot be.
    public func prepare(_ rows: [ScoredText]) throws(MetricError) -> RowMeasure {
        let name = info.name
        try ScoredText.check(rows, for: name)
        let infinite = rows.filter { $0.logProbability.isInfinite }.count
        return RowMeasure(
            rows: Array(rows.indices), leftOut: 0,
            note: infinite == 0 ? nil : "\(infinite) of \(rows.count) texts are infinite."
        ) { chosen throws(MetricError) in
            let bytes = chosen.reduce(0) { $0 + rows[$1].bytes }
            guard bytes > 0 else { throw .noData(name, needs: "a byte of text", got: "none") }
            return -sum(chosen.map { rows[$0].logProbability }) / log(2) / Double(bytes)
        }
    }
}
