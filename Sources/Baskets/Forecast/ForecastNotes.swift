// SPDX-License-Identifier: Apache-2.0
import BasketsCore

extension Reckoning {
    /// Whether a judge's speed is known by the weights of its model alone.
    private func isByWeights(_ judge: JudgeModel) -> Bool {
        let measured = speeds?.judging ?? [:]
        let alike =
            study.judges.filter { $0.model == judge.model }.map(\.name)
            + study.targets.filter { $0.model == judge.model }.map(\.name)
        return alike.allSatisfy { measured[$0] == nil }
            && judgingSpeed(of: judge.name, judge.model) != nil
    }

    /// What a forecast rests on and what it leaves out, for the reader.
    func notes(questionsAreHere: Bool) -> [String] {
        var notes: [String] = []
        if !questionsAreHere {
            notes.append(
                "\(study.questions.from) is not here: as many questions as the study draws stand "
                    + "for it.")
        }
        notes += [study.missingJudges].compactMap { $0 }
        if let speeds {
            notes.append("Tokens and speeds are those of \(speeds.folder) where it has them.")
        }
        if study.assumptions != Assumptions() {
            notes.append("What no run measured is as the study's `forecast` says.")
        }
        let remote = study.usedSources.filter { $0.remote != nil }
        if !remote.isEmpty {
            notes.append(
                "Tokens that no run measured are reckoned: four bytes a token, and answers of "
                    + "\(Int(SpendForecast.Prior.answerTokens)) tokens in mean where nothing cuts "
                    + "them. Once a run has answers of a source, its own lengths are taken.")
            notes.append(
                "Time at an address is reckoned too: it refuses nothing and takes as many requests "
                    + "at once as its `limits` say. Each begins to answer after "
                    + "\(SpendForecast.Prior.secondsToBegin) s and writes "
                    + "\(Int(SpendForecast.Prior.tokensPerSecond)) tokens a second, until a run "
                    + "has measured it; what it writes in all can be said under `forecast`.")
        }
        for source in remote where source.remote?.price == nil {
            notes.append(
                "The price of \(source.name) is not given, and no money is reckoned for it.")
        }
        let writers = study.usedSources.filter { $0.answers == nil && $0.remote == nil }
            .map { source($0.name) }
        let targets = study.targets.map { target($0.name) }
        let judging = study.judges.filter { $0.remote == nil }
        if judging.contains(where: isByWeights) {
            notes.append(
                "A judge that no run has timed is taken to read as fast as the target does, by the "
                    + "weights that a token meets in either model.")
        }
        let slow =
            (writers + targets).filter { speed($0) == nil }.map(\.name)
            + targets.filter { trainingSpeed($0.name) == nil }.map { "\($0.name) in training" }
            + judging.filter { judgingSpeed(of: $0.name, $0.model) == nil }
            .map { "\($0.name) as a judge" }
        if !slow.isEmpty {
            var seen: Set<String> = []
            let names = slow.filter { seen.insert($0).inserted }.joined(separator: ", ")
            notes.append(
                "Nobody knows the speed of \(names) yet: a short run "
                    + "measures it, or write it under `forecast`.")
        }
        notes.append(
            "An answer has at most \(study.decoding.maxTokens) tokens where its source says nothing "
                + "else. Scores of texts take a third of the time of training on them."
                + (study.evaluation.abilities?.rows == nil
                    ? "" : " A question with choices is taken to have four."))
        if speeds?.scoring != nil {
            notes.append(
                "Scores of cells are taken to need as long for each answer as in that run; those that "
                    + "hold each answer against each other need more where there are more.")
        }
        notes.append(leftOut())
        if study.match == .tokens {
            notes.append(
                "Baskets are matched on tokens: steps are the most that a basket can have.")
        }
        return notes
    }
}
