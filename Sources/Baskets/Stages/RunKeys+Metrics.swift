// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// A metric as the study asks for it.
struct AskedMetric: Sendable {
    let metric: any Metric
    /// Changes with what the study, or the other cells, say of it.
    let scale: String
}

extension RunKeys {
    /// - Parameter words: the number of words at which vocabularies are compared.
    /// - Throws: `MetricError` when the catalog has no such metric.
    func asked(_ measure: StudyMeasure, words: Int?) throws(MetricError) -> AskedMetric {
        let metric = try MetricCatalog.metric(named: measure.metric)
        if metric is VocabularyGrowth {
            return AskedMetric(metric: VocabularyGrowth(at: words), scale: "\(words ?? 0)")
        }
        if let plan = study.evaluation.mauve, metric is DifferenceMeasure {
            let mauve = Mauve(clusters: plan.clusters, seeds: plan.seeds, seed: study.seed)
            return AskedMetric(
                metric: mauve, scale: "\(plan.seeds) seeds, \(plan.clusters ?? 0) clusters")
        }
        return AskedMetric(metric: metric, scale: "")
    }
}
