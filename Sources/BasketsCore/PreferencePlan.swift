// SPDX-License-Identifier: Apache-2.0

/// Whether cells that judge favour their own family's texts: which texts they are shown.
public struct PreferencePlan: Sendable, Hashable, Codable {
    /// Whether a judge is shown what the texts answer.
    public enum QuestionView: String, Sendable, Hashable, Codable, CaseIterable {
        case hidden, shown
        /// Once hidden, for all numbers, and once shown, for those of pairs beside them.
        case both
    }

    /// How many of the held-out questions the texts answer; as many articles as are drawn where the
    /// texts are summaries.
    public var questions: Int
    /// What the texts sum up; nil: they answer held-out questions.
    public var articles: ArticlePlan?
    /// Whose answers stand beside those of the cell and of its untuned target: names of sources, or
    /// `human`.
    public var sources: [String]
    public var question: QuestionView
    /// Whether a cell is also asked which of two texts it wrote.
    public var asksRecognition: Bool
    /// Where what people say of the very texts comes from: ``ownLabels``, or the path of a file of rows
    /// with `request`, `first`, `second` and `choice`, or with `rubric` (`quality`), `request`, `answer` and
    /// `rating`.
    public var ratings: String

    /// The labels that the user gave to texts of the run itself, and the choices between two.
    public static let ownLabels = "labels"

    public init(
        questions: Int = 20, articles: ArticlePlan? = nil, sources: [String],
        question: QuestionView = .hidden, asksRecognition: Bool = false,
        ratings: String = Self.ownLabels
    ) {
        self.questions = questions
        self.articles = articles
        self.sources = sources
        self.question = question
        self.asksRecognition = asksRecognition
        self.ratings = ratings
    }
}

/// Articles that every writer sums up, for judges to compare the summaries.
public struct ArticlePlan: Sendable, Hashable, Codable {
    /// Path of a file of rows, or a file of the hub.
    public var from: String
    /// How many to draw.
    public var rows: Int
    /// The field with the article.
    public var article: String
    /// The field with people's summary.
    public var summary: String

    public init(
        from: String, rows: Int = 100, article: String = "article", summary: String = "summary"
    ) {
        self.from = from
        self.rows = rows
        self.article = article
        self.summary = summary
    }
}
