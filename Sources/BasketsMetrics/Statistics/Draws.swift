// SPDX-License-Identifier: Apache-2.0

import BasketsCore

extension KeyedRandom {
    /// A number in `0..<bound`; written out, so that no release of Swift changes a draw.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// `count` different ones of the items, in a random order.
    mutating func draw<Item>(_ count: Int, of items: [Item]) -> [Item] {
        var rest = items
        for place in 0..<count {
            rest.swapAt(place, place + below(rest.count - place))
        }
        return Array(rest.prefix(count))
    }
}
