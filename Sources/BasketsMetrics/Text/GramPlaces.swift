// SPDX-License-Identifier: Apache-2.0

/// The n-gram of one order that begins at each word, as a number.
struct GramPlaces: Sendable {
    let order: Int
    /// Different n-grams over all texts; ids are in `0..<gramCount`.
    let gramCount: Int
    /// Per word of all texts: id of the n-gram that begins there; without meaning at the last
    /// n - 1 words of a text, where none begins.
    let ids: [Int32]

    /// The words themselves: n-grams of order 1.
    init(_ texts: TokenizedTexts) {
        order = 1
        gramCount = texts.vocabularySize
        ids = texts.tokens
    }

    /// The n-grams that are one word longer.
    init(extending shorter: GramPlaces, in texts: TokenizedTexts) {
        var ids = shorter.ids
        var table = PairTable(capacity: ids.count)
        for text in 0..<texts.count {
            let places = texts.offsets[text]..<texts.offsets[text + 1]
            for place in places.dropLast(shorter.order) {
                ids[place] = table.number(of: ids[place], texts.tokens[place + shorter.order])
            }
        }
        self.ids = ids
        order = shorter.order + 1
        gramCount = Int(table.count)
    }

    /// The n-grams of one order.
    static func ofOrder(_ order: Int, in texts: TokenizedTexts) -> GramPlaces {
        (1..<order).reduce(GramPlaces(texts)) { places, _ in
            GramPlaces(extending: places, in: texts)
        }
    }

    /// Places of the text where an n-gram begins.
    func places(of text: Int, in texts: TokenizedTexts) -> Range<Int> {
        (texts.offsets[text]..<texts.offsets[text + 1]).dropLast(order - 1)
    }
}
