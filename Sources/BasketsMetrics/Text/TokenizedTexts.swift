// SPDX-License-Identifier: Apache-2.0

/// Texts as lists of word numbers: equal words have equal numbers in all texts of one set.
public struct TokenizedTexts: Sendable {
    /// Word numbers of all texts, one text after another.
    let tokens: [Int32]
    /// Text `i` is `tokens[offsets[i]..<offsets[i + 1]]`.
    let offsets: [Int]
    /// Numbers are in `0..<vocabularySize`.
    public let vocabularySize: Int

    /// Cuts texts at white space, see `WhitespaceWords`.
    public init(_ texts: [String]) {
        var table = WordTable()
        var tokens: [Int32] = []
        var offsets = [0]
        tokens.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count } / 5)
        for text in texts {
            WhitespaceWords.forEachWord(of: text) { tokens.append(table.number(of: $0)) }
            offsets.append(tokens.count)
        }
        self.tokens = tokens
        self.offsets = offsets
        vocabularySize = table.count
    }

    /// Takes texts that are already cut into words by another rule.
    public init(words lists: [[String]]) {
        var table = WordTable()
        var tokens: [Int32] = []
        var offsets = [0]
        for list in lists {
            for var word in list { tokens.append(word.withUTF8 { table.number(of: $0) }) }
            offsets.append(tokens.count)
        }
        self.tokens = tokens
        self.offsets = offsets
        vocabularySize = table.count
    }

    public var count: Int { offsets.count - 1 }

    /// Words of text `index`.
    public func length(of index: Int) -> Int { offsets[index + 1] - offsets[index] }

    /// The word numbers of text `index`.
    public subscript(index: Int) -> ArraySlice<Int32> {
        tokens[offsets[index]..<offsets[index + 1]]
    }

    /// Indices of the texts with at least so many words.
    func rows(withWords least: Int) -> [Int] {
        (0..<count).filter { length(of: $0) >= least }
    }
}
