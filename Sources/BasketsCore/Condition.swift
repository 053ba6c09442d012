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
    /// An adapter that was trained elsewhere: evaluated, not trained.
    case adapter(name: String, path: String)
    /// Answers of a model that was tuned and asked elsewhere, from a file.
    case outputs(name: String, path: String)

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
        case .vanilla, .adapter, .outputs: []
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

    /// Whether there are answers alone, and no model that wrote them.
    public var isOutputs: Bool {
        if case .outputs = self { return true }
        return false
    }

    /// Whether a basket is filled and an adapter trained on it.
    public var isTrained: Bool { !shares.isEmpty }

    /// The file or folder that the condition brings along, or nil.
    public var path: String? {
        switch self {
        case .adapter(_, let path), .outputs(_, let path): path
        default: nil
        }
    }

    /// The word of the study file: "multi".
    public var kind: String {
        switch self {
        case .vanilla: "vanilla"
        case .human: "human"
        case .single: "single"
        case .multi: "multi"
        case .mix: "mix"
        case .adapter: "adapter"
        case .outputs: "outputs"
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
        case .adapter(let name, _), .outputs(let name, _): "\(kind)-\(name)"
        }
    }
}
