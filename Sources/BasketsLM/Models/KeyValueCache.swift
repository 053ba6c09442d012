// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Keys and values of the tokens so far, per layer [B, capacity, K, D], written in place.
final class KeyValueCache {
    private var keys: [Tensor]
    private var values: [Tensor]
    private(set) var rows: Int
    private let capacity: Int
    /// Columns filled.
    private(set) var length = 0

    init(
        _ settings: DecoderSettings, type: ElementType = .float32, rows: Int, capacity: Int
    ) throws {
        let shape = [rows, capacity, settings.keyHeads, settings.headWidth]
        keys = try (0..<settings.layers).map { _ in try Tensor.full(shape, 0, type: type) }
        values = try (0..<settings.layers).map { _ in try Tensor.full(shape, 0, type: type) }
        self.rows = rows
        self.capacity = capacity
    }

    /// Writes keys and values of the next columns [B, T, K, D], and gives all columns back.
    func append(layer: Int, keys k: Tensor, values v: Tensor) throws -> (Tensor, Tensor) {
        let columns = length..<length + k.shape[1]
        try keys[layer].write(k, axis: 1, columns)
        try values[layer].write(v, axis: 1, columns)
        return (keys[layer], values[layer])
    }

    /// Place of each column of each row among texts one behind the other [B * T], for ``fill``.
    private var places: Tensor?

    /// Says where the tokens of these texts stand: on the left of columns that end together.
    func place(_ texts: TextBatch) throws {
        let places = texts.lengths.enumerated().flatMap { text, length -> [Int32] in
            [Int32](repeating: 0, count: texts.longest - length)
                + (0..<length).map { texts.place(text, $0) }
        }
        self.places = try Tensor(places, shape: [places.count])
    }

    /// Writes keys and values of the texts' tokens [N, K, D] to the first columns.
    func fill(layer: Int, keys k: Tensor, values v: Tensor) throws {
        guard let places else { return }
        func columns(_ x: Tensor) throws -> Tensor {
            try x.rows(places).reshaped([rows, -1, x.shape[1], x.shape[2]])
        }
        _ = try append(layer: layer, keys: columns(k), values: columns(v))
    }

    /// To be called once all layers have written `count` columns.
    func advance(_ count: Int) { length += count }

    /// Keeps these rows only.
    func keep(rows kept: [Int]) throws {
        let indices = try Tensor(kept.map(Int32.init), shape: [kept.count])
        for layer in keys.indices {
            keys[layer] = try keys[layer].rows(indices)
            values[layer] = try values[layer].rows(indices)
        }
        rows = kept.count
        try evaluate(keys + values)
    }

    var tensors: [Tensor] { keys + values }
}
