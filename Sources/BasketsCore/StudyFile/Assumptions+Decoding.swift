// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// - Parameters:
    ///   - sources: names of sources.
    ///   - targets: names of targets, which write too.
    func assumptions(sources: [String], targets: [String]) -> Assumptions {
        guard let fields = fields("forecast", "Write `{answer-tokens: 250}` or the like.") else {
            return Assumptions()
        }
        defer { fields.finish() }
        let bounds = Bounds<Double>.above(0, through: 1e9)
        return Assumptions(
            questionTokens: fields.optionalNumber("question-tokens", bounds),
            answerTokens: fields.optionalNumber("answer-tokens", bounds),
            writing: fields.speeds("writing", of: sources + targets),
            training: fields.speeds("training", of: targets))
    }

    private func speeds(_ key: String, of names: [String]) -> [String: Double] {
        let remedy = "Write tokens a second by name: `{smol: 180}`."
        guard let fields = fields(key, remedy) else { return [:] }
        var speeds: [String: Double] = [:]
        for name in names where fields.has(name) {
            speeds[name] = fields.optionalNumber(name, .above(0, through: 1e9))
        }
        for name in names { _ = fields.value(name) }
        fields.finish()
        return speeds
    }
}

extension Assumptions {
    /// As in a study file; empty where nothing is assumed.
    var settings: [String] {
        func group(_ key: String, _ speeds: [String: Double]) -> String? {
            guard !speeds.isEmpty else { return nil }
            let pairs = speeds.sorted { $0.key < $1.key }.map { "\($0): \(plainNumber($1))" }
            return "\(key): {\(pairs.joined(separator: ", "))}"
        }
        return [
            questionTokens.map { "question-tokens: \(plainNumber($0))" },
            answerTokens.map { "answer-tokens: \(plainNumber($0))" }, group("writing", writing),
            group("training", training),
        ].compactMap { $0 }
    }
}
