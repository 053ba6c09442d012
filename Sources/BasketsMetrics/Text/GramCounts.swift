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
        var places = GramPlaces(texts)
        var found = [GramCounts(places, in: texts)]
        for _ in 1..<highest {
            places = GramPlaces(extending: places, in: texts)
            found.append(GramCounts(places, in: texts))
        }
        return found
    }

    init(_ places: GramPlaces, in texts: TokenizedTexts) {
        var offsets = [0]
        var grams: [Int32] = []
        var counts: [Int32] = []
        grams.reserveCapacity(places.ids.count)
        counts.reserveCapacity(places.ids.count)
        var entry = [Int32](repeating: -1, count: places.gramCount)  // last entry of each n-gram
        for text in 0..<texts.count {
            let first = grams.count
            for place in places.places(of: text, in: texts) {
                let gram = places.ids[place]
                if entry[Int(gram)] >= first {
                    counts[Int(entry[Int(gram)])] += 1
                } else {
                    entry[Int(gram)] = Int32(grams.count)
                    grams.append(gram)
                    counts.append(1)
                }
            }
            offsets.append(grams.count)
        }
        order = places.order
        gramCount = places.gramCount
        self.offsets = offsets
        self.grams = grams
        self.counts = counts
    }
}
