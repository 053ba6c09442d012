// SPDX-License-Identifier: Apache-2.0

/// A section for each topic, in it a section for each measure with its figures and its table; the
/// curves stand where a measure asks for them, else after the topics.
enum TopicSections {
    static func make(_ report: StudyReport) -> [Section] {
        let tables = report.measureTables()
        var topics: [String] = []
        for table in tables where !topics.contains(table.measure.topic) {
            topics.append(table.measure.topic)
        }
        func topic(of curves: ReportMeasure.Curves) -> String? {
            tables.first { $0.measure.curves == curves }?.measure.topic
        }
        let learning = LearningSection.make(report).map { [$0] } ?? []
        let growth = GrowthFigure.make(report) + HeapsFigure.make(report)
        var sections = topics.flatMap { name -> [Section] in
            let section = Section(
                id: "topic-\(name.slug)", title: name,
                blocks: name == topic(of: .growth) ? growth : [],
                sections: measures(tables.filter { $0.measure.topic == name }, report)
                    + ItemTestsSection.make(name, report))
            return [section] + (name == topic(of: .learning) ? learning : [])
        }
        if topic(of: .growth) == nil, !growth.isEmpty {
            sections.append(Section(id: "growth", title: "Vocabulary growth", blocks: growth))
        }
        return sections + (topic(of: .learning) == nil ? learning : [])
    }

    /// Those with figures first, then the details, each folded away.
    private static func measures(_ tables: [MeasureTable], _ report: StudyReport) -> [Section] {
        tables.filter { $0.measure.place != .detail }.map { MeasureSection.make($0, report) }
            + tables.filter { $0.measure.place == .detail }
            .map { MeasureSection.folded($0, report) }
    }
}
