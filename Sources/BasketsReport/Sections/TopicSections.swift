// SPDX-License-Identifier: Apache-2.0

/// A section for each topic, in it a section for each measure with its figures and its table.
enum TopicSections {
    static func make(_ report: StudyReport) -> [Section] {
        let tables = report.measureTables()
        var topics: [String] = []
        for table in tables where !topics.contains(table.measure.topic) {
            topics.append(table.measure.topic)
        }
        var sections = topics.map { topic in
            let mine = tables.filter { $0.measure.topic == topic }
            let hasGrowth = mine.contains { $0.measure.curves == .growth }
            return Section(
                id: "topic-\(topic.slug)", title: topic,
                blocks: hasGrowth ? GrowthFigure.make(report) : [],
                sections: mine.map { MeasureSection.make($0, report) })
        }
        let isPlaced = tables.contains { $0.measure.curves == .growth }
        if !isPlaced, !report.growthCurves.isEmpty {
            sections.append(
                Section(
                    id: "growth", title: "Vocabulary growth", blocks: GrowthFigure.make(report)))
        }
        return sections
    }
}
