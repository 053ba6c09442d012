// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// The loss of some rows as a function of an adapter, along one direction, in both precisions.
struct LossAt {
    let rows: [TokenRow]
    let adapter: Adapter
    let file: RandomModelFile
    private let sites: [Site]
    /// Parameters a, b, a, b, ... with their shapes, and the direction beside them.
    private let parameters: [[Double]]
    private let shapes: [[Int]]
    private let direction: [[Double]]

    init(rows: [TokenRow], adapter: Adapter, file: RandomModelFile = .tiny) throws {
        self.rows = rows
        self.adapter = adapter
        self.file = file
        sites = Site.all(file.settings)
        let rank = adapter.settings.rank
        var parameters: [[Double]] = []
        var shapes: [[Int]] = []
        for site in sites {
            guard let matrices = adapter.matrices[site] else { continue }
            let (out, input) = site.projection.shape(file.settings)
            parameters += [matrices.a.map(Double.init), matrices.b.map(Double.init)]
            shapes += [[rank, input], [out, rank]]
        }
        self.parameters = parameters
        self.shapes = shapes
        direction = parameters.enumerated().map { number, values in
            let random = RowRandom(seed: UInt64(number))
            return values.indices.map { 2 * random.uniform($0) - 1 }
        }
    }

    /// (L(p + h d) - L(p - h d)) / 2 h
    func slopeInDoublePrecision() throws -> Double {
        try Engine.onProcessor { try differenceOfLosses() }
    }

    private func differenceOfLosses() throws -> Double {
        let decoder = try Decoder(WeightLoader(file: file, type: .float64))
        let step = 1e-5
        func loss(_ sign: Double) throws -> Double {
            let moved = try parameters.indices.map { index in
                let values = zip(parameters[index], direction[index]).map { $0 + sign * step * $1 }
                return try Tensor(values, shape: shapes[index])
            }
            return try sum(decoder, moved).scalar()
        }
        return (try loss(1) - loss(-1)) / (2 * step)
    }

    /// The gradient in float32, times the direction.
    func slopeOfGradient() throws -> Double {
        let decoder = try Decoder(WeightLoader(file: file))
        let inputs = try zip(parameters, shapes).map {
            try Tensor($0.map { Float($0) }, shape: $1)
        }
        let gradients = try valueAndGradients(at: inputs) { try sum(decoder, $0) }.gradients
        return try zip(gradients, direction).reduce(0) { total, pair in
            let values = try pair.0.doubles()
            return total + zip(values, pair.1).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    private func sum(_ decoder: Decoder, _ parameters: [Tensor]) throws -> Tensor {
        let lora = LoRA(pairs: pairs(sites, parameters), scale: adapter.settings.scale)
        return try TrainingLoss(decoder: decoder).sum(ScoredBatch(rows), lora: lora)
    }
}
