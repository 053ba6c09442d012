// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// Value of a scalar function of tensors, and its gradient with respect to each of them.
///
/// - Throws: what `function` throws, or `TensorError` when its result is no scalar.
public func valueAndGradients(
    at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
    try withoutActuallyEscaping(function) { function in
        let call = Call(function)
        var value: OpaquePointer?
        var gradients = [OpaquePointer?](repeating: nil, count: inputs.count)
        let handles: [OpaquePointer?] = inputs.map(\.handle)
        let status = bt_value_and_gradients(
            &value, &gradients, trampoline, Unmanaged.passUnretained(call).toOpaque(), handles,
            Int32(inputs.count))
        if let error = call.error { throw error }
        try check("gradient", status)
        guard let value else { throw TensorError(operation: "gradient", message: "gave no value") }
        return (Tensor(handle: value), gradients.compactMap { $0.map(Tensor.init(handle:)) })
    }
}

/// The Swift function behind the C callback, and the error that it threw.
private final class Call {
    let function: ([Tensor]) throws -> Tensor
    var error: (any Error)?

    init(_ function: @escaping ([Tensor]) throws -> Tensor) { self.function = function }

    func run(_ inputs: [Tensor]) -> Tensor? {
        do {
            return try function(inputs)
        } catch {
            self.error = error
            return nil
        }
    }
}

private let trampoline: bt_function = { context, inputs, count, out in
    guard let context, let inputs, let out else { return 1 }
    let call = Unmanaged<Call>.fromOpaque(context).takeUnretainedValue()
    var tensors: [Tensor] = []
    for index in 0..<Int(count) {
        var copy: OpaquePointer?
        guard bt_copy(&copy, inputs[index]) == 0, let copy else { return 1 }
        tensors.append(Tensor(handle: copy))
    }
    guard let result = call.run(tensors) else { return 1 }
    return bt_copy(out, result.handle)
}
