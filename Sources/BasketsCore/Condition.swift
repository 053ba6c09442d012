// SPDX-License-Identifier: Apache-2.0

/// How a basket is filled.
public enum Condition: Sendable, Hashable, Codable {
    /// The target as it is: nothing is trained.
    case vanilla
    /// People's answers.
    case human
    /// One source on all questions.
    case single(String)
    /// Each source on an equal share of the questions.
    case multi([String])
    /// Each source on its share of the questions.
    case mix([Part])

    /// A source and its weight; shares are weights over their sum.
    public struct Part: Sendable, Hashable, Codable {
        public let source: String
        public let weight: Double

        public init(source: String, weight: Double) {
            self.source = source
            self.weight = weight
        }
    }

    /// Sources and their shares of the questions, in the order of the study; empty for vanilla.
    public var shares: [Part] {
        switch self {
        case .vanilla: []
        case .human: [Part(source: Source.human, weight: 1)]
        case .single(let source): [Part(source: source, weight: 1)]
        case .multi(let sources):
            sources.map { Part(source: $0, weight: 1 / Double(sources.count)) }
        case .mix(let parts):
            parts.map { part in
                Part(source: part.source, weight: part.weight / parts.reduce(0) { $0 + $1.weight })
            }
        }
    }

    public var sources: [String] { shares.map(\.source) }

    /// The word of the study file: "multi".
    public var kind: String {
        switch self {
        case .vanilla: "vanilla"
        case .human: "human"
        case .single: "single"
        case .multi: "multi"
        case .mix: "mix"
        }
    }

    /// Kind and sources, fit for a folder: `multi-smol+gemma`, `mix-human=1+smol=3`.
    public var name: String {
        switch self {
        case .vanilla, .human: kind
        case .single(let source): "single-\(source)"
        case .multi(let sources): "multi-" + sources.joined(separator: "+")
        case .mix(let parts):
            "mix-"
                + parts.map { "\($0.source)=\(plainNumber($0.weight))" }.joined(separator: "+")
        }
    }
}
