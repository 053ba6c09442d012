// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Baskets

struct AssetCatalogTests {
    @Test func namesTheAssetsOfTheDefaultStudies() throws {
        let catalog = try AssetCatalog.builtIn()
        let names = [
            "smollm2-135m-instruct", "gemma-3-270m", "all-minilm-l6-v2", "foldoc", "do-not-answer",
            "adv-bench", "in-the-wild-jailbreaks", "jailbreak-templates", "judge-calibration",
        ]
        #expect(catalog.assets.map(\.name) == names)
        #expect(try catalog.asset(named: "gemma-3-270m").kind == .model)
    }

    @Test func saysOfEachAssetWhatIsAllowed() throws {
        for asset in try AssetCatalog.builtIn().assets {
            #expect(!asset.licence.isEmpty && !asset.terms.isEmpty, "\(asset.name)")
            #expect(asset.about.count > 10, "\(asset.name)")
        }
    }

    @Test func opensWhatItVerifies() throws {
        for asset in try AssetCatalog.builtIn().assets where asset.main != "." {
            let folders = (asset.folders ?? []).map(\.path)
            #expect(asset.mainSHA256 != nil || folders.contains(asset.main), "\(asset.name)")
        }
    }

    @Test func givesHashesOfRightLength() throws {
        for asset in try AssetCatalog.builtIn().assets {
            let hashes = asset.files.map(\.sha256) + (asset.folders ?? []).map(\.sha256)
            #expect(hashes.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil }, "\(asset.name)")
            #expect(Set(asset.files.map(\.path)).count == asset.files.count, "\(asset.name)")
        }
    }

    @Test func carriesTheScriptAndTheCatalogAsTheyStandInTheSources() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Baskets/Assets").standardizedFileURL
        let catalog = try Data(contentsOf: folder.appending(path: "catalog.json"))
        let script = try Data(contentsOf: folder.appending(path: "fetch.py"))
        #expect(Array(catalog) == PackageResources.catalog_json)
        #expect(Array(script) == PackageResources.fetch_py)
    }

    @Test func namesTheKnownOnesWhenOneIsUnknown() throws {
        let catalog = try AssetCatalog.builtIn()
        let error = #expect(throws: AssetError.self) { try catalog.asset(named: "gpt-2") }
        #expect(error?.code == .unknown)
        #expect(
            error?.description.contains("gpt-2 is no asset of the catalog. Known are smol") == true)
    }

    @Test(arguments: [
        ("", "cannot be read"), ("{}", "cannot be read"),
        (#"{"format": 2, "assets": []}"#, "has format 2, not 1."),
    ])
    func refusesAnotherFormat(text: String, finding: String) {
        let error = #expect(throws: AssetError.self) { try AssetCatalog(json: Array(text.utf8)) }
        #expect(error?.code == .badCatalog)
        #expect(error?.description.contains(finding) == true)
    }
}
