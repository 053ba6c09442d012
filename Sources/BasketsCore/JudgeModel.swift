// SPDX-License-Identifier: Apache-2.0

/// A model that judges and is never tuned: who stands outside, beside the cells that judge.
public struct JudgeModel: Sendable, Hashable, Codable {
    public var name: String
    /// Name of an asset, path of a model, or what the address calls it.
    public var model: String
    /// nil for a model of this machine.
    public var remote: RemoteAddress?
    public var prompting: Prompting
    public var system: String?

    public init(
        name: String, model: String, remote: RemoteAddress? = nil, prompting: Prompting = .chat,
        system: String? = nil
    ) {
        self.name = name
        self.model = model
        self.remote = remote
        self.prompting = prompting
        self.system = system
    }
}

extension JudgeModel {
    /// Whether it is the same model, asked in the same way: one judge, whatever it is called.
    func isSame(as other: JudgeModel) -> Bool {
        model == other.model && remote?.url == other.remote?.url && prompting == other.prompting
            && system == other.system
    }
}

extension Study {
    /// What its judged numbers lack for want of a second judge, with the remedy; nil where they lack
    /// nothing, or nothing is judged.
    ///
    /// It is no fault: the numbers of one judge are numbers, and a run that was made with one can still
    /// be read. What they cannot do is support a claim.
    public var missingJudges: String? {
        let isJudged =
            evaluation.selfPreference != nil || evaluation.robustness?.rubrics.isEmpty == false
        guard isJudged, judges.count < 2 else { return nil }
        guard let judge = judges.first else {
            return
                "No judge stands outside: what cells prefer cannot be told from what is better. "
                + "Name two under `judges`."
        }
        return
            "\(judge.name) is the only judge: how far another would agree cannot be told, and no "
            + "claim that rests on it is called supported. Name a second under `judges`."
    }
}
