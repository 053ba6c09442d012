// SPDX-License-Identifier: Apache-2.0

/// All faults of a study file, each with its place and remedy.
public struct StudyError: Error, Sendable, Hashable, CustomStringConvertible {
    public struct Fault: Sendable, Hashable, CustomStringConvertible {
        /// From 1; nil where the fault has no place in the file.
        public let line: Int?
        /// Path of the key: "training.rank"; empty for the file as a whole.
        public let key: String
        public let finding: String
        public let remedy: String

        public init(line: Int?, key: String, _ finding: String, remedy: String) {
            self.line = line
            self.key = key
            self.finding = finding
            self.remedy = remedy
        }

        public var description: String {
            let place = [line.map { "line \($0)" }, key.isEmpty ? nil : key].compactMap { $0 }
            return (place + ["\(finding) \(remedy)"]).joined(separator: ": ")
        }
    }

    /// Name of the study file.
    public let file: String
    /// In the order of the file.
    public let faults: [Fault]

    public init(file: String, faults: [Fault]) {
        self.file = file
        self.faults = faults
    }

    public var description: String {
        let count = faults.count == 1 ? "1 fault" : "\(faults.count) faults"
        return (["\(file) has \(count):"] + faults.map { "  \($0)" }).joined(separator: "\n")
    }
}
