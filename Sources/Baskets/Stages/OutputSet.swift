// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// What a set of a cell's answers is for.
enum OutputKind: Hashable, Sendable {
    /// One or more answers to every held-out question.
    case asked(Asking)
    /// Several answers to each of some questions.
    case spread
    /// One answer to each wording of some questions.
    case paraphrased
    /// One summary of each article that judges compare summaries of: part of no other measure.
    case articles

    static let plain = OutputKind.asked(.plain)

    var name: String {
        switch self {
        case .asked(let asking): asking.rawValue
        case .spread: "spread"
        case .paraphrased: "paraphrased"
        case .articles: "articles"
        }
    }

    /// Whether people's and own answers are scored: not those that only serve for a spread.
    var isScored: Bool { if case .asked = self { true } else { false } }

    /// Whether the prompt is another than the plain one, so that likelihoods differ too.
    var changesPrompt: Bool {
        switch self {
        case .asked(.noSystem), .asked(.reworded), .paraphrased: true
        default: false
        }
    }

    /// Changes with the words that are put around a question.
    var wordings: String {
        switch self {
        case .asked(.reworded), .paraphrased: Wordings.version
        default: ""
        }
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
        addsSystem = kind != .asked(.noSystem)
        let plan = study.evaluation
        let spread = plan.spread ?? SpreadPlan()
        let drawn = heldOut.inKeyedOrder(study.seed, "spread").prefix(spread.questions)
            .sorted { $0.id < $1.id }
        func all(_ questions: [Question], _ count: Int) -> [Output] {
            questions.flatMap { question in
                (0..<count).map { Output(question: question, draw: $0) }
            }
        }
        switch kind {
        case .asked(.reworded):
            outputs = all(heldOut.map { Wordings.reword($0, 0) }, plan.answersPerQuestion)
        case .asked: outputs = all(heldOut, plan.answersPerQuestion)
        case .articles: outputs = all(heldOut, 1)
        case .spread: outputs = all(drawn, spread.answers)
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
        switch self {
        case .asked(.cooler): decoding.temperature *= 0.5
        case .asked(.warmer): decoding.temperature *= 1.5
        default: break
        }
        return decoding
    }
}

extension EvaluationPlan {
    /// The sets of answers that every cell writes, the plain one first.
    var kinds: [OutputKind] {
        promptings.map(OutputKind.asked) + (spread == nil ? [] : [.spread])
            + ((spread?.paraphrases ?? 0) > 0 ? [.paraphrased] : [])
    }
}
