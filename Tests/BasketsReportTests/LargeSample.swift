// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport

/// Studies at the edges: many conditions, long names, hostile text, several targets and seeds.
extension SampleReport {
    static let longName =
        "mix (3 parts people, 1 part a-very-long-model-name-with-quantization-Q4_K_M, shuffled)"

    /// Twelve conditions on 300 texts, one with a long name, one that did not learn.
    static let large: StudyReport = {
        var report = quickstart
        let kinds: [ReportCell.Kind] = [.human, .single, .multi, .mix]
        report.cells =
            [vanilla]
            + (1..<12).map { number in
                tuned(
                    "cell-\(number)", number == 7 ? longName : "\(kinds[number % 4]) \(number)",
                    kinds[number % 4], hasLearned: number != 5)
            }
        report.scores = report.measures.flatMap { measure in
            report.cells.enumerated().map { index, cell in
                let value =
                    (measure.unit == "perplexity" ? 20.0 : 0.6) * (1 + Double(index % 5) / 9)
                return Score(
                    measure: measure.name, version: "1", cell: cell.name, value: value,
                    unit: measure.unit, n: 1_500,
                    interval: Interval(
                        lower: value * 0.97, upper: value * 1.04, level: 0.95, method: "jackknife"),
                    smallestDifference: value * 0.06)
            }
        }
        report.textValues = report.cells.enumerated().map { index, cell in
            var random = KeyedRandom(1, cell.name)
            let values = (0..<300).map { text in
                let spread = (0..<6).reduce(0.0) { sum, _ in sum + random.uniform() }
                return ("question-\(text)", 4 + spread * spread * spread / 4 + Double(index))
            }
            return TextValues(
                measure: "human-perplexity", cell: cell.name,
                values: Dictionary(values, uniquingKeysWith: { first, _ in first }))
        }
        report.learningCurves = report.cells.dropFirst().map { cell in
            LearningCurve(
                cell: cell.name,
                points: (0...300).map { step in
                    let loss = 2 / (1 + Double(step) / 300)
                    return .init(
                        step: step, trainLoss: loss, heldOutLoss: step % 20 == 0 ? loss + 0.1 : nil)
                }, heldOutRows: 676, tokensSeen: 12_400_000)
        }
        report.growthCurves = report.cells.enumerated().map { index, cell in
            GrowthCurve(
                cell: cell.name,
                points: stride(from: 1_000, through: 150_000, by: 1_000).map { words in
                    .init(
                        words: words,
                        different: Double(words).squareRoot() * (25 + Double(index) / 3))
                }, answers: 1_500)
        }
        return report
    }()

    /// Two targets, two training seeds of one condition.
    static var seeds: StudyReport {
        var report = quickstart
        report.targets.append(TargetSummary(name: "big", model: "Some-Model-8B"))
        let big = ["big-vanilla", "big-human-1"].enumerated().map { index, name in
            ReportCell(
                name: name, label: index == 0 ? "vanilla" : "human",
                kind: index == 0 ? .vanilla : .human, target: "big",
                trainingSeed: index == 0 ? nil : 1, isTuned: index == 1)
        }
        report.cells += [tuned("smol-human-2", "human", .human, seed: 2)] + big
        report.scores += report.scores.filter { $0.reference == nil && $0.cell == human.name }
            .flatMap { score in
                ["smol-human-2", "big-vanilla", "big-human-1"].map { cell in
                    Score(
                        measure: score.measure, version: score.version, cell: cell,
                        value: score.value.map { $0 * 1.1 }, unit: score.unit, n: score.n,
                        interval: score.interval, smallestDifference: score.smallestDifference)
                }
            }
        return report
    }

    static let hostile =
        "<script>alert(1)</script> | `x` ![a](http://example.org/a.png) \u{202E}evil\u{202C} & \"'\u{0}"

    /// Hostile text wherever text comes from outside.
    static var attacked: StudyReport {
        var report = quickstart
        report.title = hostile
        report.examples = [
            AnswerExample(
                questionID: "q", prompt: hostile,
                replies: [.init(writer: hostile, text: hostile + "\n```\n</p><svg/onload=x>")])
        ]
        report.sources = [SourceSummary(name: hostile, model: hostile, terms: hostile)]
        report.leftOut = [
            LeftOut(
                stage: "generate", item: hostile, what: "answers", count: 1, reason: "=cmd()")
        ]
        report.settings = [Setting(hostile, hostile)]
        report.cells.append(
            ReportCell(
                name: "bad", label: hostile, kind: .mix, target: "smol", trainingSeed: 1,
                isTuned: true, problems: [hostile]))
        report.scores.append(
            Score(
                measure: "distinct-2", version: "1", cell: "bad", value: nil, unit: "fraction",
                n: 0, note: "=HYPERLINK(\"http://example.org\")"))
        return report
    }
}
