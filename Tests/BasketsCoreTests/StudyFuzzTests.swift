// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

/// A study file with pieces cut out, doubled, swapped and replaced is read or refused with faults,
/// and never ends the process.
@Test(arguments: 0..<40 as Range<UInt64>)
func aDamagedFileIsReadOrRefused(seed: UInt64) throws {
    let whole = Array(try shippedStudy("quickstart.yaml").unicodeScalars)
    let odd = Array("{}[]:,&*!|>'\"%@`#-? \n\t\u{0}\u{85}\u{feff}é😀0e9.~".unicodeScalars)
    var random = KeyedRandom(seed, "damage")
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    for _ in 0..<25 {
        var text = whole
        for _ in 0...below(4) {
            let (start, count) = (below(text.count), below(30))
            let end = min(start + count, text.count)
            switch below(4) {
            case 0: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: text[start..<end], at: below(text.count))
            case 2: text[start] = odd[below(odd.count)]
            default: text.insert(odd[below(odd.count)], at: start)
            }
        }
        let damaged = String(String.UnicodeScalarView(text))
        do {
            let study = try Study(yaml: damaged, file: "damaged.yaml")
            #expect(try Study(yaml: study.resolved, file: "resolved") == study)
        } catch let error as StudyError {
            #expect(!error.faults.isEmpty)
            #expect(error.faults.allSatisfy { !$0.finding.isEmpty && !$0.remedy.isEmpty })
        }
    }
}
