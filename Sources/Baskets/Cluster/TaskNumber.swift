// SPDX-License-Identifier: Apache-2.0

/// How a scheduler names one job: its number, and its place in an array.
struct TaskNumber: Sendable, Hashable, Codable, LosslessStringConvertible {
    let number: Int
    /// nil where the job is no array.
    let task: Int?

    init(_ number: Int, task: Int? = nil) {
        self.number = number
        self.task = task
    }

    /// "17" or "17_4".
    init?(_ description: String) {
        let parts = description.split(separator: "_", omittingEmptySubsequences: false)
        guard let number = parts.first.flatMap({ Int($0) }), parts.count <= 2 else { return nil }
        let task = parts.count == 2 ? Int(parts[1]) : nil
        guard parts.count == 1 || task != nil else { return nil }
        self.init(number, task: task)
    }

    var description: String { task.map { "\(number)_\($0)" } ?? "\(number)" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = TaskNumber(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text.prefix(60)) is no number of a job")
        }
        self = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
