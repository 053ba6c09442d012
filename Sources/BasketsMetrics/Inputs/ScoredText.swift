// SPDX-License-Identifier: Apache-2.0

/// A text as a model scored it.
public struct ScoredText: Sendable, Hashable, Codable {
    /// Sum over the text's tokens, natural logarithm; minus infinity where a token was impossible.
    public let logProbability: Double
    /// Tokens that were scored, the stop token included where it was.
    public let tokens: Int
    /// Length of the text in UTF-8.
    public let bytes: Int

    public init(logProbability: Double, tokens: Int, bytes: Int) {
        self.logProbability = logProbability
        self.tokens = tokens
        self.bytes = bytes
    }

    /// Mean negative log-probability of a token, natural logarithm.
    public var lossPerToken: Double { -logProbability / Double(tokens) }

    /// What is wrong with the row, in words; nil where nothing is.
    var fault: String? {
        if logProbability.isNaN { return "the log-probability is not a number." }
        if logProbability > 1e-6 { return "a log-probability of \(logProbability) is above 0." }
        if tokens < 1 { return "\(tokens) tokens were scored." }
        if bytes < 0 { return "the text has \(bytes) bytes." }
        return nil
    }

    /// - Throws: `MetricError.noData` for no rows, `badRow` for a row that cannot be.
    static func check(_ rows: [ScoredText], for metric: String) throws(MetricError) {
        guard !rows.isEmpty else { throw .noData(metric, needs: "a scored text", got: "none") }
        for (index, row) in rows.enumerated() {
            guard let fault = row.fault else { continue }
            throw MetricError(.badRow, metric: metric, row: index, fault)
        }
    }
}
