// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
public import Foundation

/// Trains LoRA weights on rows of prompt and answer.
///
/// One step: the summed loss of its rows, micro-batch by micro-batch, divided once by the tokens
/// that carried it; the gradient clipped; one AdamW step. Deterministic at one number of threads.
public struct Trainer {
    public let settings: TrainingSettings
    private let model: LanguageModel
    private let rows: [TokenRow]
    private let heldOut: [TokenRow]
    private let checkpoint: URL?
    private let cutRows: Int
    private let sites: [Site]
    /// Leading tokens of all rows, which stand once in each micro-batch. Counted over all rows, so
    /// that the masks of dropout do not depend on how a step is split.
    private let shared: Int
    /// Processes that share each micro-batch; nil: this one makes all.
    public var workers: Workers?
    /// Replaced only to compare with a trainer of another order.
    var plan: TrainingPlan
    private let schedule: CosineSchedule

    /// - Parameter checkpoint: folder for the state of a run that may be interrupted.
    /// - Throws: `LMError` when there is nothing to learn.
    public init(
        _ model: LanguageModel, settings: TrainingSettings, rows: [TokenRow],
        heldOut: [TokenRow] = [], checkpoint: URL? = nil
    ) throws {
        guard !rows.isEmpty, rows.allSatisfy({ !$0.answer.isEmpty }) else {
            throw LMError(.badInput, item: "training", "needs rows, each with an answer.")
        }
        let limit = min(settings.maxTokens, model.settings.context)
        self.settings = settings
        self.model = model
        self.rows = try rows.map { try $0.cut(to: limit) }
        self.heldOut = try heldOut.map { try $0.cut(to: limit) }
        self.checkpoint = checkpoint
        cutRows = rows.count { $0.tokens.count > limit }
        sites = Site.all(model.settings)
        shared = TextBatch.sharedBeginning(self.rows.map(\.tokens))
        plan = TrainingPlan(keys: rows.map(\.key), settings: settings)
        schedule = CosineSchedule(settings, steps: plan.steps.count)
    }

    public var steps: Int { plan.steps.count }

    public var decoder: DecoderSettings { model.settings }

    /// What a training that was ended before has told; nil where there was none.
    public func savedEvents() throws -> [TrainingEvent]? {
        try checkpoint.flatMap { try TrainingState.load($0, sites, settings)?.events }
    }

    /// Trains to the end, from the checkpoint where there is one.
    ///
    /// - Parameter report: told of each event; false ends the run after a checkpoint, to be gone on
    ///   with later.
    /// - Returns: nil when `report` ended the run.
    public func train(
        from initial: Adapter? = nil, report: (TrainingEvent) throws -> Bool
    ) throws -> TrainingResult? {
        try model.attach(nil)
        var state = try startingState(initial)
        var goesOn = true
        func tell(_ event: TrainingEvent) throws {
            state.events.append(event)
            goesOn = try report(event) && goesOn
        }
        /// What is given to a caller is told by all, and decided by all.
        func ends() throws -> Bool {
            guard let workers else { return !goesOn }
            return try workers.sum([goesOn ? 0 : 1])[0] > 0
        }

        if state.step == 0 { try validate(state).map(tell) }
        while state.step < steps, goesOn {
            // Gradient: summed over micro-batches, to be divided by the tokens of the whole step.
            let batch = plan.steps[state.step]
            var gradients: [Tensor]?
            var loss = 0.0
            var lossTokens = 0
            let lengths = rows.map(\.tokens.count)
            for part in TrainingPlan.microBatches(
                batch, lengths: lengths, most: settings.microBatch)
            {
                let own = workers.map { $0.share(of: part) } ?? part
                guard !own.isEmpty else { continue }
                let micro = try microStep(own.map { rows[$0] }, state)
                gradients = try sum(gradients, micro.gradients)
                loss += micro.loss
                lossTokens += micro.tokens
            }
            if let workers {
                let sums = try workers.sum([Float(loss), Float(lossTokens)])
                (loss, lossTokens) = (Double(sums[0]), Int(sums[1]))
                gradients = try workers.sum(
                    gradients
                        ?? state.parameters.map { try Tensor.full($0.shape, 0, type: .float32) })
            }

            // Step: clip, then AdamW.
            let norm = try length(of: gradients ?? []) / Double(lossTokens)
            let clipping = settings.clip > 0 ? min(1, settings.clip / (norm + 1e-6)) : 1
            let rate = schedule.rate(state.step)
            try state.update(
                gradients ?? [], scale: Float(clipping / Double(lossTokens)), rate: Float(rate),
                optimizer: AdamW(weightDecay: Float(settings.weightDecay)))

            // Report, validate, save.
            try tell(
                .step(
                    .init(
                        number: state.step, of: steps, loss: loss / Double(lossTokens),
                        lossTokens: lossTokens, tokens: batch.reduce(0) { $0 + lengths[$1] },
                        learningRate: rate, gradientNorm: norm)))
            if state.step % settings.validateEvery == 0 || state.step == steps {
                try validate(state).map(tell)
            }
            if hasStoppedLearning(state.events) { break }
            goesOn = try !ends()
            if !goesOn || state.step % settings.checkpointEvery == 0 { try save(state) }
        }
        guard goesOn else { return nil }
        return TrainingResult(
            adapter: try state.adapter(sites, settings.lora), events: state.events,
            cutRows: cutRows)
    }

    private func startingState(_ initial: Adapter?) throws -> TrainingState {
        if let checkpoint, let saved = try TrainingState.load(checkpoint, sites, settings) {
            return saved
        }
        let adapter =
            initial
            ?? Adapter.initial(settings.lora, decoder: model.settings, seed: settings.seed)
        return try TrainingState(adapter, sites, decoder: model.settings)
    }

    private func save(_ state: TrainingState) throws {
        guard let checkpoint, workers?.rank ?? 0 == 0 else { return }
        try state.save(checkpoint, sites, settings)
    }

    /// Summed loss of some rows and its gradient with respect to every a and b.
    private func microStep(
        _ rows: [TokenRow], _ state: TrainingState
    ) throws -> (loss: Double, gradients: [Tensor], tokens: Int) {
        let scored = try ScoredBatch(
            rows, whole: settings.loss == .conversation, shared: shared)
        let drop = dropout(rows, scored.batch, step: state.step)
        let (loss, gradients) = try valueAndGradients(at: state.parameters) { parameters in
            let lora = LoRA(
                pairs: pairs(sites, parameters), scale: settings.lora.scale, dropout: drop)
            return try TrainingLoss(decoder: model.decoder).sum(scored, lora: lora)
        }
        try evaluate([loss] + gradients)
        return (try loss.scalar(), gradients, scored.targets.count)
    }

    private func dropout(
        _ rows: [TokenRow], _ batch: TextBatch, step: Int
    ) -> AdapterDropout? {
        guard settings.lora.dropout > 0 else { return nil }
        let turn = mix(settings.seed ^ mix(UInt64(step) &+ 0x5eed))
        return AdapterDropout(
            rate: Float(settings.lora.dropout),
            keys: (batch.shared > 0 ? [mix(turn)] : [])
                + rows.map { mix(TrainingPlan.hash($0.key) ^ turn) },
            ends: batch.partEnds)
    }

    /// Mean loss of the held-out rows' tokens.
    private func validate(_ state: TrainingState) throws -> TrainingEvent? {
        guard !heldOut.isEmpty else { return nil }
        let lora = LoRA(pairs: pairs(sites, state.parameters), scale: settings.lora.scale)
        var sum = 0.0
        var tokens = 0
        let order = TrainingPlan.microBatches(
            Array(heldOut.indices), lengths: heldOut.map(\.tokens.count), most: 8)
        for part in order {
            let scored = try ScoredBatch(
                part.map { heldOut[$0] }, whole: settings.loss == .conversation)
            let values = try Scorer(decoder: model.decoder).logProbabilities(scored, lora: lora)
            sum -= values.reduce(0) { $0 + Double($1) }
            tokens += values.count
        }
        return .validation(step: state.step, loss: sum / Double(tokens), tokens: tokens)
    }

    private func hasStoppedLearning(_ events: [TrainingEvent]) -> Bool {
        guard settings.patience > 0 else { return false }
        let losses = events.compactMap { event -> Double? in
            if case .validation(_, let loss, _) = event { loss } else { nil }
        }
        guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else { return false }
        return losses.count - 1 - best >= settings.patience
    }
}

/// Parameters in the order a, b of the first site, a, b of the second, ...
func pairs(_ sites: [Site], _ parameters: [Tensor]) -> [Site: LoRAPair] {
    var pairs: [Site: LoRAPair] = [:]
    for (index, site) in sites.enumerated() {
        pairs[site] = LoRAPair(a: parameters[2 * index], b: parameters[2 * index + 1])
    }
    return pairs
}

private func sum(_ a: [Tensor]?, _ b: [Tensor]) throws -> [Tensor] {
    guard let a else { return b }
    let total = try zip(a, b).map { try $0 + $1 }
    try evaluate(total)
    return total
}

/// Euclidean length of all gradients taken as one vector.
private func length(of gradients: [Tensor]) throws -> Double {
    guard !gradients.isEmpty else { return 0 }
    let squares = try gradients.map { try $0.squared().sum(keep: true).reshaped([1]) }
    // Read at once: a GPU would be waited for once a gradient.
    return try Tensor.concatenated(squares, axis: 0).doubles().reduce(0, +).squareRoot()
}

extension TokenRow {
    /// The row without what stands behind the first `limit` tokens.
    func cut(to limit: Int) throws -> TokenRow {
        guard tokens.count > limit else { return self }
        guard prompt.count < limit else {
            throw LMError(
                .badInput, item: "row \(key)",
                "has a prompt of \(prompt.count) tokens, and the limit is \(limit).",
                remedy: "Shorten the question, or raise max-tokens of the training.")
        }
        return TokenRow(
            key: key, prompt: prompt, answer: Array(answer.prefix(limit - prompt.count)))
    }
}
