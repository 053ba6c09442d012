// SPDX-License-Identifier: Apache-2.0

/// The different words of each text with the place where each first stands in it.
struct FirstWords: Sendable {
    /// Text `i` has the entries `offsets[i]..<offsets[i + 1]`, in the order of the text.
    let offsets: [Int]
    /// Per entry: the word's number.
    let words: [Int32]
    /// Per entry: words of the text before it.
    let places: [Int32]

    init(_ texts: TokenizedTexts) {
        var offsets = [0]
        var words: [Int32] = []
        var places: [Int32] = []
        var lastText = [Int](repeating: -1, count: texts.vocabularySize)
        for text in 0..<texts.count {
            for (place, word) in texts[text].enumerated() where lastText[Int(word)] != text {
                lastText[Int(word)] = text
                words.append(word)
                places.append(Int32(place))
            }
            offsets.append(words.count)
        }
        self.offsets = offsets
        self.words = words
        self.places = places
    }
}
