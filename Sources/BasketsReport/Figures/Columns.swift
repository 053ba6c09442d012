// SPDX-License-Identifier: Apache-2.0

/// How many small panels stand side by side.
enum Columns {
    /// Two or three, so that the last line is as full as can be.
    static func of(_ panels: Int) -> Int {
        switch panels {
        case ...1: 1
        case 2, 4: 2
        default: 3
        }
    }
}
