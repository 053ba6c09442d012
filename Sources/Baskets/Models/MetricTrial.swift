// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsTensor
import Foundation

/// Speed of the metrics on this machine, on made-up texts of 100 words whose frequencies fall as
/// those of English do.
public struct MetricTrial: Sendable {
    public struct Result: Sendable, Hashable, Codable {
        public let what: String
        public let seconds: Double
        /// Most memory that the process had so far, in 10^9 bytes.
        public let peakGB: Double
    }

    public init() {}

    /// - Parameter report: called with each result as it is there.
    /// - Throws: `MetricError` where a metric has no value, which is a fault of the trial.
    public func run(report: (Result) -> Void) async throws {
        let texts = Self.texts(10_000, seed: 1)
        let few = Array(texts.prefix(1_500))
        try time("self-BLEU-4 of 1,500 texts, one thread", report) {
            _ = try SelfBLEU().measure(AnswerSet(few))
        }
        try time("self-BLEU-4 of 10,000 texts, one thread", report) {
            _ = try SelfBLEU().measure(AnswerSet(texts))
        }
        try time("its interval for 1,500 texts, 1,000 subsets, one thread", report) {
            _ = try SelfBLEU().measure(
                AnswerSet(few), interval: Jackknife(seed: 1, subsets: 1_000))
        }
        let start = ContinuousClock.now
        try await lexical(arms: 12)
        report(
            result("all lexical measures with intervals, 12 arms of 1,500 texts, all cores", start))
    }

    /// Every metric of answers, with the interval that a study gives it, for arms side by side.
    private func lexical(arms: Int) async throws {
        let names = MetricCatalog.names(madeFrom: .answers).filter { !$0.hasPrefix("published") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for arm in 0..<arms {
                if arm >= Engine.threads { _ = try await group.next() }
                group.addTask {
                    let answers = AnswerSet(Self.texts(1_500, seed: UInt64(arm)))
                    let jackknife = Jackknife(seed: 1, subsets: StudyMeasures.subsets)
                    for name in names {
                        guard
                            let metric = try MetricCatalog.metric(named: name)
                                as? any AnswerSetMetric
                        else { continue }
                        _ = try metric.measure(answers, interval: jackknife)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func time(
        _ what: String, _ report: (Result) -> Void, _ work: () throws -> Void
    ) rethrows {
        let start = ContinuousClock.now
        try work()
        report(result(what, start))
    }

    private func result(_ what: String, _ start: ContinuousClock.Instant) -> Result {
        Result(
            what: what, seconds: (ContinuousClock.now - start) / .seconds(1),
            peakGB: Double(Engine.peakResidentBytes) / 1e9)
    }

    /// Sentences of ten words, drawn by Zipf's law from 20,000.
    private static func texts(_ count: Int, seed: UInt64) -> [String] {
        var random = KeyedRandom(seed, "metric-trial")
        return (0..<count).map { _ in
            (0..<100).map { place in
                // The inverse of the distribution function of 1 / rank.
                let rank = Int(pow(20_000, random.uniform()))
                let end = place % 10 == 9 ? "." : ""
                return (place % 10 == 0 ? "W" : "w") + String(rank) + end
            }.joined(separator: " ")
        }
    }
}
