// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

/// Brings assets into the cache by the one fetch script, which the command carries inside.
///
/// The script speaks to the terminal itself: licence and terms of what it fetches, progress, and
/// what went wrong. It uses pip and apt-get with the user's own settings, verifies every file and
/// leaves alone what is there.
public struct AssetFetcher: Sendable {
    public let catalog: AssetCatalog
    public let cache: AssetCache

    public init(catalog: AssetCatalog, cache: AssetCache) {
        self.catalog = catalog
        self.cache = cache
    }

    /// - Throws: `AssetError` when a name is unknown or the script could not bring all;
    ///   `CancellationError` when it was interrupted, with what had arrived kept.
    public func fetch(_ names: [String]) async throws {
        let assets = try names.map { try catalog.asset(named: $0) }
        let missing = assets.filter { !cache.holds($0) }.map(\.name)
        guard !missing.isEmpty else { return }
        let scripts = FileManager.default.temporaryDirectory
            .appending(path: "baskets-fetch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scripts) }
        try write(into: scripts)
        let status = try await runScript(in: scripts, names: missing)
        switch status {
        case .exited(0): return
        case .exited(130), .signaled(SIGINT), .signaled(SIGTERM): throw CancellationError()
        default:
            throw AssetError(
                .fetchFailed, item: missing.joined(separator: ", "),
                "could not be fetched (\(status)); the lines above say why.",
                remedy: "Run the same command again to go on.")
        }
    }

    private func write(into folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(PackageResources.fetch_py).write(to: folder.appending(path: "fetch.py"))
        try Data(PackageResources.catalog_json).write(to: folder.appending(path: "catalog.json"))
    }

    private func runScript(in folder: URL, names: [String]) async throws -> TerminationStatus {
        let script = folder.appending(path: "fetch.py").path
        do {
            let result = try await run(
                .name("python3"),
                arguments: Arguments([script, "--cache", cache.folder.path, "--"] + names),
                input: .none, output: .currentStandardError, error: .currentStandardError)
            return result.terminationStatus
        } catch let error as SubprocessError {
            throw AssetError(
                .fetchFailed, item: names.joined(separator: ", "),
                "could not be fetched: python3 did not start (\(error)).",
                remedy: "Run Scripts/setup, or install python3 and pip.")
        }
    }
}
