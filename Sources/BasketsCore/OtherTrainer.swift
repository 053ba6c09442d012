// SPDX-License-Identifier: Apache-2.0

/// A program that trains in place of our own trainer.
public enum OtherTrainer: Sendable, Hashable, Codable {
    /// Words of a command; the path of the job's file is put behind them.
    case command([String])
    /// So many processes of this program, which share each micro-batch.
    case workers(Int)
    /// The script that comes with this program (transformers, PEFT), by Python.
    case accelerate(Accelerate)

    public struct Accelerate: Sendable, Hashable, Codable {
        /// With torch, transformers, peft and safetensors.
        public var python: String
        /// Processes on this machine; with GPUs one for each.
        public var processes: Int
        /// Whether frozen weights lie in parts on all processes.
        public var isSharded: Bool

        public init(python: String = "python3", processes: Int = 1, isSharded: Bool = false) {
            self.python = python
            self.processes = processes
            self.isSharded = isSharded
        }
    }
}
