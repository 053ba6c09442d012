// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// Loss of one cell over its training.
package struct LearningCurve: Sendable, Hashable, Codable {
    package struct Point: Sendable, Hashable, Codable {
        /// Optimizer steps done.
        package let step: Int
        /// Nats per answer token on the rows of this step; nil where it was not logged.
        package let trainLoss: Double?
        /// Nats per answer token on held-out rows of the same basket; nil where it was not measured.
        package let heldOutLoss: Double?

        package init(step: Int, trainLoss: Double?, heldOutLoss: Double?) {
            self.step = step
            self.trainLoss = trainLoss
            self.heldOutLoss = heldOutLoss
        }
    }

    package let cell: String
    /// In order of steps; step 0 is before training.
    package let points: [Point]
    /// Held-out rows of the basket that `heldOutLoss` rests on.
    package let heldOutRows: Int
    /// Real tokens that the optimizer saw, padding not counted; nil where they were not counted.
    package let tokensSeen: Int?

    package init(cell: String, points: [Point], heldOutRows: Int, tokensSeen: Int? = nil) {
        self.cell = cell
        self.points = points
        self.heldOutRows = heldOutRows
        self.tokensSeen = tokensSeen
    }
}

/// How many different words a cell's answers hold after so many words.
package struct GrowthCurve: Sendable, Hashable, Codable {
    package struct Point: Sendable, Hashable, Codable {
        /// Words read, N.
        package let words: Int
        /// Different words among them, V; a mean over orders may be fractional.
        package let different: Double

        package init(words: Int, different: Double) {
            self.words = words
            self.different = different
        }
    }

    package let cell: String
    package let points: [Point]
    /// Answers that were read.
    package let answers: Int

    package init(cell: String, points: [Point], answers: Int) {
        self.cell = cell
        self.points = points
        self.answers = answers
    }
}

/// Heaps' k and beta of one cell, and where the two may lie together.
package struct HeapsRegion: Sendable, Hashable, Codable {
    package struct Point: Sendable, Hashable, Codable {
        package let k: Double
        package let beta: Double

        package init(k: Double, beta: Double) {
            self.k = k
            self.beta = beta
        }
    }

    package let cell: String
    package let fit: Point
    package let k: Interval
    package let beta: Interval
    /// Of log k and beta over the subsets, in [-1, 1].
    package let correlation: Double
    /// Edge of the joint region of the intervals' level, in order around it.
    package let outline: [Point]
    /// Questions that it rests on.
    package let questions: Int

    package init(
        cell: String, fit: Point, k: Interval, beta: Interval, correlation: Double,
        outline: [Point], questions: Int
    ) {
        self.cell = cell
        self.fit = fit
        self.k = k
        self.beta = beta
        self.correlation = correlation
        self.outline = outline
        self.questions = questions
    }
}

/// One number per text for a cell and a measure, for distributions and paired differences.
package struct TextValues: Sendable, Hashable, Codable {
    package let measure: String
    package let cell: String
    /// By question id; the same id in another cell is the same text.
    package let values: [String: Double]

    package init(measure: String, cell: String, values: [String: Double]) {
        self.measure = measure
        self.cell = cell
        self.values = values
    }
}
