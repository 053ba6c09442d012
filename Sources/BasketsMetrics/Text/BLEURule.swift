// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How the precisions of the orders of n-grams become one number.
enum BLEURule: Sendable {
    /// NLTK's smoothing method 1 (Chen and Cherry 2014): no match counts as a tenth of one, and an
    /// order that the text is too short for as one n-gram without a match.
    case method1
    /// sacreBLEU with exponential smoothing and effective order: the k-th order without a match
    /// counts as 1 / 2^k matches, and orders that the text is too short for are left out.
    case exponential

    /// The geometric mean of the precisions.
    ///
    /// - Parameters:
    ///   - orders: the highest n.
    ///   - matched: n-grams of the text that another one has too, by n; at least one word.
    ///   - total: n-grams of the text, by n.
    func precision(orders: Int, matched: (Int) -> Int32, total: (Int) -> Int32) -> Double {
        var logs = 0.0
        var used = 0
        var missing = 1.0
        for n in 1...orders {
            switch self {
            case .method1:
                let found = matched(n) == 0 ? 0.1 : Double(matched(n))
                logs += log(found / Double(max(1, total(n))))
            case .exponential:
                if total(n) == 0 { return exp(logs / Double(used)) }
                if matched(n) == 0 { missing /= 2 }
                logs += log((matched(n) == 0 ? missing : Double(matched(n))) / Double(total(n)))
            }
            used += 1
        }
        return exp(logs / Double(used))
    }
}
