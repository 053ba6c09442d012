// SPDX-License-Identifier: Apache-2.0

/// What a study asks and how: one study file, with all defaults filled in.
public struct Study: Sendable, Hashable {
    /// How baskets of one comparison are made equal.
    public enum Match: String, Sendable, Hashable, Codable, CaseIterable {
        /// As many examples in every basket.
        case examples
        /// As many answer tokens in every basket, up to the last example.
        case tokens
    }

    public var name: String
    public var seed: UInt64
    public var questions: QuestionPlan
    /// In the order of the file, as are sources and conditions.
    public var targets: [Target]
    public var sources: [Source]
    public var brackets: [Bracket] = []
    /// Who judges beside the cells.
    public var judges: [JudgeModel] = []
    public var decoding: DecodingSettings
    /// Of every target that has none of its own; those of the ablation stand behind the others.
    public var conditions: [Condition]
    public var ablation: Ablation?
    public var match: Match
    /// Answers that no basket holds.
    public var filters: Set<Filter> = []
    public var training: TrainingPlan
    public var evaluation: EvaluationPlan
    public var budget: Budget
    /// For forecasts alone.
    public var assumptions = Assumptions()
    /// The study's own claims, beside those that come with the tool.
    public var claims: [Claim] = []
    /// Name of a file of claims that is not read yet.
    public var claimsFile: String?
    /// What counts for a basket; empty: `UtilityTerm.standard`.
    public var utility: [UtilityTerm] = []
    /// For jobs on a cluster alone; nil: nothing is said of one.
    public var cluster: ClusterPlan?

    public init(
        name: String, seed: UInt64, questions: QuestionPlan, targets: [Target],
        sources: [Source] = [], decoding: DecodingSettings = DecodingSettings(),
        conditions: [Condition], match: Match = .examples, training: TrainingPlan = TrainingPlan(),
        evaluation: EvaluationPlan = EvaluationPlan(), budget: Budget = Budget()
    ) {
        self.name = name
        self.seed = seed
        self.questions = questions
        self.targets = targets
        self.sources = sources
        self.decoding = decoding
        self.conditions = conditions
        self.match = match
        self.training = training
        self.evaluation = evaluation
        self.budget = budget
    }

    public func conditions(of target: Target) -> [Condition] { target.conditions ?? conditions }

    /// Conditions of any target, each once.
    public var allConditions: [Condition] {
        var seen: Set<String> = []
        return targets.flatMap(conditions(of:)).filter { seen.insert($0.name).inserted }
    }

    /// Every cell, target by target, condition by condition; a cell that is not trained here has no
    /// training seed.
    public var cells: [Cell] {
        targets.flatMap { target in
            conditions(of: target).flatMap { condition -> [Cell] in
                let seeds = condition.isTrained ? training.seeds.map(Optional.some) : [nil]
                return seeds.map { Cell(target: target.name, condition: condition, seed: $0) }
            }
        }
    }

    public func source(named name: String) -> Source? {
        sources.first { $0.name == name }
    }

    public func target(named name: String) -> Target? {
        targets.first { $0.name == name }
    }
}
