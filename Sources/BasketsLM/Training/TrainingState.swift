// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation

/// All that a training run is at one moment; saved and loaded, it goes on as if never interrupted.
struct TrainingState {
    /// Steps done.
    var step: Int
    /// Parameters with their moments: a, b of the first site, a, b of the second, ...
    var moments: [AdamW.State]
    var events: [TrainingEvent]

    var parameters: [Tensor] { moments.map(\.parameter) }

    init(_ adapter: Adapter, _ sites: [Site], decoder: DecoderSettings) throws {
        let lora = try adapter.lora(decoder)
        step = 0
        events = []
        moments = try sites.flatMap { site -> [AdamW.State] in
            guard let pair = lora.pairs[site] else {
                throw LMError(.badInput, item: "adapter", "has no matrices for \(site.path).")
            }
            return [try AdamW.State(parameter: pair.a), try AdamW.State(parameter: pair.b)]
        }
    }

    private init(step: Int, moments: [AdamW.State], events: [TrainingEvent]) {
        self.step = step
        self.moments = moments
        self.events = events
    }

    mutating func update(
        _ gradients: [Tensor], scale: Float, rate: Float, optimizer: AdamW
    ) throws {
        step += 1
        moments = try zip(moments, gradients).map { state, gradient in
            try optimizer.step(
                state, gradient: gradient, gradientScale: scale, learningRate: rate, step: step)
        }
        try evaluate(moments.flatMap { [$0.parameter, $0.first, $0.second] })
    }

    func adapter(_ sites: [Site], _ settings: LoRASettings) throws -> Adapter {
        var matrices: [Site: Adapter.Matrices] = [:]
        for (index, site) in sites.enumerated() {
            matrices[site] = Adapter.Matrices(
                a: try moments[2 * index].parameter.floats(),
                b: try moments[2 * index + 1].parameter.floats())
        }
        return Adapter(settings: settings, matrices: matrices)
    }

    // MARK: On disk

    private struct Header: Codable {
        let step: Int
        let settings: TrainingSettings
        let events: [TrainingEvent]
    }

    /// The state is one file, which takes its place by a rename: a kill leaves the old or the new.
    static func file(in folder: URL) -> URL { folder.appending(path: "state.safetensors") }

    func save(_ folder: URL, _ sites: [Site], _ settings: TrainingSettings) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var parts: [SafetensorsWriter.Tensor] = []
        for (index, state) in moments.enumerated() {
            for (part, tensor) in [
                ("parameter", state.parameter), ("first", state.first), ("second", state.second),
            ] {
                parts.append(
                    .init(
                        name: "\(index).\(part)", shape: tensor.shape, values: try tensor.floats()))
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = try encoder.encode(Header(step: step, settings: settings, events: events))
        try SafetensorsWriter.write(
            parts, metadata: ["state": String(decoding: header, as: UTF8.self)],
            to: Self.file(in: folder))
    }

    /// The saved state; nil where there is none, or one of other settings.
    static func load(
        _ folder: URL, _ sites: [Site], _ settings: TrainingSettings
    ) throws -> TrainingState? {
        let path = file(in: folder)
        guard FileManager.default.fileExists(atPath: path.path) else { return nil }
        let file = try SafetensorsFile(path)
        guard let text = file.metadata["state"] else { return nil }
        let saved = try JSONDecoder().decode(Header.self, from: Data(text.utf8))
        guard saved.settings == settings else { return nil }
        func tensor(_ index: Int, _ part: String) throws -> Tensor {
            let name = "\(index).\(part)"
            return try Tensor(file.floats(name), shape: file.shape(of: name) ?? [])
        }
        let moments = try (0..<2 * sites.count).map { index in
            AdamW.State(
                parameter: try tensor(index, "parameter"), first: try tensor(index, "first"),
                second: try tensor(index, "second"))
        }
        return TrainingState(step: saved.step, moments: moments, events: saved.events)
    }
}
