// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// What a set of a cell's answers is for, and how it is asked for.
enum OutputKind: Hashable, Sendable {
    /// One or more answers to every held-out question.
    case asked(Asking)
    /// Several answers to each of some questions.
    case spread(Asking)
    /// One answer to each wording of some questions.
    case paraphrased(Asking)
    /// One summary of each article that judges compare summaries of: part of no other measure.
    case articles

    static let plain = OutputKind.asked(.plain)

    var asking: Asking {
        switch self {
        case .asked(let asking), .spread(let asking), .paraphrased(let asking): asking
        case .articles: .plain
        }
    }

    /// The same, asked for in another way.
    func under(_ asking: Asking) -> OutputKind {
        switch self {
        case .asked: .asked(asking)
        case .spread: .spread(asking)
        case .paraphrased: .paraphrased(asking)
        case .articles: .articles
        }
    }

    var name: String {
        let way = asking == .plain ? "" : " \(asking.rawValue)"
        return switch self {
        case .asked: asking.rawValue
        case .spread: "spread" + way
        case .paraphrased: "paraphrased" + way
        case .articles: "articles"
        }
    }

    /// Whether people's and own answers are scored: not those that only serve for a spread.
    var isScored: Bool { if case .asked = self { true } else { false } }

    /// Whether the prompt is another than the plain one, so that likelihoods differ too.
    var changesPrompt: Bool {
        if case .paraphrased = self { return true }
        return [.noSystem, .reworded].contains(asking)
    }

    /// Whether cells read people's texts in it: temperature changes no likelihood.
    var readsTexts: Bool { isScored && (self == .plain || changesPrompt) }

    /// Changes with the words that are put around a question.
    var wordings: String {
        if case .paraphrased = self { return Wordings.version }
        return asking == .reworded ? Wordings.version : ""
    }
}

/// An answer that is to be: to which question, as it is asked, and its number.
struct Output: Hashable {
    let question: Question
    let draw: Int

    /// By this, answers of different cells belong together.
    var id: String { "\(question.id) \(draw)" }
}

/// One way in which every cell answers: which questions, in which words, under which prompt and
/// decoding, how often.
struct OutputSet {
    let kind: OutputKind
    let outputs: [Output]
    let decoding: DecodingSettings
    /// Whether the model's own system turn comes first.
    let addsSystem: Bool

    /// - Parameter heldOut: the held-out questions; the articles where these are summed up.
    init(_ kind: OutputKind, study: Study, heldOut: [Question]) {
        self.kind = kind
        decoding = kind.decoding(study.decoding)
        addsSystem = kind.asking != .noSystem
        let plan = study.evaluation
        let spread = plan.spread ?? SpreadPlan()
        let drawn = heldOut.inKeyedOrder(study.seed, "spread").prefix(spread.questions)
            .sorted { $0.id < $1.id }
        func all(_ questions: [Question], _ count: Int) -> [Output] {
            questions.flatMap { question in
                (0..<count).map { Output(question: question, draw: $0) }
            }
        }
        func worded(_ questions: [Question]) -> [Question] {
            kind.asking == .reworded ? questions.map { Wordings.reword($0, 0) } : questions
        }
        switch kind {
        case .asked: outputs = all(worded(heldOut), plan.answersPerQuestion)
        case .articles: outputs = all(heldOut, 1)
        case .spread: outputs = all(worded(drawn), spread.answers)
        case .paraphrased:
            outputs = all(drawn, spread.paraphrases).map {
                Output(question: Wordings.reword($0.question, $0.draw), draw: $0.draw)
            }
        }
    }
}

extension OutputSet {
    /// Whether a cell can have it: outputs of a file are the plain answers, and no others.
    func isOf(_ cell: Cell) -> Bool { kind == .plain || !cell.condition.isOutputs }
}

extension OutputKind {
    fileprivate func decoding(_ plain: DecodingSettings) -> DecodingSettings {
        var decoding = plain
        switch asking {
        case .cooler: decoding.temperature *= 0.5
        case .warmer: decoding.temperature *= 1.5
        default: break
        }
        return decoding
    }
}

extension EvaluationPlan {
    /// The sets of answers that every cell writes, the plain one first. Paraphrases are reworded as
    /// they are.
    var kinds: [OutputKind] {
        promptings.map(OutputKind.asked)
            + (spread == nil ? [] : promptings.map(OutputKind.spread))
            + ((spread?.paraphrases ?? 0) > 0
                ? promptings.filter { $0 != .reworded }.map(OutputKind.paraphrased) : [])
    }
}
