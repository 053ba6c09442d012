// SPDX-License-Identifier: Apache-2.0

/// The question set: where it is from and how it was divided.
package struct QuestionSummary: Sendable, Hashable, Codable {
    package let name: String
    /// Attribution and licence of its texts, as they must be shown; nil where unknown.
    package let terms: String?
    /// Questions that baskets are made of.
    package let training: Int
    /// Questions that no basket holds.
    package let heldOut: Int

    package init(name: String, terms: String?, training: Int, heldOut: Int) {
        self.name = name
        self.terms = terms
        self.training = training
        self.heldOut = heldOut
    }
}

/// The model that is tuned.
package struct TargetSummary: Sendable, Hashable, Codable {
    /// As in `ReportCell.target`.
    package let name: String
    /// The model in words: "SmolLM2-135M-Instruct".
    package let model: String

    package init(name: String, model: String) {
        self.name = name
        self.model = model
    }
}

/// Who writes answers, and under which terms.
package struct SourceSummary: Sendable, Hashable, Codable {
    package let name: String
    /// Model in words, or "people".
    package let model: String
    /// How the question is put: system turn, few-shot wording; nil for people.
    package let prompt: String?
    /// "temperature 0.7, top-p 0.9, at most 130 tokens"; nil for people.
    package let decoding: String?
    /// What the makers say about training on its answers; nil is shown as unknown.
    package let terms: String?

    package init(
        name: String, model: String, prompt: String? = nil, decoding: String? = nil,
        terms: String? = nil
    ) {
        self.name = name
        self.model = model
        self.prompt = prompt
        self.decoding = decoding
        self.terms = terms
    }
}

/// What one cell was trained on.
package struct BasketSummary: Sendable, Hashable, Codable {
    package let cell: String
    package let rows: Int
    /// Tokens of the answers, counted by the target's tokenizer.
    package let tokens: Int
    package let steps: Int?
    /// Rows by source, in the order of the study.
    package let sources: [Part]

    package struct Part: Sendable, Hashable, Codable {
        package let source: String
        package let rows: Int

        package init(source: String, rows: Int) {
            self.source = source
            self.rows = rows
        }
    }

    package init(cell: String, rows: Int, tokens: Int, steps: Int? = nil, sources: [Part]) {
        self.cell = cell
        self.rows = rows
        self.tokens = tokens
        self.steps = steps
        self.sources = sources
    }
}

/// Rows that failed or were left out for one reason.
package struct LeftOut: Sendable, Hashable, Codable {
    package let stage: String
    /// The source, cell or measure concerned.
    package let item: String
    /// What was left out: "questions", "answers".
    package let what: String
    package let count: Int
    /// Of how many, where that is known.
    package let total: Int?
    package let reason: String
    /// One of them, in words.
    package let example: String?

    package init(
        stage: String, item: String, what: String, count: Int, total: Int? = nil, reason: String,
        example: String? = nil
    ) {
        self.stage = stage
        self.item = item
        self.what = what
        self.count = count
        self.total = total
        self.reason = reason
        self.example = example
    }
}

extension LeftOut {
    /// Rows of many sources, cells or judges that were left out for one reason.
    package struct Group: Sendable, Hashable {
        /// All of them in one line; of a single row itself.
        package let all: LeftOut
        package let parts: [LeftOut]
    }

    /// So many alike stand in one line.
    private static let many = 4

    /// In the order of their first rows.
    package static func groups(_ rows: [LeftOut]) -> [Group] {
        var order: [[String]] = []
        var found: [[String]: [LeftOut]] = [:]
        for row in rows {
            let kind = [row.stage, row.what, row.reason]
            if found[kind] == nil { order.append(kind) }
            found[kind, default: []].append(row)
        }
        return order.flatMap { kind -> [Group] in
            let parts = found[kind] ?? []
            guard parts.count >= many else { return parts.map { Group(all: $0, parts: [$0]) } }
            return [Group(all: together(parts), parts: parts)]
        }
    }

    private static func together(_ parts: [LeftOut]) -> LeftOut {
        let totals = parts.compactMap(\.total)
        return LeftOut(
            stage: parts[0].stage, item: "\(parts.count) sets of \(parts[0].what)",
            what: parts[0].what, count: parts.reduce(0) { $0 + $1.count },
            total: totals.count == parts.count ? totals.reduce(0, +) : nil,
            reason: parts[0].reason)
    }
}

/// A key and its value, as text.
package struct Setting: Sendable, Hashable, Codable {
    package let key: String
    package let value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// A model file that the study used.
package struct ModelFile: Sendable, Hashable, Codable {
    package let name: String
    package let file: String
    package let sha256: String
    package let licence: String?

    package init(name: String, file: String, sha256: String, licence: String? = nil) {
        self.name = name
        self.file = file
        self.sha256 = sha256
        self.licence = licence
    }
}

/// Wall time of one stage, over all runs that it took.
package struct StageTime: Sendable, Hashable, Codable {
    package let stage: String
    package let rows: Int
    package let seconds: Double

    package init(stage: String, rows: Int, seconds: Double) {
        self.stage = stage
        self.rows = rows
        self.seconds = seconds
    }
}

/// What one source, cell or judge wrote or judged in a stage, and what it took.
package struct CostLine: Sendable, Hashable, Codable {
    package let who: String
    package let stage: String
    /// Answers, or verdicts.
    package let rows: Int
    /// Written; of verdicts at an address those read too.
    package let tokens: Int
    /// In the currency of the addresses' prices; 0 where a model ran on the machine itself.
    package let money: Double

    package init(who: String, stage: String, rows: Int, tokens: Int, money: Double) {
        self.who = who
        self.stage = stage
        self.rows = rows
        self.tokens = tokens
        self.money = money
    }
}

/// Another way in which all cells were asked the held-out questions.
package struct PromptingSummary: Sendable, Hashable, Codable {
    /// "no-system".
    package let name: String
    /// What differs, in words: "without a system turn".
    package let meaning: String

    package init(name: String, meaning: String) {
        self.name = name
        self.meaning = meaning
    }
}
