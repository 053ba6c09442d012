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

    /// Different n-grams of text `index`.
    func different(in index: Int) -> Int { offsets[index + 1] - offsets[index] }

    /// Those n-grams alone that two texts or more have, numbered anew: of most orders few are left,
    /// and the others are the same in every subset that has their text.
    var shared: GramCounts {
        var holders = [Int32](repeating: 0, count: gramCount)
        for gram in grams { holders[Int(gram)] += 1 }
        var numbers = [Int32](repeating: -1, count: gramCount)
        var count: Int32 = 0
        for gram in holders.indices where holders[gram] > 1 {
            numbers[gram] = count
            count += 1
        }
        var kept = (offsets: [0], grams: [Int32](), counts: [Int32]())
        for text in 0..<offsets.count - 1 {
            for entry in offsets[text]..<offsets[text + 1] {
                let number = numbers[Int(grams[entry])]
                guard number >= 0 else { continue }
                kept.grams.append(number)
                kept.counts.append(counts[entry])
            }
            kept.offsets.append(kept.grams.count)
        }
        return GramCounts(
            order: order, gramCount: Int(count), offsets: kept.offsets, grams: kept.grams,
            counts: kept.counts)
    }

    private init(order: Int, gramCount: Int, offsets: [Int], grams: [Int32], counts: [Int32]) {
        self.order = order
        self.gramCount = gramCount
        self.offsets = offsets
        self.grams = grams
        self.counts = counts
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
