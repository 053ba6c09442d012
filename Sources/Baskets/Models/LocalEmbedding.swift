// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
import BasketsTensor

/// The sentence encoder of this machine, fetched where it is missing.
public enum LocalEmbedding {
    /// - Throws: `AssetError` when it is neither there nor to be fetched; `TensorError` when products
    ///   on this machine are wrong or slow.
    public static func load(_ library: ModelLibrary) async throws -> SentenceEncoder {
        try await AssetFetcher(catalog: library.catalog, cache: library.cache)
            .fetch([LocalModels.encoderAsset])
        _ = try EngineCheck.run()
        return try SentenceEncoder.load(try library.url(LocalModels.encoderAsset))
    }
}
