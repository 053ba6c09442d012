// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

/// What tests of sealing look through files with finds a word wherever and however it lies there.
@Test func aWordIsFoundInEachFormAndPlace() {
    let known = forms("walrus7")
    #expect(known.count == 8 && known[0] == Data("walrus7".utf8))
    let noise = Data("wal w\0alrus 7 wwalrus".utf8)
    #expect(known.allSatisfy { !noise.holds($0) && !Data().holds($0) })
    for form in known {
        for data in [form, noise + form, form + noise, noise + form + noise] {
            #expect(data.holds(form))
            // A slice, whose places do not begin at 0.
            #expect((noise + data).dropFirst(noise.count).holds(form))
        }
        #expect(!(noise + form.dropLast()).holds(form))
    }
}
