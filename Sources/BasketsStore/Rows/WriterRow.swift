// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Who writes under a key of writers, and how it is asked. Never changes.
package struct WriterRow: Sendable, Hashable {
    package var key: String
    /// Of the source or the cell.
    package let name: String
    /// For people: "SmolLM2-135M-Instruct".
    package let model: String
    /// Of the model's bytes, or of the cell.
    package let fingerprint: String
    /// How it is asked: nil where nothing is, as are all settings that follow.
    package var prompting: String?
    /// Version of the prompts.
    package var prompts: String?
    package var system: String?
    package var template: String?
    package var temperature: Double?
    package var topP: Double?
    package var maxTokens: Int?
    /// Version of the sampler.
    package var sampler: String?
    /// What each answer's seed is made from, in decimal.
    package var seed: String?
    package var terms: String?

    package init(key: String, name: String, model: String, fingerprint: String) {
        self.key = key
        self.name = name
        self.model = model
        self.fingerprint = fingerprint
    }
}

extension WriterRow: TableRow {
    static var table: String { "writer" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("name", name), ("model", model), ("fingerprint", fingerprint),
            ("prompting", prompting), ("prompts", prompts), ("system", system),
            ("template", template), ("temperature", temperature), ("topP", topP),
            ("maxTokens", maxTokens), ("sampler", sampler), ("seed", seed), ("terms", terms),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], name: row["name"], model: row["model"],
            fingerprint: row["fingerprint"])
        prompting = row["prompting"]
        prompts = row["prompts"]
        system = row["system"]
        template = row["template"]
        temperature = row["temperature"]
        topP = row["topP"]
        maxTokens = row["maxTokens"]
        sampler = row["sampler"]
        seed = row["seed"]
        terms = row["terms"]
    }
}
