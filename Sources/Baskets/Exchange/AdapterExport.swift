// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsStore
package import Foundation

/// The adapters of a run for servers: each cell's folder in PEFT's layout, as vLLM loads it, and a GGUF
/// file, as llama.cpp does.
package struct AdapterExport {
    /// Names of the cells that were written.
    package let cells: [String]
    /// Why there are no GGUF files, by target.
    package let withoutGGUF: [String: String]

    /// - Parameter out: gets `CELL/` and `CELL.gguf`; what is there under these names is replaced.
    /// - Throws: `RunError` where the run is not prepared or has no adapter.
    package init(_ run: URL, to out: URL) throws {
        let store = try Store.existing(run)
        guard let keys = try RunFacts.keys(store) else {
            throw RunError(
                .missing, item: run.path, "is not prepared yet.", remedy: "Use `baskets run`.")
        }
        let train = Train(keys: keys, store: store, supply: NoModels(), folder: run)
        let planned = try train.plan()
        let rows = try store.cells(keys: planned.map(\.key))
        let library = try ModelLibrary.standard()
        let files = FileManager.default
        try files.createDirectory(at: out, withIntermediateDirectories: true)
        var (cells, without): ([String], [String: String]) = ([], [:])
        for cell in planned {
            guard let place = rows[cell.key]?.folder,
                let target = keys.study.target(named: cell.cell.target)
            else { continue }
            let (from, to) = (run.appending(path: place), out.appending(path: cell.cell.name))
            try? files.removeItem(at: to)
            try files.copyItem(at: from, to: to)
            do {
                let decoder = try ModelFolder.open(library.url(target.model)).settings
                try AdapterGGUF.write(
                    AdapterFolder.load(from), decoder: decoder,
                    to: to.appendingPathExtension("gguf"))
            } catch { without[target.name] = "\(error)" }
            cells.append(cell.cell.name)
        }
        guard !cells.isEmpty else {
            throw RunError(
                .missing, item: run.path, "has no adapter yet.",
                remedy: "Run the study through `train`.")
        }
        (self.cells, withoutGGUF) = (cells, without)
    }
}
