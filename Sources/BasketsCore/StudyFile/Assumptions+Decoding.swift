// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// - Parameters:
    ///   - sources: names of sources.
    ///   - targets: names of targets, which write too.
    ///   - judges: names of judges.
    func assumptions(sources: [String], targets: [String], judges: [String]) -> Assumptions {
        guard let fields = fields("forecast", "Write `{answer-tokens: 250}` or the like.") else {
            return Assumptions()
        }
        defer { fields.finish() }
        let bounds = Bounds<Double>.above(0, through: 1e9)
        return Assumptions(
            questionTokens: fields.optionalNumber("question-tokens", bounds),
            answerTokens: fields.optionalNumber("answer-tokens", bounds),
            writing: fields.speeds("writing", of: sources + targets),
            training: fields.speeds("training", of: targets),
            parameters: fields.numbers(
                "parameters", of: sources + targets + judges, .above(0, through: 1e14),
                "Write numbers of weights by name: `{smol: 135e6}`."),
            gpus: fields.numbers(
                "gpus", of: sources + targets, .above(0, through: 1024),
                "Write numbers of GPUs by name: `{smol: 2}`."),
            gpu: fields.gpu())
    }

    private func gpu() -> Assumptions.GPU {
        let standard = Assumptions.GPU()
        guard let fields = fields("gpu", "Write `{flops: 989e12, price: 2.50}`.") else {
            return standard
        }
        defer { fields.finish() }
        let bounds = Bounds<Double>.above(0, through: 1e18)
        return Assumptions.GPU(
            flops: fields.number("flops", bounds, default: standard.flops),
            bandwidth: fields.number("bandwidth", bounds, default: standard.bandwidth),
            memory: fields.number("memory", bounds, default: standard.memory),
            share: fields.number("share", .above(0, through: 1), default: standard.share),
            rows: fields.number("rows", .above(0, through: 1e6), default: standard.rows),
            price: fields.optionalNumber("price", .above(0, through: 1e6)))
    }

    private func speeds(_ key: String, of names: [String]) -> [String: Double] {
        numbers(
            key, of: names, .above(0, through: 1e9),
            "Write tokens a second by name: `{smol: 180}`.")
    }

    private func numbers(
        _ key: String, of names: [String], _ bounds: Bounds<Double>, _ remedy: String
    ) -> [String: Double] {
        guard let fields = fields(key, remedy) else { return [:] }
        var speeds: [String: Double] = [:]
        for name in names where fields.has(name) {
            speeds[name] = fields.optionalNumber(name, bounds)
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
            group("training", training), group("parameters", parameters), group("gpus", gpus),
            gpu == GPU() ? nil : "gpu: {\(gpu.settings)}",
        ].compactMap { $0 }
    }
}

extension Assumptions.GPU {
    fileprivate var settings: String {
        let numbers = [
            ("flops", flops), ("bandwidth", bandwidth), ("memory", memory), ("share", share),
            ("rows", rows),
        ]
        return
            (numbers.map { "\($0): \(plainNumber($1))" }
            + (price.map { ["price: \(plainNumber($0))"] } ?? [])).joined(separator: ", ")
    }
}
