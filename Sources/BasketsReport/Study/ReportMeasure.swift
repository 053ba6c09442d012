// SPDX-License-Identifier: Apache-2.0

/// What a measure is, in words for someone who meets it for the first time.
package struct ReportMeasure: Sendable, Hashable, Codable {
    /// How much room a measure gets.
    package enum Place: String, Sendable, Hashable, Codable {
        /// One of the few that the first page speaks of.
        case headline
        /// A section of its own.
        case main
        /// For who doubts the others: folded away, but there.
        case detail
    }

    package enum Axis: String, Sendable, Hashable, Codable {
        case linear
        /// For positive numbers that differ by factors, such as perplexity.
        case logarithmic
    }

    /// Curves that are drawn beside a measure.
    package enum Curves: String, Sendable, Hashable, Codable {
        /// Follow the topic as a section of their own.
        case learning
        /// Stand at the head of the topic.
        case growth
    }

    /// As in `Score.measure`.
    package let name: String
    package let version: String
    /// "Perplexity of human text".
    package let title: String
    /// "fraction", "perplexity", "bits per byte".
    package let unit: String
    /// The heading that it stands under: "Closeness to human text".
    package let topic: String
    package let place: Place
    /// What a low number says, to be read after "lower: ", without a verb: "less surprised by human
    /// text".
    package let lower: String
    /// What a high number says: "more surprised by human text".
    package let higher: String
    /// One paragraph for a newcomer: what was done, what the number is.
    package let meaning: String
    /// What n counts: "held-out texts", "answers".
    package let items: String
    package let axis: Axis
    /// Curves that belong under the same topic, or nil.
    package let curves: Curves?
    /// Names of the rubrics that judges are asked for it; nil where there is no judge.
    package let judgedBy: [String]?
    /// Whether cells are compared on answers cut to equal lengths.
    package let isMatched: Bool

    package init(
        name: String, version: String, title: String, unit: String, topic: String,
        place: Place = .main, lower: String, higher: String, meaning: String,
        items: String, axis: Axis = .linear, curves: Curves? = nil, judgedBy: [String]? = nil,
        isMatched: Bool = false
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.unit = unit
        self.topic = topic
        self.place = place
        self.lower = lower
        self.higher = higher
        self.meaning = meaning
        self.items = items
        self.axis = axis
        self.curves = curves
        self.judgedBy = judgedBy
        self.isMatched = isMatched
    }

    package var isHeadline: Bool { place == .headline }
}
