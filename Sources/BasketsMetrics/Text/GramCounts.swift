// SPDX-License-Identifier: Apache-2.0

/// The n-grams of one order: which different ones each text has, and how often.
struct GramCounts: Sendable {
    /// The n of the n-grams.
    let order: Int
    /// Different n-grams over all texts; ids are in `0..<gramCount`.
    let gramCount: Int
    /// Text `i` has the entries `offsets[i]..<offsets[i + 1]`.
    let offsets: [Int]
    /// Per entry: id of the n-gram.
    let grams: [Int32]
    /// Per entry: how often the text has it.
    let counts: [Int32]

    /// n-grams of text `index`, repeats included.
    func total(of index: Int, in texts: TokenizedTexts) -> Int {
        max(0, texts.length(of: index) - order + 1)
    }

    /// The orders 1 to `highest`, in one pass an order, linear in the number of words.
    static func orders(_ highest: Int, of texts: TokenizedTexts) -> [GramCounts] {
        var ids = texts.tokens  // id of the n-gram that begins at each place
        var found = [GramCounts(order: 1, ids: ids, gramCount: texts.vocabularySize, of: texts)]
        for order in stride(from: 2, through: highest, by: 1) {
            let gramCount = extend(&ids, to: order, in: texts)
            found.append(GramCounts(order: order, ids: ids, gramCount: gramCount, of: texts))
        }
        return found
    }

    /// Turns the ids of the (n - 1)-grams into those of the n-grams; returns how many differ.
    private static func extend(
        _ ids: inout [Int32], to order: Int, in texts: TokenizedTexts
    ) -> Int {
        var table = PairTable(capacity: ids.count)
        for text in 0..<texts.count {
            let places = texts.offsets[text]..<texts.offsets[text + 1]
            for place in places.dropLast(order - 1) {
                ids[place] = table.number(of: ids[place], texts.tokens[place + order - 1])
            }
        }
        return Int(table.count)
    }

    private init(order: Int, ids: [Int32], gramCount: Int, of texts: TokenizedTexts) {
        var offsets = [0]
        var grams: [Int32] = []
        var counts: [Int32] = []
        grams.reserveCapacity(ids.count)
        counts.reserveCapacity(ids.count)
        var entry = [Int32](repeating: -1, count: gramCount)  // last entry of each n-gram
        for text in 0..<texts.count {
            let first = grams.count
            let places = texts.offsets[text]..<texts.offsets[text + 1]
            for place in places.dropLast(order - 1) {
                let gram = Int(ids[place])
                if entry[gram] >= first {
                    counts[Int(entry[gram])] += 1
                } else {
                    entry[gram] = Int32(grams.count)
                    grams.append(ids[place])
                    counts.append(1)
                }
            }
            offsets.append(grams.count)
        }
        self.order = order
        self.gramCount = gramCount
        self.offsets = offsets
        self.grams = grams
        self.counts = counts
    }
}
