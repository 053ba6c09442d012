// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// What the tensor library refused: its own sentence, and the operation it was asked for.
public struct TensorError: Error, Sendable, CustomStringConvertible {
    public let operation: String
    public let message: String

    public init(operation: String, message: String) {
        self.operation = operation
        self.message = message
    }

    public var description: String { "\(operation): \(message)" }
}

/// Calls the C interface and turns an error status into a throw.
func check(_ operation: String, _ status: Int32) throws(TensorError) {
    guard status != 0 else { return }
    throw TensorError(operation: operation, message: String(cString: bt_error()))
}

/// Calls a C function that makes one array.
func make(
    _ operation: String, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
) throws(TensorError) -> Tensor {
    var handle: OpaquePointer?
    try check(operation, body(&handle))
    guard let handle else { throw TensorError(operation: operation, message: "gave no array") }
    return Tensor(handle: handle)
}
