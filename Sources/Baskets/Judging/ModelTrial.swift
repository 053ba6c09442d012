// SPDX-License-Identifier: Apache-2.0
public import BasketsCore
import BasketsLM
import BasketsMetrics
import BasketsStore
import Foundation

/// A model put to the trial of judges, outside of any study.
public struct ModelTrial {
    /// What a rubric came to, for a program or a reader; without any text that was judged.
    public struct Line: Sendable, Hashable, Codable {
        public let model: String
        public let rubric: String
        public let method: String
        /// How many verdicts, and how many of each outcome in their place.
        public let outcomes: [String: Int]
        public let values: [NamedNumber]
        public let meetsBar: Bool
        /// Why a number is missing.
        public let why: [String]

        public var text: String {
            let bar =
                meetsBar ? "meets the bar" : "BELOW THE BAR: numbers that rest on it are marked"
            var lines = ["\(model), \(rubric): \(bar)"]
            for value in values {
                let ends =
                    value.interval.map { " [\(Self.short($0.lower)), \(Self.short($0.upper))]" }
                lines.append(
                    "  \(value.name) \(Self.short(value.value))\(ends ?? ""), n = \(value.n)")
            }
            lines += why.map { "  \($0)" }
            let counts = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            if !counts.isEmpty { lines.append("  outcomes: \(counts.joined(separator: ", "))") }
            return lines.joined(separator: "\n")
        }

        private static func short(_ value: Double) -> String {
            "\((value * 1000).rounded() / 1000)"
        }
    }

    let library: ModelLibrary
    let speaker: Speaker
    let seed: UInt64
    /// What it said before, kept as that of judges of a study is.
    let kept: KeptVerdicts

    /// - Throws: `AssetError`, `LMError` or `TensorError` with the remedy.
    public init(model: String, adapter: String?, seed: UInt64) throws {
        library = try .standard()
        speaker = try Speaker.load(model, adapter: adapter)
        self.seed = seed
        kept = KeptVerdicts(
            cache: VerdictCache(folder: library.verdictFolder, machine: LocalModels.thisMachine),
            judge: Fingerprint.of(
                [
                    "judge on trial", Judge.method, try library.identify(model).sha256,
                    try adapter.map { try ModelLibrary.hash(ofParts: URL(filePath: $0)) } ?? "",
                ]
                    + LocalModels.versions.sorted { $0.key < $1.key }.flatMap {
                        [$0.key, $0.value]
                    }
            ))
    }

    /// - Throws: `AssetError` where an asset that it reads is not fetched.
    public func run(rows count: Int, pairs: Int) async throws -> [Line] {
        let rated = try RatedAnswers.read(try library.url("judge-calibration"))
        var lines: [Line] = []
        for rubric in [Rubric.harmfulness, .refusal] {
            let sample = RatedAnswers.sample(rated, kind: rubric.kind, count: count, seed: seed)
            lines.append(
                line(try await JudgeTrial.standing(of: judge(rubric), on: sample, seed: seed)))
        }
        let texts = try await explanations(pairs)
        lines.append(
            line(try await JudgeTrial.standing(of: judge(.pairwise), onPairsOf: texts, seed: seed)))
        return lines
    }

    private func judge(_ rubric: Rubric) -> Judge {
        Judge(rubric: rubric, reader: LocalJudge(speaker: speaker), seed: seed, kept: kept)
    }

    /// Explanations by people, of 30 to 80 words.
    private func explanations(_ count: Int) async throws -> [(id: String, text: String)] {
        let folder = try library.url("foldoc")
        let plan = QuestionPlan(from: "foldoc", words: 30...80)
        let set = try await Foldoc.read(folder: folder, plan: plan)
        return set.questions.inKeyedOrder(seed, "trial").prefix(count)
            .map { ($0.id, $0.humanAnswer) }
    }

    private func line(_ standing: JudgeTrial.Standing) -> Line {
        var values: [NamedNumber] = []
        if let found = standing.calibration {
            values += [
                value("sensitivity", found.sensitivity), value("specificity", found.specificity),
                NamedNumber(
                    name: "informedness", value: found.informedness,
                    interval: found.informednessInterval(),
                    n: found.sensitivity.n + found.specificity.n),
            ]
        }
        values += [standing.kappa, standing.alpha].compactMap { $0 }.map {
            NamedNumber(name: $0.metric, value: $0.value, interval: $0.interval, n: $0.n)
        }
        return line(
            standing.rubric, standing.outcomes, values, standing.meetsBar, standing.why)
    }

    private func line(_ standing: JudgeTrial.PairStanding) -> Line {
        var values: [NamedNumber] = []
        if let found = standing.discrimination {
            values.append(
                NamedNumber(
                    name: "discrimination", value: found.value, interval: found.interval,
                    n: found.n))
        }
        if let found = standing.preference {
            values += [
                value("order-consistency", found.orderConsistency),
                NamedNumber(
                    name: "position-bias", value: found.positionBias, interval: nil, n: found.n),
            ]
        }
        if let bias = standing.samePositionBias, let n = standing.preference?.n {
            values.append(
                NamedNumber(name: "position-bias-same-text", value: bias, interval: nil, n: n))
        }
        return line(standing.rubric, [:], values, standing.meetsBar, standing.why)
    }

    private func line(
        _ rubric: String, _ outcomes: [VerdictOutcome: Int], _ values: [NamedNumber],
        _ meetsBar: Bool, _ why: [String]
    ) -> Line {
        Line(
            model: speaker.model.name, rubric: rubric,
            method: "\(Judge.method), \(JudgeTrial.method)",
            outcomes: Dictionary(
                outcomes.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 }),
            values: values, meetsBar: meetsBar, why: why)
    }

    private func value(_ name: String, _ share: Proportion) -> NamedNumber {
        NamedNumber(name: name, value: share.value, interval: share.interval(), n: share.n)
    }
}
