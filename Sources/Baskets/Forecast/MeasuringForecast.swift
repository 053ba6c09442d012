// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What is measured of what cells have written: questions with choices, vectors, and scores.
extension Reckoning {
    /// Choices of a question, where the file of questions is not looked at.
    static let choices = 4.0

    /// Each choice is read behind its question, which is taken to be as long as the study's are.
    func choosing(_ target: Target) -> [StudyForecast.Line] {
        guard let rows = study.evaluation.abilities?.rows else { return [] }
        let cells = study.cells.count {
            $0.target == target.name && !$0.condition.isOutputs
        }
        var line = StudyForecast.Line(
            stage: StageName.evaluate.rawValue, item: target.name, count: cells * rows,
            unit: MeasuringUnit.choices)
        line.kind = .reading
        line.tokensRead = promptTokens(of: target.name).map {
            Double(line.count) * Self.choices * $0
        }
        let timed = speeds?.choosing[target.name].map { Double(line.count) / $0 }
        line.seconds = timed ?? readingSeconds(line.tokensRead, target.name)
        return [line]
    }

    /// Vectors and scores, as far as a run has timed them.
    func measuring(heldOut rows: Int) -> [StudyForecast.Line] {
        let outputs = study.evaluation.outputs(heldOut: rows)
        let cells = study.cells.count
        // One of each answer and of a sentence of it; both again, cut to the lengths of other cells'.
        let vectors = cells * (outputs.all + outputs.asked) * (cells > 1 ? 2 : 1) + rows
        return [
            speeds?.vectors.map { line(vectors, "vectors at most", Double(vectors) / $0) },
            speeds?.scoring.map { each in
                line(scores, "scores at most", Double(scores * outputs.all) * each)
            },
        ].compactMap { $0 }
    }

    private func line(_ count: Int, _ unit: String, _ seconds: Double) -> StudyForecast.Line {
        var line = StudyForecast.Line(
            stage: StageName.evaluate.rawValue, item: "all cells", count: count, unit: unit)
        line.kind = .measuring
        line.seconds = seconds
        return line
    }

    /// Scores, differences from the untuned target, and resampled ones, where every cell has them all.
    private var scores: Int {
        let measures = StudyMeasures.of(study.evaluation)
        let resampled = StudyMeasures.resampled(study.evaluation)
        let matched = resampled.count(where: \.isMatched)
        let differences = measures.count + measures.count(where: \.isMatched)
        return study.targets.reduce(0) { sum, target in
            let cells = study.cells.filter { $0.target == target.name }
            let tuned = cells.count(where: \.isTuned)
            let isCompared = tuned < cells.count
            return sum + cells.count * (measures.count + resampled.count + matched)
                + (isCompared ? tuned * differences : 0)
        }
    }

    /// What the run takes beside, for the reader.
    func leftOut() -> String {
        let untimed =
            (speeds?.vectors == nil ? ["vectors"] : [])
            + (speeds?.scoring == nil ? ["scores of cells"] : [])
        let uncounted = study.evaluation.abilities.map { $0.rows == nil } ?? false
        let parts =
            (untimed.isEmpty
                ? [] : [untimed.joined(separator: " and ") + ", until a run has timed them"])
            + (uncounted ? ["questions with choices, of which the study has all in its file"] : [])
            + ["how different the sources are, the filling of baskets, topics and the report"]
        return "Not reckoned: \(parts.joined(separator: "; "))."
    }
}

/// What is counted where a run times what it measures.
enum MeasuringUnit {
    static let choices = "questions with choices"
    static let scores = "scores"
    static let resampledScores = "resampled scores"
    static let vectors = "vectors"
    static let sentenceVectors = "vectors of sentences"
    static let peoplesVectors = "vectors of people's answers"
    static let cutVectors = "vectors of cut answers"
    static let cutSentenceVectors = "vectors of cut sentences"

    static let allVectors = [
        vectors, sentenceVectors, peoplesVectors, cutVectors, cutSentenceVectors,
    ]
}
