// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Compression ratio: bytes of the answers over bytes of their DEFLATE stream.
///
/// Unit: ratio, above 0; 2 means that half the bytes would do, and more is more repetitive. It grows
/// with the number of answers up to the window of 32 KiB: compare matched sets only.
/// Source: Shaib et al. 2024, with gzip; the size is zlib's at its default level 6, without gzip's 18 bytes.
/// Deviation: the answers are joined by line breaks in a seeded order by their content, so that the
/// order of the file has no say.
public struct CompressionRatio: AnswerSetMetric {
    public let seed: UInt64

    public init(seed: UInt64 = 0) { self.seed = seed }

    public var info: MetricInfo {
        MetricInfo(
            name: "compression-ratio", version: "deflate-6,1", unit: "ratio",
            range: 0 ... .infinity, higherMeans: .lessVaried, input: .answers,
            meaning: "How many times smaller the answers become when repeats are coded away.",
            source: "Shaib et al. 2024; DEFLATE as zlib's level 6.",
            deviation: "Answers in a seeded order by content, gzip's header not counted.",
            emptyCase: "No answer with words: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer has words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let rows = answers.tokens.rows(withWords: 1)
        let keys = contentKeys(of: answers.texts, rows: rows, seed: seed, for: "compression")
        var order = [UInt64](repeating: 0, count: answers.count)
        for (row, key) in zip(rows, keys) { order[row] = key }
        let ranks = order
        let texts = answers.texts.map { Array($0.utf8) }
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            guard !rows.isEmpty else {
                throw .noData(name, needs: "an answer with words", got: "none")
            }
            let sorted = rows.sorted { ranks[$0] < ranks[$1] }
            let bytes = Array(sorted.map { texts[$0] }.joined(separator: [0x0a]))
            return Double(bytes.count) / Double(DeflateSize.of(bytes))
        }
    }
}
