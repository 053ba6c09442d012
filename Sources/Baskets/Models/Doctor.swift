// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
public import Foundation

/// Looks at what a study needs on this machine, and says what is missing with its remedy.
public struct Doctor {
    public struct Finding: Sendable, Hashable, Codable {
        public enum Grade: String, Sendable, Hashable, Codable {
            case good
            /// Not needed by all studies.
            case note
            case bad
        }

        public let what: String
        public let grade: Grade
        public let finding: String
        public let remedy: String?
    }

    private let library: ModelLibrary
    private let folder: URL

    /// - Parameter folder: where runs would be written.
    public init(_ library: ModelLibrary, folder: URL) {
        self.library = library
        self.folder = folder
    }

    public func look() async -> [Finding] {
        [processor, matrixLibrary(), memory, disk(folder, "disk for runs"), python]
            + library.catalog.assets.map(asset)
    }

    private var processor: Finding {
        let gpu = Engine.hasGPU ? "a GPU backend" : "no GPU backend"
        return Finding(
            what: "processor", grade: .good, finding: "\(Engine.threads) threads, \(gpu)",
            remedy: nil)
    }

    private func matrixLibrary() -> Finding {
        do {
            let check = try EngineCheck.run()
            return Finding(
                what: "matrix library", grade: .good,
                finding: "\(Int(check.gigaflops)) GFLOP/s; \(Engine.matrixLibrary)", remedy: nil)
        } catch {
            return Finding(
                what: "matrix library", grade: .bad, finding: "\(error)",
                remedy: "Run `make setup build`.")
        }
    }

    private var memory: Finding {
        let total = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        return Finding(
            what: "memory", grade: total < 6 ? .bad : .good,
            finding: String(format: "%.0f GB", total),
            remedy: total < 6 ? "The default studies take up to 6 GB." : nil)
    }

    private func disk(_ folder: URL, _ what: String) -> Finding {
        let free =
            (try? FileManager.default.attributesOfFileSystem(forPath: folder.path))?[
                .systemFreeSize] as? NSNumber
        guard let free = free.map({ $0.doubleValue / 1e9 }) else {
            return Finding(what: what, grade: .note, finding: "cannot be read", remedy: nil)
        }
        return Finding(
            what: what, grade: free < 2 ? .bad : .good,
            finding: String(format: "%.0f GB free", free),
            remedy: free < 2 ? "Free 2 GB, or name another folder with --run." : nil)
    }

    private var python: Finding {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = paths.contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/python3")
        }
        return Finding(
            what: "python3, for `baskets fetch`", grade: found ? .good : .note,
            finding: found ? "found" : "not found",
            remedy: found ? nil : "Run `make setup`, or install python3.")
    }

    private func asset(_ asset: Asset) -> Finding {
        let here = library.cache.holds(asset)
        return Finding(
            what: "asset \(asset.name)", grade: here ? .good : .note,
            finding: here ? "in the cache" : "not fetched",
            remedy: here ? nil : "`baskets fetch \(asset.name)` where a study needs it.")
    }
}
