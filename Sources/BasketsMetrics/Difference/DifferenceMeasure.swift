// SPDX-License-Identifier: Apache-2.0

/// How different two sources are: what each number of a pair says.
public enum DifferenceMeasure: String, Metric, CaseIterable {
    /// See `EmbeddingDifference`.
    case embeddingDistance = "embedding-distance"
    case embeddingExcess = "embedding-excess"
    /// See `SourceClassifier`.
    case classifierAccuracy = "classifier-accuracy"
    /// See `TokenDivergence`.
    case tokenDivergence = "token-kl"
    case tokenJensenShannon = "token-jensen-shannon"
    /// See `NearCopies`.
    case nearDuplicates = "near-duplicate-overlap"
    /// See `Mauve`.
    case mauve

    public var info: MetricInfo {
        MetricInfo(
            name: rawValue, version: version, unit: unit, range: range,
            higherMeans: [.nearDuplicates, .mauve].contains(self) ? .descriptive : .moreDifferent,
            input: .pooledSets, meaning: meaning, source: source, deviation: deviation,
            emptyCase: "A source without answers: no value.")
    }

    private var version: String {
        switch self {
        case .embeddingDistance, .embeddingExcess: "1"
        case .mauve: "k-means,25-mixtures,2"
        case .classifierAccuracy: SourceClassifier.version
        case .tokenDivergence: "\(WhitespaceWords.version),add-half,1"
        case .tokenJensenShannon: "\(WhitespaceWords.version),1"
        case .nearDuplicates: NearCopies.version
        }
    }

    private var unit: String {
        switch self {
        case .embeddingDistance, .embeddingExcess: "distance"
        case .classifierAccuracy, .nearDuplicates: "fraction"
        case .mauve: "score"
        case .tokenDivergence, .tokenJensenShannon: "bits"
        }
    }

    private var range: ClosedRange<Double> {
        switch self {
        case .embeddingDistance: 0...2
        case .embeddingExcess: -2...2
        case .classifierAccuracy, .nearDuplicates, .tokenJensenShannon, .mauve: 0...1
        case .tokenDivergence: 0 ... .infinity
        }
    }

    private var meaning: String {
        switch self {
        case .embeddingDistance: "How far apart a text of one source and one of the other are."
        case .embeddingExcess:
            "How much farther apart texts of two sources are than two of the same source."
        case .classifierAccuracy:
            "How often a classifier names the source of an answer it has not seen; 0.5 is chance."
        case .tokenDivergence: "Extra bits for a word of the first source, coded by the second's."
        case .tokenJensenShannon: "How well one word tells which of two sources wrote it."
        case .nearDuplicates: "Share of the answers that have a near copy in the other source."
        case .mauve: "How close two sets are, by their shares of the clusters of both; 1 for equal."
        }
    }

    private var source: String {
        switch self {
        case .embeddingDistance, .embeddingExcess: "Tevet and Berant 2021; Gretton et al. 2012."
        case .classifierAccuracy: "Lopez-Paz and Oquab 2017; Wilson 1927 for the interval."
        case .tokenDivergence: "Kullback and Leibler 1951."
        case .tokenJensenShannon: "Lin 1991."
        case .nearDuplicates: "Broder 1997; found exactly, after Bayardo et al. 2007."
        case .mauve: "Pillutla et al. 2021."
        }
    }

    private var deviation: String? {
        switch self {
        case .embeddingDistance, .embeddingExcess:
            "Answers to the same question are no pair: within a source there are none."
        case .classifierAccuracy: "Both answers to a question are in one fold."
        case .tokenDivergence: "Half an occurrence is added to every word of both sources."
        case .mauve: "Clusters in the full space, not in principal components; mean over seeds."
        case .tokenJensenShannon, .nearDuplicates: nil
        }
    }
}
