// SPDX-License-Identifier: Apache-2.0

/// What a reader must know to read a number: the catalog's entry of a metric.
public struct MetricInfo: Sendable, Hashable, Codable {
    /// What the metric is made from.
    public enum Input: String, Sendable, Codable, CaseIterable {
        /// Texts of answers.
        case answers
        /// One vector a text, of equal length: sentence embeddings.
        case vectors
        /// One row a text: log-probability, tokens and bytes.
        case scoredTexts
        /// Pairs of next-token distributions at the same places of the same texts.
        case distributions
        /// Several sets of answers together.
        case pooledSets
        /// One row a question with choices: log-probability and bytes of each choice.
        case choices
        /// One row a question: a judge's comparisons and ratings of several writers' texts.
        case verdicts
        /// One row an answer to a prompt that tests safeguards: what it was given, with the prompt's
        /// request and template.
        case promptedAnswers = "answers to prompts"
    }

    /// What a higher value says.
    public enum Direction: String, Sendable, Codable, CaseIterable {
        case moreVaried
        case lessVaried
        /// The model expected the texts less.
        case lessExpected
        /// The model answers more questions rightly.
        case moreAble
        /// The two things that are compared differ more.
        case moreDifferent
        /// Neither good nor bad, wide nor narrow: a description.
        case descriptive
    }

    public let name: String
    /// Of the whole method: tokenizer, smoothing and the like are part of it.
    public let version: String
    public let unit: String
    public let lowest: Double
    public let highest: Double
    public let higherMeans: Direction
    public let input: Input
    /// One sentence for a reader who does not know the metric.
    public let meaning: String
    public let source: String
    /// Where we do otherwise than the source, and why; nil where nothing differs.
    public let deviation: String?
    /// What happens without data.
    public let emptyCase: String

    /// What the value can be.
    public var range: ClosedRange<Double> { lowest...highest }

    public init(
        name: String, version: String, unit: String, range: ClosedRange<Double>,
        higherMeans: Direction, input: Input, meaning: String, source: String,
        deviation: String? = nil, emptyCase: String
    ) {
        self.name = name
        self.version = version
        self.unit = unit
        self.lowest = range.lowerBound
        self.highest = range.upperBound
        self.higherMeans = higherMeans
        self.input = input
        self.meaning = meaning
        self.source = source
        self.deviation = deviation
        self.emptyCase = emptyCase
    }
}
