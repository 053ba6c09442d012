// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The value of `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in one of three forms.
enum RetryAfter {
    /// How long to wait from `now` on, at least zero; nil for a value that says nothing.
    static func duration(_ value: String, now: Date) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        if let seconds = Double(text) {
            return seconds.isFinite && seconds >= 0 && seconds < 1e9 ? .seconds(seconds) : nil
        }
        guard let date = date(text) else { return nil }
        return .seconds(max(0, date.timeIntervalSince(now)))
    }

    static func date(_ text: String) -> Date? {
        let forms = [
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
            "EEE MMM d HH:mm:ss yyyy",
        ]
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        for form in forms {
            formatter.dateFormat = form
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
