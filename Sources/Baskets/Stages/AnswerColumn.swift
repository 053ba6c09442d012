// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Questions in the order in which baskets hold them: those for training first, each part by id.
struct BasketOrder: Sendable {
    let places: [QuestionPlace]
    /// How many of them are for training.
    let trainingCount: Int
    /// The place of each question by its id.
    let indices: [String: Int]

    /// - Parameter parts: in the order of `QuestionPart.allCases`.
    init(_ parts: [QuestionPart: [QuestionPlace]]) {
        let training = (parts[.training] ?? []).sorted { $0.id < $1.id }
        places = training + (parts[.heldOut] ?? []).sorted { $0.id < $1.id }
        trainingCount = training.count
        indices = Dictionary(
            places.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func part(_ index: Int) -> QuestionPart { index < trainingCount ? .training : .heldOut }

    func indices(of part: QuestionPart) -> Range<Int> {
        part == .training ? 0..<trainingCount : trainingCount..<places.count
    }
}

/// What baskets need to know of a source's answers, by the places of their questions: no texts.
struct AnswerColumn: Sendable {
    private static let absent: Int32 = -1

    /// Why no basket holds the answer, by place.
    private(set) var unusable: [Int: String] = [:]
    /// By the target's tokenizer; empty where baskets are matched on examples.
    private(set) var counts: [Int32] = []
    /// By who wrote them.
    private var tokens: [Int32]
    private var answered = 0

    init(_ order: BasketOrder) {
        tokens = [Int32](repeating: Self.absent, count: order.places.count)
    }

    /// Whether each question has an answer that baskets may hold.
    var isWhole: Bool { answered == tokens.count && unusable.isEmpty }

    func has(_ index: Int) -> Bool { tokens[index] != Self.absent }

    /// Tokens of an answer by who wrote it; 0 where there is none.
    func tokens(_ index: Int) -> Int { max(0, Int(tokens[index])) }

    func count(_ index: Int) -> Int { counts.isEmpty ? 0 : Int(counts[index]) }

    mutating func add(_ answer: Answer, at index: Int, unusable reason: String?) {
        if !has(index) { answered += 1 }
        tokens[index] = Int32(clamping: max(0, answer.tokens))
        unusable[index] = reason
    }

    /// Takes in the counts of the target's tokenizer, by question.
    mutating func add(_ counts: [String: Int], _ order: BasketOrder) {
        self.counts = order.places.map { Int32(clamping: counts[$0.id] ?? 0) }
    }
}
