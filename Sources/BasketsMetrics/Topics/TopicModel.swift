// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A model of what texts are about: each topic is a distribution over words, each text a mixture of
/// topics. Latent Dirichlet allocation (Blei, Ng and Jordan 2003), by collapsed Gibbs sampling
/// (Griffiths and Steyvers 2004): the mean of samples after a burn-in.
public struct TopicModel: Sendable {
    public struct Settings: Sendable, Hashable {
        /// Number of topics, at least two.
        public var topics: Int
        /// Dirichlet prior of a text's topics, and of a topic's words.
        public var textPrior: Double
        public var wordPrior: Double
        /// Passes over all words; the samples of the last third are averaged.
        public var sweeps: Int

        public init(
            topics: Int, textPrior: Double = 0.1, wordPrior: Double = 0.05, sweeps: Int = 150
        ) {
            precondition(topics > 1 && sweeps > 2, "two topics, three sweeps")
            precondition(textPrior > 0 && wordPrior > 0, "priors are above 0")
            self.topics = topics
            self.textPrior = textPrior
            self.wordPrior = wordPrior
            self.sweeps = sweeps
        }
    }

    public let settings: Settings
    public let vocabularySize: Int
    /// Share of each text's words that each topic has, [texts, topics]; a text without words has
    /// no shares. The prior is not added: it would make short texts more alike.
    public let shares: [[Double]]
    /// Probability of each word in each topic, [topics, words].
    public let words: [[Double]]

    /// - Parameters:
    ///   - texts: word numbers, in `0..<vocabularySize`, repeats included.
    ///   - seed: of the sampling; the same seed gives the same model.
    public init(_ texts: [[Int32]], vocabularySize: Int, settings: Settings, seed: UInt64) {
        var sampler = TopicSampler(
            texts, vocabularySize: vocabularySize, settings: settings, seed: seed)
        let burnIn = settings.sweeps - settings.sweeps / 3
        for sweep in 0..<settings.sweeps {
            sampler.sweep()
            if sweep >= burnIn { sampler.keepSample() }
        }
        self.settings = settings
        self.vocabularySize = vocabularySize
        shares = sampler.meanShares()
        words = sampler.meanWords()
    }

    /// How well the model expects texts that it was not made from: natural log-probability of a word
    /// in the second half of a text after its topics were read off the first half, mean over words.
    ///
    /// Document completion (Wallach et al. 2009); the mixture is the fixed point of 50 steps of
    /// expectation and maximization with the text's prior. The halves are every other word.
    /// - Returns: nil where no text has two words.
    public func heldOutLogProbability(of texts: [[Int32]]) -> Double? {
        var logs: [Double] = []
        for text in texts where text.count > 1 {
            let known = stride(from: 0, to: text.count, by: 2).map { Int(text[$0]) }
            let asked = stride(from: 1, to: text.count, by: 2).map { Int(text[$0]) }
            let mixture = mixture(of: known)
            for word in asked {
                logs.append(log(sum(mixture.indices.lazy.map { mixture[$0] * words[$0][word] })))
            }
        }
        return logs.isEmpty ? nil : mean(logs)
    }

    private func mixture(of known: [Int]) -> [Double] {
        let count = settings.topics
        var mixture = [Double](repeating: 1 / Double(count), count: count)
        for _ in 0..<50 {
            var next = [Double](repeating: settings.textPrior, count: count)
            for word in known {
                let parts = mixture.indices.map { mixture[$0] * words[$0][word] }
                let total = parts.reduce(0, +)
                for topic in next.indices { next[topic] += parts[topic] / total }
            }
            let total = next.reduce(0, +)
            mixture = next.map { $0 / total }
        }
        return mixture
    }
}
