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
        /// The cell minus the untuned target on the prompts that both have a value for; nil for the
        /// untuned target, and where there is none.
        package let difference: Difference?

        package init(
            cell: String, value: Double?, interval: Interval?, n: Int,
            difference: Difference? = nil
        ) {
            self.cell = cell
            self.value = value
            self.interval = interval
            self.n = n
            self.difference = difference
        }
    }

    package struct Difference: Sendable, Hashable, Codable {
        package let value: Double
        /// nil where no spread is to be seen.
        package let interval: Interval?
        package let n: Int

        package init(value: Double, interval: Interval?, n: Int) {
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
