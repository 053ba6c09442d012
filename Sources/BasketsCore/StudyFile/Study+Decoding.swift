// SPDX-License-Identifier: Apache-2.0
import Yams

extension Study {
    /// Reads a study file strictly: an unknown key, a wrong type, a value out of range are faults.
    ///
    /// - Parameter file: its name, for the error.
    /// - Throws: `StudyError` with all faults, each with line, key and remedy.
    public init(yaml text: String, file: String) throws {
        self = try FieldReader.read(
            text, file: file,
            remedy: "Begin with `study: NAME`; Studies/quickstart.yaml is an example."
        ) { Study($0) }
    }

    /// All parts are read before any decides, so that all faults are found; nil only with a fault.
    private init?(_ fields: FieldReader) {
        let name = fields.name("study")
        let seed = fields.studySeed()
        let questions = fields.questions()
        let decoding = fields.decoding("decoding", default: DecodingSettings())
        let sources = fields.sources(decoding)
        let judges = fields.judges()
        let brackets = fields.brackets(sources: sources.names)
        let names = ConditionNames(sources: sources.names, brackets: brackets)
        let targets = fields.targets(names)
        let ablation = fields.ablation(names)
        let conditions = fields.studyConditions(names, targets, ablation?.ablation)
        let filters = fields.filters()
        let assumptions = fields.assumptions(
            sources: sources.names, targets: targets.map(\.name), judges: judges.map(\.name))
        var training = fields.training()
        training.trainer = fields.otherTrainer()
        fields.checkTrainer(training)
        let evaluation = fields.evaluation(
            targets, decoding, conditions + targets.flatMap { $0.conditions ?? [] },
            sources: sources.names, hasJudges: !judges.isEmpty)
        let budget = fields.budget()
        let match = fields.match(ablation?.match)
        fields.checkPrices(of: sources.sources, judges, budget)
        fields.checkWhatLeaves(evaluation.robustness, judges)
        fields.checkServing(targets, evaluation)
        let claims = fields.claimsOrFile()
        let utility = fields.utility()
        let cluster = fields.cluster()
        guard let name, let seed, let questions else { return nil }
        self.init(
            name: name, seed: seed, questions: questions, targets: targets,
            sources: sources.sources, decoding: decoding, conditions: conditions, match: match,
            training: training, evaluation: evaluation, budget: budget)
        self.brackets = brackets
        self.judges = judges
        self.ablation = ablation?.ablation
        self.filters = filters
        self.assumptions = assumptions
        self.claims = claims.list
        self.claimsFile = claims.file
        self.utility = utility
        self.cluster = cluster
    }
}

extension FieldReader {
    fileprivate func studySeed() -> UInt64? {
        let remedy = "Write `seed: 42`: every random draw follows from it."
        missing("seed", remedy)
        guard let node = node("seed") else { return nil }
        guard let seed = node.scalar.flatMap({ UInt64($0.string) }) else {
            fault("seed", "is \(node.kindInWords), not a whole number from 0.", remedy)
            return nil
        }
        return seed
    }

    /// A name that may become a folder.
    fileprivate func name(_ key: String) -> String? {
        let remedy = "Use letters, digits, `-` and `_`, at most 60."
        missing(key, "Write `\(key): quickstart` or the like.")
        guard let text = text(key, remedy) else { return nil }
        guard text.isName else {
            fault(key, "is \"\(text.prefix(60))\", which cannot name a folder.", remedy)
            return nil
        }
        return text
    }

    func decoding(_ key: String, default standard: DecodingSettings) -> DecodingSettings {
        guard let fields = fields(key, "Write `{temperature: 0.7, top-p: 0.9}`.") else {
            return standard
        }
        defer { fields.finish() }
        return DecodingSettings(
            temperature: fields.number("temperature", .closed(0, 5), default: standard.temperature),
            topP: fields.number("top-p", .above(0, through: 1), default: standard.topP),
            maxTokens: fields.integer("max-tokens", .closed(1, 32_768), default: standard.maxTokens)
        )
    }

    fileprivate func budget() -> Budget {
        guard let fields = fields("budget", "Write `{money: 5.00, hours: 1}`.") else {
            return Budget()
        }
        defer { fields.finish() }
        return Budget(
            money: fields.optionalNumber("money", .above(0, through: 1e9)),
            tokens: fields.optionalInteger("tokens", .closed(1, 1_000_000_000_000)),
            hours: fields.optionalNumber("hours", .above(0, through: 100_000)))
    }
}

extension String {
    /// Letters, digits, hyphens and underscores of ASCII, beginning with a letter or digit.
    var isName: Bool {
        guard let first = utf8.first, utf8.count <= 60, lowercased() != "null" else { return false }
        func isWord(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return isWord(first) && utf8.allSatisfy { isWord($0) || $0 == 45 || $0 == 95 }
    }
}
