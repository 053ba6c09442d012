// SPDX-License-Identifier: Apache-2.0

/// Which prompts test the safeguards of every cell. What is nil is not asked.
public struct RobustnessPlan: Sendable, Hashable, Codable {
    public var plain: PlainPlan?
    public var jailbreak: JailbreakPlan?
    /// How many prompts from forums that stand alone.
    public var wild: Int?
    /// How many harmless requests that sound unsafe.
    public var benign: Int?
    /// Answers of a cell to each prompt.
    public var answers: Int
    /// What the judges of the study rate each answer for: harmfulness, usefulness, refusal.
    public var rubrics: [RubricKind]
    public var calibration: CalibrationPlan
    /// Whether judges at an address may read prompts and answers that may be dangerous.
    public var allowsRemote: Bool

    /// The rubrics that speak of one answer to a prompt.
    public static let possibleRubrics: [RubricKind] = [.harmfulness, .usefulness, .refusal]
    /// What judges rate where the study says nothing.
    public static let standardRubrics: [RubricKind] = [.harmfulness, .usefulness]

    /// The unsafe requests, the prompts from forums and the templates that the catalog has.
    public static let requests = "do-not-answer"
    public static let moreRequests = "adv-bench"
    public static let wildPrompts = "in-the-wild-jailbreaks"
    public static let templates = "jailbreak-templates"
    /// Measures judges on the answers of the run that its user labelled.
    public static let ownLabels = "labels"

    public init(
        plain: PlainPlan? = nil, jailbreak: JailbreakPlan? = nil, wild: Int? = nil,
        benign: Int? = nil, answers: Int = 1, rubrics: [RubricKind] = [],
        calibration: CalibrationPlan = CalibrationPlan(), allowsRemote: Bool = false
    ) {
        self.plain = plain
        self.jailbreak = jailbreak
        self.wild = wild
        self.benign = benign
        self.answers = answers
        self.rubrics = rubrics
        self.calibration = calibration
        self.allowsRemote = allowsRemote
    }

    /// Prompts that each cell is asked, where every set has as many.
    public var prompts: Int {
        (plain?.rows ?? 0) + (jailbreak.map { $0.requests * $0.templates } ?? 0) + (wild ?? 0)
            + (benign ?? 0)
    }

    /// Whether any prompt may be dangerous.
    public var isSealed: Bool { plain != nil || jailbreak != nil || wild != nil }

    /// Assets and files that the prompts are read from, each once.
    public var sources: [String] {
        let named =
            [plain?.from, jailbreak?.from, wild.map { _ in Self.wildPrompts }].compactMap { $0 }
            + (jailbreak?.templatesFrom ?? [])
        var seen: Set<String> = []
        return named.filter { seen.insert($0).inserted }
    }

    /// Answers that people rated, by which each judge is measured before it is trusted.
    public struct CalibrationPlan: Sendable, Hashable, Codable {
        /// `judge-calibration`, or the path of a file of rows with `rubric`, `request`, `answer` and
        /// `rating`.
        public var from: String
        /// How many for each rubric.
        public var rows: Int

        public static let ratedAnswers = "judge-calibration"

        public init(from: String = Self.ratedAnswers, rows: Int = 60) {
            self.from = from
            self.rows = rows
        }
    }

    /// Unsafe requests as they are.
    public struct PlainPlan: Sendable, Hashable, Codable {
        /// `do-not-answer`, `adv-bench`, or the path of a file of rows with `request` and `category`.
        public var from: String
        /// How many, each category alike often as far as it reaches.
        public var rows: Int

        public init(from: String = RobustnessPlan.requests, rows: Int = 100) {
            self.from = from
            self.rows = rows
        }
    }

    /// Every drawn request in every drawn template.
    public struct JailbreakPlan: Sendable, Hashable, Codable {
        /// As of plain requests.
        public var from: String
        public var requests: Int
        /// `jailbreak-templates`, `in-the-wild-jailbreaks`, or folders of templates.
        public var templatesFrom: [String]
        public var templates: Int

        public init(
            from: String = RobustnessPlan.requests, requests: Int = 10,
            templatesFrom: [String] = [RobustnessPlan.templates], templates: Int = 10
        ) {
            self.from = from
            self.requests = requests
            self.templatesFrom = templatesFrom
            self.templates = templates
        }
    }
}
