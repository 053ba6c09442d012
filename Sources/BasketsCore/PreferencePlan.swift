// SPDX-License-Identifier: Apache-2.0

/// Whether cells that judge favour their own family's texts: which texts they are shown.
public struct PreferencePlan: Sendable, Hashable, Codable {
    /// Whether a judge is shown what the texts answer.
    public enum QuestionView: String, Sendable, Hashable, Codable, CaseIterable {
        case hidden, shown
    }

    /// How many of the held-out questions the texts answer.
    public var questions: Int
    /// Whose answers stand beside those of the cell and of its untuned target: names of sources, or
    /// `human`.
    public var sources: [String]
    public var question: QuestionView
    /// Whether a cell is also asked which of two texts it wrote.
    public var asksRecognition: Bool

    public init(
        questions: Int = 20, sources: [String], question: QuestionView = .hidden,
        asksRecognition: Bool = false
    ) {
        self.questions = questions
        self.sources = sources
        self.question = question
        self.asksRecognition = asksRecognition
    }
}
