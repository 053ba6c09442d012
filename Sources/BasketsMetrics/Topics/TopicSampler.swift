// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// The state of collapsed Gibbs sampling: a topic for every word of every text, and their counts.
///
/// D texts, W words of the vocabulary, K topics.
struct TopicSampler {
    private let settings: TopicModel.Settings
    private let texts: [[Int32]]
    private let vocabularySize: Int
    private var random: KeyedRandom
    /// Topic of each word of all texts, one text after another.
    private var topics: [Int32] = []
    /// How often a topic stands in a text, [D, K].
    private var inText: [Int32]
    /// How often a word has a topic, [W, K].
    private var ofWord: [Int32]
    /// How many words have a topic, [K].
    private var total: [Int32]
    /// Sums of the counts over the kept samples.
    private var inTextSum: [Int64]
    private var ofWordSum: [Int64]
    private var samples = 0

    init(
        _ texts: [[Int32]], vocabularySize: Int, settings: TopicModel.Settings, seed: UInt64
    ) {
        let count = settings.topics
        self.settings = settings
        self.texts = texts
        self.vocabularySize = vocabularySize
        random = KeyedRandom(seed, "topics")
        inText = Array(repeating: 0, count: texts.count * count)
        ofWord = Array(repeating: 0, count: vocabularySize * count)
        total = Array(repeating: 0, count: count)
        inTextSum = Array(repeating: 0, count: inText.count)
        ofWordSum = Array(repeating: 0, count: ofWord.count)
        for (text, words) in texts.enumerated() {
            for word in words {
                let topic = random.below(count)
                topics.append(Int32(topic))
                inText[text * count + topic] += 1
                ofWord[Int(word) * count + topic] += 1
                total[topic] += 1
            }
        }
    }

    /// Draws the topic of every word anew, given those of all others.
    mutating func sweep() {
        let count = settings.topics
        let wordPrior = settings.wordPrior
        let wordTotal = wordPrior * Double(vocabularySize)
        var rate = total.map { 1 / (Double($0) + wordTotal) }  // [K]
        var running = [Double](repeating: 0, count: count)
        var place = 0
        for (text, words) in texts.enumerated() {
            let textRow = text * count
            for word in words {
                let wordRow = Int(word) * count
                let old = Int(topics[place])
                inText[textRow + old] -= 1
                ofWord[wordRow + old] -= 1
                total[old] -= 1
                rate[old] = 1 / (Double(total[old]) + wordTotal)
                var sum = 0.0
                for topic in 0..<count {
                    sum +=
                        (Double(inText[textRow + topic]) + settings.textPrior)
                        * (Double(ofWord[wordRow + topic]) + wordPrior) * rate[topic]
                    running[topic] = sum
                }
                let drawn = random.uniform() * sum
                var new = 0
                while new < count - 1, running[new] <= drawn { new += 1 }
                topics[place] = Int32(new)
                inText[textRow + new] += 1
                ofWord[wordRow + new] += 1
                total[new] += 1
                rate[new] = 1 / (Double(total[new]) + wordTotal)
                place += 1
            }
        }
    }

    /// Adds the present counts to the means.
    mutating func keepSample() {
        for place in inText.indices { inTextSum[place] += Int64(inText[place]) }
        for place in ofWord.indices { ofWordSum[place] += Int64(ofWord[place]) }
        samples += 1
    }

    /// Topic shares of each text, [D, K]; empty for a text without words.
    func meanShares() -> [[Double]] {
        let count = settings.topics
        return texts.indices.map { text in
            guard !texts[text].isEmpty else { return [] }
            let words = Double(texts[text].count * samples)
            return (0..<count).map { Double(inTextSum[text * count + $0]) / words }
        }
    }

    /// Word probabilities of each topic, [K, W].
    func meanWords() -> [[Double]] {
        let count = settings.topics
        return (0..<count).map { topic in
            let weights = (0..<vocabularySize).map {
                Double(ofWordSum[$0 * count + topic]) / Double(samples) + settings.wordPrior
            }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        }
    }
}
