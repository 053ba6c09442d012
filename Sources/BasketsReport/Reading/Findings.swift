// SPDX-License-Identifier: Apache-2.0

/// The sentences of the first page, made from the scores alone.
struct Findings {
    let report: StudyReport

    /// What was compared, on how many rows.
    var compared: [String] {
        let targets = report.targetNames.map { name in
            report.targets.first { $0.name == name }?.model ?? name
        }
        let labels = report.cells.map(\.label).distinct
        let tuned = report.cells.filter(\.isTuned).count
        let untuned = report.cells.count - tuned
        let verb = report.cells.count == 1 ? "measures" : "compares"
        var first = "The study \(verb) \(Words.number(report.cells.count))"
        first += report.cells.count == 1 ? " version" : " versions"
        first += " of \(Words.list(targets)): \(Words.list(labels))."
        if untuned > 0 && tuned > 0 {
            first += " \(Words.capitalized(Words.number(untuned)))"
            first += untuned == 1 ? " is as its makers left it" : " are as their makers left them"
            // Cells from elsewhere have no basket here.
            let taught = report.baskets.isEmpty ? tuned : min(tuned, report.baskets.count)
            first += "; \(Words.number(taught)) learned from a basket of answers"
            first += basketRows.map { ", \($0)" } ?? ""
            if taught < tuned { first += "; \(Words.number(tuned - taught)) came from elsewhere" }
            first += "."
        }
        let questions = report.questions
        let second =
            "All answers are to questions from \(questions.name):"
            + " \(NumberFormat.count(questions.training)) for the baskets and"
            + " \(NumberFormat.count(questions.heldOut)) held out, which no basket holds."
        return [first, second]
    }

    /// How far the numbers carry, before any of them is read.
    var caution: [String] {
        var out: [String] = []
        if let seeds = seedsPerCondition.min() {
            if seeds == 1 {
                let which = seedsPerCondition.allSatisfy { $0 == 1 } ? "Each" : "Not each"
                let often = which == "Each" ? "with one seed" : "more than once"
                out.append(
                    "\(which) condition was trained \(often). What is said here is about these"
                        + " adapters; another seed may give another order, so nothing is claimed"
                        + " about a condition in general.")
            } else {
                out.append(
                    "Each condition was trained with at least \(Words.number(seeds)) seeds. Each"
                        + " line is about one adapter.")
            }
        }
        let comparisons = report.measureTables().flatMap(\.rows).count { $0.contrast != nil }
        if comparisons > 1 {
            out.append(
                "The report makes \(NumberFormat.count(comparisons)) comparisons with the untuned"
                    + " target and corrects for none: of so many, some stand out by chance.")
        }
        let names = CellNames(report.cells)
        let idle = report.cells.filter { $0.hasLearned == false }.map { names[$0.name] }
        if !idle.isEmpty {
            out.append(
                "\(Words.capitalized(Words.list(idle))) did not learn"
                    + " \(idle.count == 1 ? "its basket" : "their baskets"): the loss on held-out"
                    + " rows of it did not fall, so no reading rests on"
                    + " \(idle.count == 1 ? "it" : "them").")
        }
        return out
    }

    private var basketRows: String? {
        let counts = report.baskets.map(\.rows).distinct
        guard let least = counts.min(), let most = counts.max() else { return nil }
        if least == most { return "\(NumberFormat.count(least)) rows each" }
        return "\(NumberFormat.count(least)) to \(NumberFormat.count(most)) rows each"
    }

    /// How often each tuned condition was trained.
    private var seedsPerCondition: [Int] {
        let tuned = report.cells.filter(\.isTuned)
        return Dictionary(grouping: tuned) { [$0.target, $0.label] }.values.map(\.count)
    }
}
