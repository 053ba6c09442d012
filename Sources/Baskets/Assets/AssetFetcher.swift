// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

/// Brings assets and files of the hub into the cache by two scripts that the command carries inside.
///
/// The scripts speak to the terminal themselves: licence and terms of what they fetch, progress, and
/// what went wrong. Assets come by pip and apt-get with the user's own settings, the hub's files by
/// HTTPS. Every file is verified; what is there is left alone.
public struct AssetFetcher: Sendable {
    public let catalog: AssetCatalog
    public let cache: AssetCache

    public init(catalog: AssetCatalog, cache: AssetCache) {
        self.catalog = catalog
        self.cache = cache
    }

    /// - Parameter names: assets, and files and models of the hub (`huggingface:...`).
    /// - Throws: `AssetError` when a name is unknown or the scripts could not bring all;
    ///   `CancellationError` when it was interrupted, with what had arrived kept.
    public func fetch(_ names: [String]) async throws {
        let hub = try names.filter(HubName.isOne).map { try HubName($0, standard: .models) }
        let assets = try names.filter { !HubName.isOne($0) }.map { try catalog.asset(named: $0) }
        try await fetch(assets: assets, hub: hub)
    }

    func fetch(assets: [Asset], hub: [HubName]) async throws {
        let missing = assets.filter { !cache.holds($0) }.map(\.name)
        if !missing.isEmpty { try await run("fetch.py", missing) }
        let absent = hub.filter { (try? cache.location(of: $0)) == nil }
        if !absent.isEmpty { try await run("hub.py", absent.map(\.path)) }
    }

    private func run(_ script: String, _ names: [String]) async throws {
        let scripts = FileManager.default.temporaryDirectory
            .appending(path: "baskets-fetch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scripts) }
        try write(into: scripts)
        let status = try await status(of: scripts.appending(path: script), names: names)
        switch status {
        case .exited(0): return
        case .exited(130), .signaled(SIGINT), .signaled(SIGTERM): throw CancellationError()
        default:
            throw AssetError(
                .fetchFailed, item: names.joined(separator: ", "),
                "could not be fetched (\(status)); the lines above say why.",
                remedy: "Run the same command again to go on.")
        }
    }

    private func write(into folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(PackageResources.fetch_py).write(to: folder.appending(path: "fetch.py"))
        try Data(PackageResources.hub_py).write(to: folder.appending(path: "hub.py"))
        try Data(PackageResources.catalog_json).write(to: folder.appending(path: "catalog.json"))
    }

    private func status(of script: URL, names: [String]) async throws -> TerminationStatus {
        do {
            let result = try await Subprocess.run(
                .name("python3"),
                arguments: Arguments([script.path, "--cache", cache.folder.path, "--"] + names),
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
