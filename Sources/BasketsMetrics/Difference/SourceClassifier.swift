// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Foundation

/// How well a classifier that has not seen an answer names its source: the two-sample test that can
/// say "alike" as well as "different".
///
/// Logistic regression with an L2 penalty on unit vectors or on word counts; five folds, both
/// answers to a question in one fold, so that what was asked gives nothing away. The interval is
/// Wilson's, with as many answers as the spread over questions says there are, and fewer by what
/// Nadeau and Bengio 2003 add to the variance: other answers would have trained other models, which a
/// plain interval overlooks.
public enum SourceClassifier {
    public static let folds = 5
    static let penalty = 0.1
    static let version = "logistic-l2-0.1,\(folds)-folds,wilson-nadeau-bengio,2"

    /// What the classifier sees of an answer.
    public enum Features: String, Sendable, Hashable, Codable {
        /// Sentence embeddings.
        case embeddings
        /// Words and word pairs that at least two answers have: 1 + log of the count, unit length.
        case words
    }

    /// Accuracy of naming the source of a held-out answer.
    ///
    /// - Parameter vectors: one for each row of the pool; nil for words.
    /// - Throws: `MetricError.badSetting` for another number of vectors, `noData` for fewer
    ///   questions (or answers of a source) than folds.
    public static func accuracy(
        _ pair: SourcePair, vectors: VectorSet? = nil, level: Double = 0.95
    ) throws(MetricError) -> PairNumber {
        let measure = DifferenceMeasure.classifierAccuracy
        guard vectors?.count ?? pair.texts.count == pair.texts.count else {
            throw .badSetting(measure.rawValue, "vectors do not belong to the answers.")
        }
        let counts = [SourcePair.Side.first, .second].map { side in
            pair.sides.count { $0 == side }
        }
        let least = counts.min() ?? 0
        guard least >= folds else {
            throw .noData(
                measure.rawValue, needs: "\(folds) answers of each source", got: "\(least)")
        }
        let features = vectors.map { SparseRows($0) } ?? SparseRows(wordsOf: pair.texts)
        let isRight = held(pair, features)
        let kind = vectors == nil ? Features.words : .embeddings
        let value = Double(isRight.count { $0 }) / Double(isRight.count)
        return PairNumber(
            first: pair.first, second: pair.second,
            value: MetricValue(
                metric: measure.rawValue, version: "\(kind.rawValue),\(version)", value: value,
                unit: measure.info.unit, n: isRight.count,
                interval: interval(isRight, groups: pair.groups, level: level),
                note: pair.isPaired ? "Folds by question." : "Questions are not known."),
            null: nil)
    }

    /// Whether each answer's source was named rightly by the model that had not seen it.
    private static func held(_ pair: SourcePair, _ features: SparseRows) -> [Bool] {
        let fold = foldOfRows(pair)
        let labels = pair.sides.map { $0 == .second }
        var isRight = [Bool](repeating: false, count: labels.count)
        for number in 0..<folds {
            let train = labels.indices.filter { fold[$0] != number }
            let model = LogisticRegression(features, labels: labels, rows: train, penalty: penalty)
            for row in labels.indices where fold[row] == number {
                isRight[row] = (model.logit(of: row, in: features) > 0) == labels[row]
            }
        }
        return isRight
    }

    /// The fold of each row, equal in a group; by content, each side dealt out evenly.
    private static func foldOfRows(_ pair: SourcePair) -> [Int] {
        let groups = pair.groups
        let keys = contentKeys(
            of: pair.texts, rows: groups.map { $0[0] }, seed: 0, for: "classifier-folds")
        let order = groups.indices.sorted {
            (pair.sides[groups[$0][0]].rawValue, keys[$0])
                < (pair.sides[groups[$1][0]].rawValue, keys[$1])
        }
        var fold = [Int](repeating: 0, count: pair.texts.count)
        for (place, group) in order.enumerated() {
            for row in groups[group] { fold[row] = place % folds }
        }
        return fold
    }

    /// The variance of a cross-validated mean over that of as many independent answers: 1 + k / (k - 1).
    static let trainingInflation = 1 + Double(folds) / Double(folds - 1)

    /// Wilson's interval for the share of right answers, its n the number of independent answers
    /// that the variance over groups stands for, at most all of them, over `trainingInflation`.
    static func interval(_ isRight: [Bool], groups: [[Int]], level: Double) -> Interval {
        let shares = groups.map { group in
            Double(group.count { isRight[$0] }) / Double(group.count)
        }
        let p = mean(shares)
        let ofMean = shares.count > 1 ? variance(shares) / Double(shares.count) : 0
        let independent = ofMean > 0 ? p * (1 - p) / ofMean : Double(shares.count)
        let answers = min(independent, Double(isRight.count))
        let n = answers / trainingInflation
        let z = NormalDistribution.quantile((1 + level) / 2)
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(
            lower: max(0, middle - half), upper: min(1, middle + half), level: level,
            method: "Wilson, by question, \(Int(answers.rounded())) independent answers, "
                + "corrected for training")
    }
}
