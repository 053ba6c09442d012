// SPDX-License-Identifier: Apache-2.0
package import BasketsMetrics

/// A cell held against its untuned target item by item, or why it was not.
package struct TestRow: Sendable, Hashable, Codable {
    package let measure: String
    /// The comparisons that share the risk of one standing out by chance: the measure's topic.
    package let family: String
    package let cell: String
    package let reference: String
    /// What an item's number is: "nats per token", "points of 5".
    package let unit: String
    /// nil where it was not tested; `untested` says why.
    package let tests: PairedTests?
    package let untested: String?
    /// P value adjusted within the family; nil where it was not tested, though it counts.
    package var holm: Double?
    package var benjaminiHochberg: Double?

    package init(
        measure: String, family: String, cell: String, reference: String, unit: String,
        tests: PairedTests?, untested: String? = nil
    ) {
        self.measure = measure
        self.family = family
        self.cell = cell
        self.reference = reference
        self.unit = unit
        self.tests = tests
        self.untested = untested
    }

    /// The rows with p values adjusted within their families.
    package static func adjusted(_ rows: [TestRow]) -> [TestRow] {
        var rows = rows
        for (name, places) in Dictionary(grouping: rows.indices, by: { rows[$0].family }) {
            let family = ComparisonFamily(
                name: name,
                places.map { place in
                    let row = rows[place]
                    let item = "\(row.measure), \(row.cell)"
                    guard let tests = row.tests else {
                        return ComparisonFamily.Comparison(
                            item, untested: row.untested ?? "not tested")
                    }
                    return ComparisonFamily.Comparison(item, probability: tests.probability)
                })
            for (place, value) in zip(places, family.adjusted(.holm)) { rows[place].holm = value }
            for (place, value) in zip(places, family.adjusted(.benjaminiHochberg)) {
                rows[place].benjaminiHochberg = value
            }
        }
        return rows
    }
}

/// Where the spread of one measure comes from among the cells of one condition.
package struct SpreadRow: Sendable, Hashable, Codable {
    package let measure: String
    package let target: String
    /// Label of the condition.
    package let condition: String
    /// What an item's number is, as in ``TestRow/unit``.
    package let unit: String
    package let seeds: Int
    package let items: Int
    /// Answers to each item.
    package let draws: Int
    package let judges: Int
    package let components: VarianceComponents

    package init(
        measure: String, target: String, condition: String, unit: String, seeds: Int, items: Int,
        draws: Int, judges: Int, components: VarianceComponents
    ) {
        self.measure = measure
        self.target = target
        self.condition = condition
        self.unit = unit
        self.seeds = seeds
        self.items = items
        self.draws = draws
        self.judges = judges
        self.components = components
    }
}
