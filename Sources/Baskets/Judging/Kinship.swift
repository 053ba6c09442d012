// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// How a judge is related to a target: a model may favour its own, so a judge that is kin is named
/// so beside every number that rests on it.
package enum Kinship: String, Sendable, Hashable, CaseIterable {
    /// The judge is the target's own model, tuned or not.
    case parent
    /// Another model of the same makers' family.
    case sibling
    case none

    /// Models of equal bytes are one; a family is the beginning of the name, without its number.
    package static func of(_ judge: ModelIdentity, to target: ModelIdentity) -> Kinship {
        let isSame = judge.sha256.isEmpty ? judge.name == target.name : true
        if judge.sha256 == target.sha256, isSame { return .parent }
        let (one, other) = (family(judge.name), family(target.name))
        return !one.isEmpty && one == other ? .sibling : .none
    }

    /// "smollm" of "SmolLM2-135M-Instruct", "llama" of "meta-llama-3.1-8b", "gemma" of "gemma-3-270m".
    static func family(_ name: String) -> String {
        let parts: [Substring] = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        let words = parts.map { $0.prefix { $0.isLetter } }.filter { $0.count > 2 }
        let first = words.first { !makers.contains(String($0)) } ?? words.first
        return String(first ?? "")
    }

    /// Makers' names that some put before the model's.
    private static let makers: Set<String> = [
        "meta", "google", "mistralai", "tiiuae", "huggingfacetb", "openai", "anthropic",
    ]
}

extension RunKeys {
    func kinship(of judge: JudgeModel, to target: Target) -> Kinship {
        kinship(of: judge, to: models[target.model])
    }

    func kinship(of judge: JudgeModel, to source: Source) -> Kinship {
        kinship(
            of: judge,
            to: source.remote == nil ? models[source.model] : .named(source.model))
    }

    private func kinship(of judge: JudgeModel, to other: ModelIdentity?) -> Kinship {
        guard let other, let own = judge.remote == nil ? models[judge.model] : .named(judge.model)
        else { return .none }
        return Kinship.of(own, to: other)
    }
}

extension ModelIdentity {
    /// Of a model at an address only its name is known, and so its family.
    fileprivate static func named(_ name: String) -> ModelIdentity {
        ModelIdentity(name: name, file: "", sha256: "")
    }
}
