// SPDX-License-Identifier: Apache-2.0

/// For one n-gram: its largest count in any text of a pool, the largest in any other text, and
/// whose the largest is. So the largest count in all texts but one is known at once.
struct TopCounts {
    private var largest: Int32 = 0
    private var second: Int32 = 0
    private var owner: Int32 = -1

    mutating func add(_ count: Int32, of text: Int32) {
        if count > largest {
            second = largest
            largest = count
            owner = text
        } else if count > second {
            second = count
        }
    }

    func largest(without text: Int32) -> Int32 { owner == text ? second : largest }
}
