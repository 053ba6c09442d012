// SPDX-License-Identifier: Apache-2.0

/// How a reply begins that gives one of the allowed answers and no other: some tokens that other
/// answers may share, and the token that tells it from them.
struct AnswerStart: Hashable, Sendable {
    /// Mostly empty. A tokenizer that keeps the space before a digit apart shares it among all ratings.
    let shared: [Int32]
    let telling: Int32

    /// The starts of each answer with the fewest shared tokens; an empty list for an answer that
    /// another one always begins with.
    ///
    /// - Parameter spellings: of each answer, the token lists that it may be written as.
    static func of(_ spellings: [[[Int32]]]) -> [Set<AnswerStart>] {
        spellings.enumerated().map { place, own in
            let others = spellings.enumerated().filter { $0.offset != place }.flatMap(\.element)
            let starts = own.compactMap { start(of: $0, beside: others) }
            let fewest = starts.map(\.shared.count).min()
            return Set(starts.filter { $0.shared.count == fewest })
        }
    }

    private static func start(of tokens: [Int32], beside others: [[Int32]]) -> AnswerStart? {
        for (place, token) in tokens.enumerated() {
            let begin = tokens[...place]
            guard others.contains(where: { $0.starts(with: begin) }) else {
                return AnswerStart(shared: Array(tokens[..<place]), telling: token)
            }
        }
        return nil
    }
}
