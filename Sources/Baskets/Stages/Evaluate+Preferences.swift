// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What one judge said of the texts about one question, and what it rests on.
struct JudgedQuestion: Sendable {
    /// Fingerprint of the verdicts.
    let key: String
    let item: JudgedItem
}

extension PreferencePlan {
    /// The questions whose texts are judged, sorted by id.
    func drawn<Asked: PlacedQuestion>(from heldOut: [Asked], seed: UInt64) -> [Asked] {
        heldOut.inKeyedOrder(seed, "self-preference").prefix(questions).sorted { $0.id < $1.id }
    }
}

/// Whom the cells favour as judges: their untuned target, themselves, other models, people.
extension Evaluate {
    func preferences(_ cells: [Train.Planned], only: String? = nil) throws -> Stage {
        let present = try store.keys(of: .verdict)
        var total = 0
        var batches: [Stage.Batch] = []
        func add(_ judgements: [Judgement], by judge: StudyJudge) {
            total += judgements.count
            batches += verdicts(judgements, by: judge, present: present)
        }
        for cell in cells where !cell.cell.condition.isOutputs {
            add(try material(for: cell).flatMap(judgements), by: judge(cell))
        }
        // Who stands outside is needed once all cells are compared.
        guard only == nil else {
            return Stage(.evaluate, unit: VerdictUnit.onTexts, total: total, batches: batches)
        }
        for judge in keys.study.judges {
            add(
                try parents().flatMap { try material(for: $0) }.flatMap {
                    $0.comparisons(pairwise) + again($0) + $0.ratings
                }, by: outside(judge))
        }
        return Stage(.evaluate, unit: VerdictUnit.onTexts, total: total, batches: batches)
    }

    func judge(_ cell: Train.Planned) -> StudyJudge {
        StudyJudge(
            name: cell.cell.name, key: keys.judge(cell: cell.key),
            voice: .local { try supply.judge(use(cell)) })
    }

    func outside(_ judge: JudgeModel) -> StudyJudge {
        let voice: StudyJudge.Voice =
            if let address = judge.remote {
                .remote {
                    RemoteJudge(
                        judge: judge,
                        clients: try address.each.map { try supply.chat(judge.name, $0) })
                }
            } else {
                .local {
                    try supply.judge(
                        ModelUse(
                            model: judge.model, prompting: judge.prompting, system: judge.system))
                }
            }
        return StudyJudge(name: judge.name, key: keys.judge(judge), voice: voice)
    }

    /// The untuned targets.
    func parents() throws -> [Train.Planned] { try working().filter { !$0.cell.isTuned } }

    // MARK: Texts

    func material(for cell: Train.Planned) throws -> [PreferenceMaterial] {
        guard let plan = keys.study.evaluation.selfPreference, let parent = parent(of: cell) else {
            return []
        }
        let questions = try comparedQuestions()
        let kind: OutputKind = keys.articles == nil ? .plain : .articles
        var writers: [(writer: JudgedItem.Writer, key: String)] = [
            (.parent, writerKey(parent, kind))
        ]
        if cell.cell.isTuned { writers.append((.own, writerKey(cell, kind))) }
        let others = plan.sources.compactMap { name -> (writer: JudgedItem.Writer, key: String)? in
            if name == Source.human { return (.human, RunKeys.humanWriter) }
            return keys.study.source(named: name).map { (.other(name), keys.writer($0)) }
        }
        return try questions.map { question in
            let texts = try texts(question, writers + others)
            let rivals = texts.filter { $0.writer != .parent && $0.writer != .own }
            let pairs = texts.filter { $0.writer == .parent || $0.writer == .own }
                .flatMap { own in
                    rivals.map { ComparedPair(question: question, first: own, second: $0) }
                }
            let own: JudgedItem.Writer = cell.cell.isTuned ? .own : .parent
            return PreferenceMaterial(
                question: question, pairs: pairs,
                others: keys.study.evaluation.preset == .published
                    ? everyTwo(rivals, question) : [], planted: planted(question),
                recognized: plan.asksRecognition ? pairs.filter { $0.first.writer == own } : [],
                alone: texts)
        }
    }

    private func everyTwo(
        _ texts: [(writer: JudgedItem.Writer, text: JudgedText)], _ question: Question
    ) -> [ComparedPair] {
        texts.enumerated().flatMap { place, first in
            texts.dropFirst(place + 1).map {
                ComparedPair(question: question, first: first, second: $0)
            }
        }
    }

    /// Texts that can be judged: an answer that failed or is blank is no text.
    private func texts(
        _ question: Question, _ writers: [(writer: JudgedItem.Writer, key: String)]
    ) throws -> [(writer: JudgedItem.Writer, text: JudgedText)] {
        let all = writers.map { ($0.writer, keys.answer($0.key, question.id)) }
        let rows = try store.answers(keys: all.map(\.1))
        return all.compactMap { writer, key in
            guard let answer = rows[key]?.answer, answer.unusable == nil else { return nil }
            return (writer, JudgedText(key: key, text: GuardedText(answer.text)))
        }
    }

    /// A text of people's against its own words in disorder.
    func planted(_ question: Question) -> ComparedPair {
        ComparedPair(
            question: question, first: (.human, byPeople(question)),
            second: (.broken, disordered(question)))
    }

    /// What judges are told who compare texts a second time; nil where the study does not ask that.
    var secondPairwise: Rubric? {
        keys.study.evaluation.selfPreference?.question == .both ? .pairwiseWithQuestion : nil
    }

    var pairwise: Rubric {
        keys.study.evaluation.selfPreference?.question == .shown
            ? .pairwiseWithQuestion : .pairwise
    }

    /// All that judges are told who compare texts, the one behind unmarked names first.
    var pairwiseRubrics: [Rubric] { [pairwise] + [secondPairwise].compactMap { $0 } }

    private func judgements(_ material: PreferenceMaterial) -> [Judgement] {
        once(material, material.comparisons(pairwise)) + again(material)
    }

    private func once(
        _ material: PreferenceMaterial, _ compared: [Judgement]
    ) -> [Judgement] {
        compared + material.recognized.flatMap { $0.judgements(.recognition) } + material.ratings
    }

    /// The comparisons once more, with the question shown.
    private func again(_ material: PreferenceMaterial) -> [Judgement] {
        secondPairwise.map(material.comparisons) ?? []
    }

    // MARK: What came of it

    /// What a cell said of each question, by question and draw, as other inputs have it.
    ///
    /// - Parameter rubric: what it was told as it compared; nil: it was not asked so.
    func judged(
        by cell: Train.Planned, _ rubric: Rubric?
    ) throws -> [String: JudgedQuestion] {
        guard let rubric, keys.study.evaluation.selfPreference != nil,
            !cell.cell.condition.isOutputs
        else { return [:] }
        let own = judge(cell)
        let found = try store.verdicts(of: own.key)
        let outside = try strangers(to: cell).map { judge in
            (judge: self.outside(judge), rows: try store.verdicts(of: keys.judge(judge)))
        }
        let people = try peopleSaid()
        return Dictionary(
            try material(for: cell).map { material in
                (
                    "\(material.question.id) 0",
                    judged(material, rubric, own, found, outside, people)
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What a judge outside said of the study's pairs with an untuned target's text; planted ones left
    /// out.
    func pairs(of parent: Train.Planned, by judge: JudgeModel) throws -> [OrderedPair] {
        let rows = try store.verdicts(of: keys.judge(judge))
        return try material(for: parent).flatMap(\.pairs).map {
            ordered($0, pairwise, by: outside(judge), rows)
        }
    }

    /// The judges that are no kin of a cell's target: what they say of its texts stands for quality,
    /// and kin may share the cell's own preference.
    func strangers(to cell: Train.Planned) -> [JudgeModel] {
        guard let target = keys.study.target(named: cell.cell.target) else { return [] }
        return keys.study.judges.filter { keys.kinship(of: $0, to: target) == .none }
    }

    private func judged(
        _ material: PreferenceMaterial, _ rubric: Rubric, _ own: StudyJudge,
        _ found: [String: VerdictRow],
        _ outside: [(judge: StudyJudge, rows: [String: VerdictRow])],
        _ people: HumanAnchor
    ) -> JudgedQuestion {
        func comparison(_ pair: ComparedPair) -> JudgedItem.Comparison {
            let others = outside.compactMap {
                ordered(pair, rubric, by: $0.judge, $0.rows).preference
            }
            let choice = people.choice(pair)
            return JudgedItem.Comparison(
                pair.first.writer, pair.second.writer, ordered(pair, rubric, by: own, found),
                outside: others.isEmpty ? nil : others.reduce(0, +) / Double(others.count),
                people: choice ?? people.rated(pair), isChosen: choice != nil)
        }
        // What is asked once counts once.
        let isMain = rubric == pairwise
        let recognitions = (isMain ? material.recognized : []).map { pair in
            JudgedItem.Comparison(
                pair.first.writer, pair.second.writer, ordered(pair, .recognition, by: own, found))
        }
        let ratings = (isMain ? material.alone : []).compactMap {
            writer, text -> (JudgedItem.Writer, Double)? in
            let asked = Judgement(rubric: .quality, question: material.question, first: text)
            return found[keys.verdict(asked, by: own.key)]?.rating.map { (writer, $0) }
        }
        let compared = material.comparisons(rubric)
        let asked = isMain ? once(material, compared) : compared
        let used =
            asked.map { keys.verdict($0, by: own.key) }
            + outside.flatMap { judge, _ in compared.map { keys.verdict($0, by: judge.key) } }
        return JudgedQuestion(
            key: Fingerprint.of(["judged"] + used + people.key(material)),
            item: JudgedItem(
                comparisons: (material.pairs + [material.planted]).map(comparison),
                amongOthers: material.others.map(comparison), recognitions: recognitions,
                ratings: Dictionary(ratings, uniquingKeysWith: { first, _ in first })))
    }

    func ordered(
        _ pair: ComparedPair, _ rubric: Rubric, by judge: StudyJudge, _ rows: [String: VerdictRow]
    ) -> OrderedPair {
        let ratings = pair.judgements(rubric).map {
            rows[keys.verdict($0, by: judge.key)]?.rating
        }
        return OrderedPair(
            item: pair.question.id, whenFirst: ratings[0], whenSecond: ratings[1].map { 1 - $0 },
            lengthRatio: JudgeTrial.lengthRatio(
                pair.first.text.text.text, pair.second.text.text.text))
    }
}
