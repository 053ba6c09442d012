// SPDX-License-Identifier: Apache-2.0

/// A limit per minute as a bucket that fills evenly: a second's worth may go at once, what is taken
/// beyond is waited for.
struct RateBucket: Sendable, Equatable {
    let perMinute: Double
    private let size: Double
    private var level: Double
    private var at: Duration = .zero

    init(perMinute: Int) {
        self.perMinute = Double(perMinute)
        size = max(1, self.perMinute / 60)
        level = size
    }

    private func level(at now: Duration) -> Double {
        min(size, level + max(0, (now - at) / .seconds(60)) * perMinute)
    }

    /// How long until so much may go; zero: now. An amount beyond the bucket goes when it is full.
    func wait(for amount: Double, now: Duration) -> Duration {
        let missing = min(amount, size) - level(at: now)
        return missing <= 1e-9 ? .zero : .seconds(missing / perMinute * 60)
    }

    mutating func take(_ amount: Double, now: Duration) {
        level = level(at: now) - amount
        at = now
    }

    /// Gives back what was taken too much; takes more where `amount` is below zero.
    mutating func giveBack(_ amount: Double) { level = min(size, level + amount) }
}
