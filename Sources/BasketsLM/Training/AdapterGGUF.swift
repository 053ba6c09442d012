// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An adapter as llama.cpp loads it beside a GGUF model (`--lora`): one file of float32 matrices.
///
/// llama.cpp's converter reorders the rows of queries and keys of the Llama architecture; what is added to
/// them is reordered in the same way.
///
/// Source: `convert_lora_to_gguf.py` and `LlamaModel.permute` of llama.cpp.
public enum AdapterGGUF {
    /// - Throws: `LMError` where a matrix does not fit the decoder; whatever the file system throws.
    public static func write(
        _ adapter: Adapter, decoder: DecoderSettings, to url: URL
    ) throws {
        try adapter.check(decoder)
        let rank = adapter.settings.rank
        var file = GGUFWriter()
        file.set("general.architecture", architecture(decoder).rawValue)
        file.set("general.type", "adapter")
        file.set("adapter.type", "lora")
        file.set("adapter.lora.alpha", Float(adapter.settings.alpha))
        for site in Site.all(decoder) {
            guard let matrices = adapter.matrices[site] else { continue }
            let (out, input) = site.projection.shape(decoder)
            let name = GGUFNames.file(site)
            file.add("\(name).lora_a", shape: [rank, input], matrices.a)
            file.add(
                "\(name).lora_b", shape: [out, rank],
                interleaved(matrices.b, site.projection, decoder, rank: rank))
        }
        try file.data.write(to: url, options: .atomic)
    }

    /// llama.cpp has Mistral's models under Llama's name.
    private static func architecture(_ decoder: DecoderSettings) -> DecoderSettings.Family {
        decoder.family == .mistral ? .llama : decoder.family
    }

    /// Row i + j D / 2 of each head becomes row 2i + j, where a head has D rows: what a
    /// ``GGUFModel`` undoes.
    static func interleaved(
        _ values: [Float], _ projection: Projection, _ decoder: DecoderSettings, rank: Int
    ) -> [Float] {
        guard architecture(decoder) == .llama, projection == .query || projection == .key else {
            return values
        }
        let (rows, half) = (decoder.headWidth, decoder.headWidth / 2)
        var result: [Float] = []
        result.reserveCapacity(values.count)
        for head in 0..<values.count / (rows * rank) {
            for row in 0..<rows {
                let source = head * rows + row / 2 + row % 2 * half
                result += values[source * rank..<(source + 1) * rank]
            }
        }
        return result
    }
}
