// SPDX-License-Identifier: Apache-2.0

/// The word of a list that was probably meant.
package func suggestion(for word: String, among words: [String]) -> String? {
    let ranked = words.map { ($0, editDistance(word.lowercased(), $0.lowercased())) }
    guard let (best, distance) = ranked.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }),
        distance <= max(1, best.count / 3)
    else { return nil }
    return best
}

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the
/// other (optimal string alignment).
func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.prefix(64)), Array(b.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
            var best = min(row[j] + 1, rows[i][j + 1] + 1, replaced)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                best = min(best, rows[i - 1][j - 1] + 1)
            }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
