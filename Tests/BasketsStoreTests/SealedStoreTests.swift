// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

@testable import BasketsStore

/// A folder of its own for a run and one for the key.
private func withFolders<Value>(_ body: (_ run: URL, _ config: URL) throws -> Value) throws -> Value
{
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (run, config) = (folder.appending(path: "run"), folder.appending(path: "config"))
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    return try body(run, config)
}

private func mode(_ file: URL) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
}

private func boxes(_ run: URL) throws -> [String: Data] {
    let store = try Store.open(run)  // Any handle on SQLite will do.
    return try store.database.inDatabase { db in
        try db.execute(
            sql: "ATTACH ? AS s", arguments: [run.appending(path: SealedStore.fileName).path])
        let rows = try Row.fetchAll(db, sql: "SELECT key, box FROM s.sealed")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["key"], $0["box"]) })
    }
}

private let planted = "The planted sentence about seven purple walruses."

@Test func givesBackTheTextsItSealed() throws {
    try withFolders { run, config in
        let store = try SealedStore.open(run, key: .open(config))
        let texts = [
            SealedText(key: "a", text: planted), SealedText(key: "b", text: ""),
            SealedText(key: "c", text: "é😀\u{0}\n"),
        ]
        try store.add(texts)
        #expect(
            try store.texts(keys: ["a", "b", "c", "none"]) == [
                "a": planted, "b": "", "c": "é😀\u{0}\n",
            ])
        #expect(try store.keys() == ["a", "b", "c"])
        let again = try SealedStore.open(run, key: .existing(config))
        #expect(try again.texts(keys: ["a"]) == ["a": planted])
    }
}

@Test func sealedFilesAndTheKeyAreForTheirOwnerAlone() throws {
    try withFolders { run, config in
        let store = try SealedStore.open(run, key: .open(config))
        try store.add([SealedText(key: "a", text: planted)])
        for name in try FileManager.default.contentsOfDirectory(atPath: run.path) {
            #expect(try mode(run.appending(path: name)) == 0o600, "\(name)")
        }
        #expect(try mode(config.appending(path: "seal.key")) == 0o600)
        #expect(try mode(config) == 0o700)
    }
}

@Test func anOpenModeIsClosedWhenTheStoreIsOpened() throws {
    try withFolders { run, config in
        _ = try SealedStore.open(run, key: .open(config))
        let file = run.appending(path: SealedStore.fileName)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        _ = try SealedStore.open(run, key: .open(config))
        #expect(try mode(file) == 0o600)
    }
}

@Test func noFileHoldsASealedText() throws {
    try withFolders { run, config in
        let store = try SealedStore.open(run, key: .open(config))
        try store.add((0..<50).map { SealedText(key: "k\($0)", text: "\(planted) \($0)") })
        try store.add([SealedText(key: "k0", text: "replaced")])
        for folder in [run, config] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let data = try Data(contentsOf: folder.appending(path: name))
                #expect(data.range(of: Data(planted.prefix(12).utf8)) == nil, "\(name)")
            }
        }
    }
}

@Test func aDumpAndADescriptionShowTheHashAlone() throws {
    try withFolders { run, config in
        let store = try SealedStore.open(run, key: .open(config))
        // printf abc | sha256sum
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let text = SealedText(key: "k", text: "abc")
        try store.add([text, SealedText(key: "j", text: planted)])
        var lines: [String] = []
        try store.dump { lines.append($0) }
        #expect(lines.count == 2)
        #expect(lines.last == "sealed {\"key\":\"k\",\"text\":\"sha256:\(hash)\"}")
        #expect("\(text)" == "k sha256:\(hash)")
        var reflected = ""
        dump(SealedText(key: "j", text: planted), to: &reflected)
        #expect(!reflected.contains("walrus"))
        #expect(!String(reflecting: SealedText(key: "j", text: planted)).contains("walrus"))
    }
}

@Test func noNonceComesTwice() throws {
    try withFolders { run, config in
        let key = try SealKey.open(config)
        let store = try SealedStore.open(run, key: key)
        try store.add(["a", "b"].map { SealedText(key: $0, text: "same text") })
        let first = try boxes(run)
        try store.add([SealedText(key: "a", text: "other text")])
        let second = try boxes(run)
        // The nonce is the first 12 bytes: another for another key, and for another text.
        let nonces = [first["a"], first["b"], second["a"]].map { $0?.prefix(12) }
        #expect(Set(nonces).count == 3)
        // The same key and text make the same box, so a text that is made again changes nothing.
        try store.add([SealedText(key: "a", text: "same text")])
        #expect(try boxes(run) == first)
        // Another run has a salt of its own: the same row has another box there.
        let other = run.deletingLastPathComponent().appending(path: "other")
        try SealedStore.open(other, key: key).add([SealedText(key: "a", text: "same text")])
        #expect(try boxes(other)["a"] != first["a"])
    }
}

@Test func aMissingKeyIsNamedWithTheRemedy() throws {
    try withFolders { run, config in
        _ = try SealedStore.open(run, key: .open(config))
        try FileManager.default.removeItem(at: config.appending(path: "seal.key"))
        let error = #expect(throws: StoreError.self) { try SealKey.existing(config) }
        #expect(error?.code == .badKey)
        #expect("\(error as Any)".contains("is not there, or may not be read."))
        #expect("\(error as Any)".contains("remove sealed.sqlite from the run"))
    }
}

@Test func anotherKeyIsRefused() throws {
    try withFolders { run, config in
        try SealedStore.open(run, key: .open(config)).add([SealedText(key: "a", text: planted)])
        let other = config.appending(path: "other")
        let error = #expect(throws: StoreError.self) {
            try SealedStore.open(run, key: .open(other))
        }
        #expect(error?.code == .badKey)
        #expect("\(error as Any)".contains("was sealed with another key than"))
    }
}

@Test func aKeyThatOthersMayReadOrThatIsCutIsRefused() throws {
    try withFolders { _, config in
        let file = try SealKey.open(config).file
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        let open = #expect(throws: StoreError.self) { try SealKey.open(config) }
        #expect("\(open as Any)".contains("Run `chmod 600"))
        try Data(repeating: 7, count: 31).write(to: file)
        let cut = #expect(throws: StoreError.self) { try SealKey.open(config) }
        #expect("\(cut as Any)".contains("has 31 bytes; a key has 32."))
    }
}

@Test func aKeyIsMadeOnce() throws {
    try withFolders { _, config in
        let first = try SealKey.open(config)
        let second = try SealKey.open(config)
        #expect(first.bytes == second.bytes)
        // No scratch file is left beside it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: config.path) == ["seal.key"])
    }
}

/// Changes of a box: a byte flipped, a box cut, a box in another row's place.
@Test(arguments: [
    "UPDATE s.sealed SET box = CAST(substr(box, 1, 20) || x'00' || substr(box, 22) AS BLOB)"
        + " WHERE key = 'a'",
    "UPDATE s.sealed SET box = substr(box, 1, 5) WHERE key = 'a'",
    "UPDATE s.sealed SET box = (SELECT box FROM s.sealed WHERE key = 'b') WHERE key = 'a'",
])
func aBoxThatWasChangedIsRefused(change: String) throws {
    try withFolders { run, config in
        let key = try SealKey.open(config)
        try SealedStore.open(run, key: key).add(
            ["a", "b"].map { SealedText(key: $0, text: planted + $0) })
        let other = try Store.open(run)
        try other.database.inDatabase { db in
            try db.execute(
                sql: "ATTACH ? AS s", arguments: [run.appending(path: "sealed.sqlite").path])
            try db.execute(sql: change)
        }
        let error = #expect(throws: StoreError.self) {
            try SealedStore.open(run, key: key).texts(keys: ["a"])
        }
        #expect(error?.code == .unreadable)
        #expect("\(error as Any)".contains("text a: was changed after it was sealed."))
    }
}

@Test func sealedTextsSurviveAKill() throws {
    try withFolders { run, config in
        let key = try SealKey.open(config)
        let store = try SealedStore.open(run, key: key)
        try store.add((0..<200).map { SealedText(key: "k\($0)", text: "\(planted) \($0)") })
        // The files of an open store as a killed process would leave them.
        let left = run.deletingLastPathComponent().appending(path: "left")
        try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            let name = SealedStore.fileName + suffix
            let file = run.appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            try FileManager.default.copyItem(at: file, to: left.appending(path: name))
        }
        let found = try SealedStore.open(left, key: key)
        #expect(try found.keys() == store.keys())
        #expect(try found.texts(keys: ["k199"]) == ["k199": "\(planted) 199"])
    }
}

@Test func refusesASealedFileThatIsNoStore() throws {
    try withFolders { run, config in
        let noise = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try noise.write(to: run.appending(path: SealedStore.fileName))
        #expect(throws: StoreError.self) { try SealedStore.open(run, key: .open(config)) }
    }
}
