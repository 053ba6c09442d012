// SPDX-License-Identifier: Apache-2.0

extension Study {
    /// The study with every default written out, as a study file in one fixed form: equal studies
    /// give equal text, and the text reads back as an equal study.
    public var resolved: String {
        var lines = ["study: \(quoted(name))", "seed: \(seed)", "questions:"]
        lines += questions.settings.map { "  \($0)" }
        lines += ["targets:"] + targets.map { "  \($0.name): {\($0.settings)}" }
        if !sources.isEmpty {
            lines += ["sources:"] + sources.map { "  \($0.name): {\($0.settings)}" }
        }
        if !judges.isEmpty {
            lines += ["judges:"] + judges.map { "  \($0.name): {\($0.settings)}" }
        }
        if !brackets.isEmpty {
            lines += ["brackets:"]
            lines += brackets.map { "  \($0.name): [\($0.sources.joined(separator: ", "))]" }
        }
        lines += ["decoding: {\(decoding.settings)}"]
        if !conditions.isEmpty {
            lines += ["conditions:"] + conditions.map { "  - \($0.setting)" }
        }
        if let ablation { lines.append("ablation: {\(ablation.settings.joined(separator: ", "))}") }
        lines.append("match: \(match.rawValue)")
        let on = Filter.allCases.filter(filters.contains).map(\.rawValue)
        if !on.isEmpty { lines.append("filters: [\(on.joined(separator: ", "))]") }
        lines.append("training:")
        lines += training.settings.map { "  \($0)" }
        if let trainer = training.trainer { lines.append("trainer: \(trainer.settings)") }
        lines.append(
            "evaluate: {\(evaluation.settings(hasJudges: !judges.isEmpty).joined(separator: ", "))}"
        )
        let limits = budget.settings
        if !limits.isEmpty { lines.append("budget: {\(limits.joined(separator: ", "))}") }
        let assumed = assumptions.settings
        if !assumed.isEmpty { lines.append("forecast: {\(assumed.joined(separator: ", "))}") }
        if let claimsFile { lines.append("claims: \(quoted(claimsFile))") }
        if !claims.isEmpty { lines += ["claims:"] + claims.map { "  - {\($0.settings)}" } }
        if !utility.isEmpty { lines += ["utility:"] + utility.map { "  \($0.setting)" } }
        if let cluster { lines.append("cluster: {\(cluster.settings)}") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Target {
    fileprivate var settings: String {
        (["model: \(quoted(model))", "prompt: \(prompting.rawValue)"]
            + (system.map { ["system: \(quoted($0))"] } ?? [])
            + (conditions.map { ["conditions: [\($0.map(\.flow).joined(separator: ", "))]"] } ?? [])
            + (serving.map { ["served: {\($0.settings)}"] } ?? []))
            .joined(separator: ", ")
    }
}

extension Serving {
    fileprivate var settings: String {
        (["url: \(quoted(address.url))", "model: \(quoted(model))"] + address.settings)
            .joined(separator: ", ")
    }
}

extension JudgeModel {
    fileprivate var settings: String {
        let place =
            remote.map { ["url: \(quoted($0.url))", "model: \(quoted(model))"] + $0.settings }
            ?? ["model: \(quoted(model))", "prompt: \(prompting.rawValue)"]
        return (place + (system.map { ["system: \(quoted($0))"] } ?? [])).joined(separator: ", ")
    }
}

extension Ablation {
    fileprivate var settings: [String] {
        [
            "sources: [\(sources.joined(separator: ", "))]",
            "k: [\(counts.map(String.init).joined(separator: ", "))]", "design: \(design.rawValue)",
        ]
    }
}

extension Source {
    fileprivate var settings: String {
        let terms = terms.map { ["terms: \(quoted($0))"] } ?? []
        if let answers { return (["answers: \(quoted(answers))"] + terms).joined(separator: ", ") }
        let place =
            remote.map { ["url: \(quoted($0.url))", "model: \(quoted(model))"] + $0.settings }
            ?? ["model: \(quoted(model))", "prompt: \(prompting.rawValue)"]
        return
            (place
            + (system.map { ["system: \(quoted($0))"] } ?? [])
            + (template.map { ["template: \(quoted($0))"] } ?? [])
            + (seed.map { ["seed: \($0)"] } ?? [])
            + ["decoding: {\(decoding.settings)}"] + terms).joined(separator: ", ")
    }
}

extension RemoteAddress {
    fileprivate var settings: [String] {
        (also.isEmpty ? [] : ["also: [\(also.map(quoted).joined(separator: ", "))]"])
            + (key.map { ["key: \($0)"] } ?? [])
            + (price.map {
                [
                    "price: {input: \(plainNumber($0.input)), "
                        + "output: \(plainNumber($0.output))}"
                ]
            } ?? [])
            + ["limits: {\(limits.settings.joined(separator: ", "))}"]
            + (omitted.isEmpty
                ? [] : ["omit: [\(omitted.map(\.rawValue).joined(separator: ", "))]"])
            + ["token-limit: \(tokenLimit.rawValue)"] + (allowsHTTP ? ["allow-http: true"] : [])
    }
}

extension RequestLimits {
    fileprivate var settings: [String] {
        [
            requestsPerMinute.map { "requests-per-minute: \($0)" },
            tokensPerMinute.map { "tokens-per-minute: \($0)" }, "at-once: \(atOnce)",
            "seconds: \(plainNumber(seconds))", "attempts: \(attempts)",
            "failures-in-a-row: \(failuresInARow)",
        ].compactMap { $0 }
    }
}

extension DecodingSettings {
    fileprivate var settings: String {
        "temperature: \(plainNumber(temperature)), top-p: \(plainNumber(topP)), "
            + "max-tokens: \(maxTokens)"
    }
}

extension Condition {
    fileprivate var setting: String {
        switch self {
        case .vanilla, .human: kind
        case .single(let source): "single: \(source)"
        case .multi(let sources): "multi: [\(sources.joined(separator: ", "))]"
        case .mix(let parts):
            "mix: {"
                + parts.map { "\($0.source): \(plainNumber($0.weight))" }.joined(separator: ", ")
                + "}"
        case .adapter(let name, let path): "adapter: {name: \(name), path: \(quoted(path))}"
        case .outputs(let name, let path): "outputs: {name: \(name), file: \(quoted(path))}"
        }
    }

    /// As an entry of a list in brackets.
    fileprivate var flow: String {
        self == .vanilla || self == .human ? setting : "{\(setting)}"
    }
}

extension Claim {
    fileprivate var settings: String {
        ([
            "id: \(id)", "text: \(quoted(text))", "family: \(quoted(family))",
            "measure: \(quoted(measure))", "of: \(quoted(of.word))",
            "against: \(quoted(against.word))", "direction: \(direction.rawValue)",
            "margin: \(plainNumber(margin))",
        ] + (origin.map { ["origin: \(quoted($0))"] } ?? [])).joined(separator: ", ")
    }
}

extension UtilityTerm {
    fileprivate var setting: String {
        let scale = scale.map { ", scale: \(plainNumber($0))" } ?? ""
        return "\(quoted(measure)): {weight: \(plainNumber(weight))\(scale)}"
    }
}

extension TrainingPlan {
    fileprivate var settings: [String] {
        [
            "rank: \(rank)", "alpha: \(plainNumber(alpha))", "dropout: \(plainNumber(dropout))",
            "learning-rate: \(plainNumber(learningRate))", "epochs: \(epochs)", "batch: \(batch)",
            "accumulation: \(accumulation)", "warm-up: \(plainNumber(warmUp))",
            "weight-decay: \(plainNumber(weightDecay))", "clip: \(plainNumber(clip))",
            "loss: \(loss.rawValue)", "max-tokens: \(maxTokens)",
            "seeds: [\(seeds.map(String.init).joined(separator: ", "))]",
            "early-stopping: \(patience.map(String.init) ?? "off")",
        ]
    }
}

extension Budget {
    fileprivate var settings: [String] {
        [
            money.map { "money: \(plainNumber($0))" }, tokens.map { "tokens: \($0)" },
            hours.map { "hours: \(plainNumber($0))" },
        ].compactMap { $0 }
    }
}

/// A text as a YAML double-quoted scalar.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        default:
            let isPlain =
                scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
                && scalar.value != 0x2028 && scalar.value != 0x2029 && scalar.value != 0xfeff
            if isPlain {
                result.unicodeScalars.append(scalar)
            } else {
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
            }
        }
    }
    return result + "\""
}
