// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
public import Foundation

/// One property of the trainer, shown on this machine.
public struct Proof: Sendable {
    /// What holds: "pad and prompt tokens carry no loss".
    public let statement: String
    public let holds: Bool
    /// What was measured, beside its bound.
    public let finding: String
}

/// The trainer's proofs on a tiny model of random weights: no file, a few seconds.
public enum TrainerProofs {
    public static func all(in folder: URL) throws -> [Proof] {
        try [
            gradientsAreRight(), onlyAnswersCarryLoss(), microBatchesAddUp(),
            zeroUpdateChangesNothing(), mergingIsUndone(), stopTokenIsLearned(),
            oneSeedIsOneResult(), interruptionChangesNothing(folder),
        ]
    }

    // MARK: Material

    static func model() throws -> LanguageModel {
        LanguageModel(
            name: "tiny", tokenizer: ByteTokenizer(), chat: nil,
            decoder: try Decoder(WeightLoader(file: RandomModelFile.tiny)))
    }

    static func rows() -> [TokenRow] {
        let pairs = [
            ("two plus two? ", "four"), ("a cat says ", "miau, and sleeps"),
            ("red, green, ", "blue"),
            ("one, two, ", "three, four, five"), ("hello ", "you"),
            ("the sea is ", "wide and deep"),
            ("up and ", "down"), ("bread and ", "butter on it"),
        ]
        let bytes = ByteTokenizer()
        return pairs.enumerated().map { index, pair in
            TokenRow(
                key: "row \(index)", prompt: bytes.encode(pair.0),
                answer: bytes.encode(pair.1) + [256])
        }
    }

    /// An adapter whose b is not zero, so that everything has a gradient.
    static func adapter(_ settings: LoRASettings) -> Adapter {
        var adapter = Adapter.initial(settings, decoder: RandomModelFile.tiny.settings, seed: 7)
        for (site, matrices) in adapter.matrices {
            let random = RowRandom(seed: TrainingPlan.hash(site.path))
            let b = matrices.b.indices.map { Float(0.2 * (random.uniform($0) - 0.5)) }
            adapter.matrices[site] = .init(a: matrices.a, b: b)
        }
        return adapter
    }

    static func settings(dropout: Double = 0, microBatch: Int = 8) -> TrainingSettings {
        TrainingSettings(
            lora: LoRASettings(rank: 4, alpha: 8, dropout: dropout), learningRate: 1e-2, epochs: 3,
            batch: 8, microBatch: microBatch, warmup: 0, seed: 3, checkpointEvery: 1)
    }

    // MARK: Proofs

    /// The gradient in float32 along a direction, against a difference of losses in float64.
    static func gradientsAreRight() throws -> Proof {
        let loss = try LossAt(rows: rows(), adapter: adapter(settings().lora))
        let exact = try loss.slopeInDoublePrecision()
        let ours = try loss.slopeOfGradient()
        let error = abs(ours - exact) / abs(exact)
        return Proof(
            statement: "gradients equal differences of the loss in double precision",
            holds: error <= 1e-5,
            finding: "relative difference \(error.formatted3), at most 1e-5")
    }

    /// A batch of unequal rows has the loss of its rows alone, and as many places as answer tokens.
    static func onlyAnswersCarryLoss() throws -> Proof {
        let (model, rows) = (try model(), rows())
        let lora = try adapter(settings().lora).lora(model.settings)
        let loss = TrainingLoss(decoder: model.decoder)
        let together = try ScoredBatch(rows)
        let sum = try loss.sum(together, lora: lora).scalar()
        let alone = try rows.reduce(0) {
            try $0 + loss.sum(ScoredBatch([$1]), lora: lora).scalar()
        }
        let answers = rows.reduce(0) { $0 + $1.answer.count }
        let error = abs(sum - alone) / alone
        return Proof(
            statement: "pad and prompt tokens carry no loss",
            holds: error <= 1e-6 && together.targets.count == answers,
            finding: "\(together.targets.count) places for \(answers) answer tokens, "
                + "batch against single rows \(error.formatted3), at most 1e-6")
    }

    /// Gradients of one large batch and of four micro-batches, with dropout.
    static func microBatchesAddUp() throws -> Proof {
        var norms: [[Float]] = []
        for size in [8, 2] {
            var settings = settings(dropout: 0.2, microBatch: size)
            settings.epochs = 1
            let trainer = try Trainer(model(), settings: settings, rows: rows())
            guard
                let result = try trainer.train(from: adapter(settings.lora), report: { _ in true })
            else { continue }
            norms.append(result.adapter.flat)
        }
        let error = relativeDistance(norms.first ?? [], norms.last ?? [1])
        return Proof(
            statement: "four accumulated micro-batches equal one large batch, with dropout",
            holds: error <= 1e-5, finding: "relative distance \(error.formatted3), at most 1e-5")
    }

    /// With b = 0 the adapter changes no logit, not by a bit.
    static func zeroUpdateChangesNothing() throws -> Proof {
        let (model, row) = (try model(), rows()[1])
        let fresh = Adapter.initial(settings().lora, decoder: model.settings, seed: 5)
        let before = try model.score([row])
        let beside = try Scorer(decoder: model.decoder).logProbabilities(
            ScoredBatch([row]), lora: fresh.lora(model.settings))
        return Proof(
            statement: "an adapter with b = 0 changes no probability",
            holds: before == [beside], finding: "equal bit for bit: \(before == [beside])")
    }

    static func mergingIsUndone() throws -> Proof {
        let (model, row) = (try model(), rows()[1])
        let adapter = adapter(settings().lora)
        let before = try model.score([row])
        let beside = try Scorer(decoder: model.decoder).logProbabilities(
            ScoredBatch([row]), lora: adapter.lora(model.settings))
        try model.attach(adapter)
        let merged = try model.score([row])
        try model.attach(nil)
        let after = try model.score([row])
        let error = relativeDistance(merged.flatMap { $0 }, beside)
        return Proof(
            statement: "a merged adapter acts as one beside the weights, and is taken out again",
            holds: before == after && error <= 1e-5 && merged != before,
            finding: "restored bit for bit: \(before == after); "
                + "merged against beside \(error.formatted3), at most 1e-5")
    }

    /// After training on a few rows the model ends them where they end.
    static func stopTokenIsLearned() throws -> Proof {
        var settings = settings()
        (settings.epochs, settings.lora.rank) = (150, 8)
        let (model, rows) = (try model(), Array(rows().prefix(2)))
        let result = try Trainer(model, settings: settings, rows: rows).train { _ in true }
        try model.attach(result?.adapter)
        let written = try model.sample(
            rows.map { SampleRow(tokens: $0.prompt, seed: 1) },
            decoding: Decoding(temperature: 0, maxTokens: 40))
        let ended = written.count { $0.finish == .stop }
        let right = zip(written, rows).count { $0.tokens + [256] == $1.answer }
        return Proof(
            statement: "the token that ends an answer is learned", holds: ended == 2 && right == 2,
            finding: "\(ended) of 2 answers ended, \(right) of 2 as taught")
    }

    static func oneSeedIsOneResult() throws -> Proof {
        let results = try (0..<2).map { _ in
            try Trainer(model(), settings: settings(dropout: 0.1), rows: rows())
                .train { _ in true }?.adapter
        }
        let same = results[0] == results[1] && results[0] != nil
        return Proof(
            statement: "two runs of one seed give one adapter", holds: same,
            finding: "equal bit for bit: \(same)")
    }

    /// Stopped behind every step and gone on with, against a run in one piece.
    static func interruptionChangesNothing(_ folder: URL) throws -> Proof {
        let settings = settings(dropout: 0.1)
        let whole = try Trainer(model(), settings: settings, rows: rows()).train { _ in true }
        var pieces: TrainingResult?
        var parts = 0
        while pieces == nil, parts < 20 {
            parts += 1
            pieces = try Trainer(
                model(), settings: settings, rows: rows(),
                checkpoint: folder.appending(path: "interruption")
            ).train { event in if case .step = event { false } else { true } }
        }
        let same = pieces?.adapter == whole?.adapter && pieces?.events == whole?.events
        return Proof(
            statement: "interrupted and resumed equals uninterrupted", holds: same && parts > 3,
            finding: "\(parts) parts, adapter and events equal bit for bit: \(same)")
    }
}

/// Euclidean distance of two vectors, relative to the length of the first.
private func relativeDistance(_ a: [Float], _ b: [Float]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    let square = zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    let length = a.reduce(0.0) { $0 + Double($1) * Double($1) }
    return (square / length).squareRoot()
}

extension Adapter {
    /// All numbers, sites in order.
    fileprivate var flat: [Float] {
        matrices.sorted { $0.key.path < $1.key.path }.flatMap { $0.value.a + $0.value.b }
    }
}

extension Double {
    fileprivate var formatted3: String { String(format: "%.2g", self) }
}
