// SPDX-License-Identifier: Apache-2.0

/// What is measured of every cell. What a study does not ask for is not made.
public struct EvaluationPlan: Sendable, Hashable, Codable {
    /// Answers that a cell writes to each held-out question.
    public var answersPerQuestion: Int
    /// How the cells are asked; the first is `plain`.
    public var promptings: [Asking]
    /// What the next-token distributions of a cell are compared with along people's answers:
    /// `parent`, or the name of a condition.
    public var divergence: [String]
    public var spread: SpreadPlan?
    public var abilities: AbilityPlan?
    public var selfPreference: PreferencePlan?
    public var robustness: RobustnessPlan?
    public var mauve: MauvePlan?
    public var preset: Preset?
    /// How often a judge whose first token told no verdict is asked again, in writing; one number for
    /// all who judge, so that no arm has more tries than another.
    public var askAgain: Int

    /// The word of `divergence` for the untuned target.
    public static let parent = "parent"
    public static let standardAskAgain = 3

    public init(
        answersPerQuestion: Int = 1, promptings: [Asking] = [.plain], divergence: [String] = [],
        spread: SpreadPlan? = nil, abilities: AbilityPlan? = nil,
        selfPreference: PreferencePlan? = nil, robustness: RobustnessPlan? = nil,
        mauve: MauvePlan? = nil, preset: Preset? = nil, askAgain: Int = Self.standardAskAgain
    ) {
        self.answersPerQuestion = answersPerQuestion
        self.promptings = promptings
        self.divergence = divergence
        self.spread = spread
        self.abilities = abilities
        self.selfPreference = selfPreference
        self.robustness = robustness
        self.mauve = mauve
        self.preset = preset
        self.askAgain = askAgain
    }

    /// Measures of others, made as they made them, beside ours.
    public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
        case published
    }
}

/// How the cells of a study are asked the held-out questions.
public enum Asking: String, Sendable, Hashable, Codable, CaseIterable {
    /// As in training: the target's prompt, the question as it is, the study's decoding.
    case plain
    /// Without a system turn, the model's own included.
    case noSystem = "no-system"
    /// The question in the first of `Wordings`.
    case reworded
    /// At half of the study's temperature.
    case cooler
    /// At one and a half times the study's temperature.
    case warmer
}

/// Several answers to one question, on some of the held-out questions.
public struct SpreadPlan: Sendable, Hashable, Codable {
    /// How many of the held-out questions.
    public var questions: Int
    /// Answers of a cell to each of them.
    public var answers: Int
    /// Wordings that each of them is put in, one answer each; 0: none.
    public var paraphrases: Int

    public init(questions: Int = 20, answers: Int = 4, paraphrases: Int = 0) {
        self.questions = questions
        self.answers = answers
        self.paraphrases = paraphrases
    }
}

/// How close the answers of each cell are to people's, by their shares of clusters of both.
public struct MauvePlan: Sendable, Hashable, Codable {
    /// Clusterings that the value is the mean of, each with a seed of its own.
    public var seeds: Int
    /// nil: one for ten answers.
    public var clusters: Int?

    public init(seeds: Int = 5, clusters: Int? = nil) {
        self.seeds = seeds
        self.clusters = clusters
    }
}

/// Questions with given choices that show whether a cell can still do what its parent could.
public struct AbilityPlan: Sendable, Hashable, Codable {
    /// Path of a `.jsonl` file.
    public var from: String
    /// How many rows to draw; nil: all.
    public var rows: Int?
    public var fields: Fields

    /// Which fields of a row hold the parts of a question.
    public struct Fields: Sendable, Hashable, Codable {
        public var question: String
        public var choices: String
        public var answer: String

        public init(
            question: String = "question", choices: String = "choices", answer: String = "answer"
        ) {
            self.question = question
            self.choices = choices
            self.answer = answer
        }
    }

    public init(from: String, rows: Int? = nil, fields: Fields = Fields()) {
        self.from = from
        self.rows = rows
        self.fields = fields
    }
}

/// Where a run stops of itself; nil: no limit.
public struct Budget: Sendable, Hashable, Codable {
    /// In the currency of the addresses' prices.
    public var money: Double?
    /// Tokens written and read by sources.
    public var tokens: Int?
    public var hours: Double?

    public init(money: Double? = nil, tokens: Int? = nil, hours: Double? = nil) {
        self.money = money
        self.tokens = tokens
        self.hours = hours
    }
}
