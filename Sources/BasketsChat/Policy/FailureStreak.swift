// SPDX-License-Identifier: Apache-2.0

/// Tells a question that fails from an address that does.
///
/// A failure may be the question's own only when another question was answered after it. Until
/// then it is held back; too many in a row pause the study, and the questions held back are asked
/// again when it goes on.
struct FailureStreak<Item> {
    enum Action {
        /// Goes on; these failures are their questions' own.
        case store([Item])
        /// So many failed in a row.
        case pause(Int)
    }

    let limit: Int
    private var held: [Item] = []
    private var hasAnswered = false

    init(limit: Int) { self.limit = limit }

    /// - Returns: what was held back.
    mutating func answered() -> [Item] {
        hasAnswered = true
        defer { held = [] }
        return held
    }

    mutating func failed(_ item: Item, _ failure: ChatFailure) -> Action {
        switch failure.scope {
        case .address: return .pause(held.count + 1)
        case .question: return .store([item])
        case .moment, .request:
            held.append(item)
            return held.count < limit ? .store([]) : .pause(held.count)
        }
    }

    /// At the end of the questions: what is held is theirs if the address ever answered.
    mutating func ended() -> Action {
        if held.isEmpty { return .store([]) }
        guard hasAnswered else { return .pause(held.count) }
        return .store(answered())
    }
}
