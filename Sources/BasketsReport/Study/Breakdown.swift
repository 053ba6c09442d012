// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// A measure of answers to prompts, part by part: for each category, or for each template.
package struct Breakdown: Sendable, Hashable, Codable {
    package enum By: String, Sendable, Hashable, Codable {
        case category, template
    }

    /// One part of one cell's answers.
    package struct Part: Sendable, Hashable, Codable {
        package let cell: String
        /// nil where no answer has a value.
        package let value: Double?
        package let interval: Interval?
        /// Prompts with a value.
        package let n: Int

        package init(cell: String, value: Double?, interval: Interval?, n: Int) {
            self.cell = cell
            self.value = value
            self.interval = interval
            self.n = n
        }
    }

    package struct Row: Sendable, Hashable, Codable {
        /// Name of the category or the template.
        package let name: String
        /// In the order of the report's cells.
        package let parts: [Part]

        package init(name: String, parts: [Part]) {
            self.name = name
            self.parts = parts
        }
    }

    /// As in `Score.measure`.
    package let measure: String
    package let by: By
    /// Sorted by name.
    package let rows: [Row]

    package init(measure: String, by: By, rows: [Row]) {
        self.measure = measure
        self.by = by
        self.rows = rows
    }
}
