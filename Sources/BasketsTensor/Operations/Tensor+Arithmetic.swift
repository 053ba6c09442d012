// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

// Shapes are broadcast against each other as in NumPy. Each operation throws `TensorError` when
// shapes or types do not fit.
extension Tensor {
    public static func + (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try binary("add", BT_ADD, a, b)
    }

    public static func - (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try binary("subtract", BT_SUBTRACT, a, b)
    }

    public static func * (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try binary("multiply", BT_MULTIPLY, a, b)
    }

    public static func / (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try binary("divide", BT_DIVIDE, a, b)
    }

    public static func * (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try a * Tensor.full([], Double(b), type: a.type)
    }

    public static func + (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try a + Tensor.full([], Double(b), type: a.type)
    }

    public func exp() throws(TensorError) -> Tensor { try unary("exp", BT_EXP) }
    public func log() throws(TensorError) -> Tensor { try unary("log", BT_LOG) }
    public func squareRoot() throws(TensorError) -> Tensor { try unary("square root", BT_SQRT) }
    public func squared() throws(TensorError) -> Tensor { try unary("square", BT_SQUARE) }
    public func tanh() throws(TensorError) -> Tensor { try unary("tanh", BT_TANH) }
    public func erf() throws(TensorError) -> Tensor { try unary("erf", BT_ERF) }

    /// The same values, through which no gradient flows.
    public func withoutGradient() throws(TensorError) -> Tensor {
        try unary("stop gradient", BT_STOP_GRADIENT)
    }

    /// Sum over one axis, or over all.
    public func sum(axis: Int? = nil, keep: Bool = false) throws(TensorError) -> Tensor {
        try reduce("sum", BT_SUM, axis, keep)
    }

    public func mean(axis: Int? = nil, keep: Bool = false) throws(TensorError) -> Tensor {
        try reduce("mean", BT_MEAN, axis, keep)
    }

    public func softmax(axis: Int = -1) throws(TensorError) -> Tensor {
        try reduce("softmax", BT_SOFTMAX, axis, true)
    }

    public func logSumExp(axis: Int = -1) throws(TensorError) -> Tensor {
        try reduce("log sum exp", BT_LOGSUMEXP, axis, false)
    }

    public func converted(to type: ElementType) throws(TensorError) -> Tensor {
        try make("convert") { bt_cast($0, handle, type.native) }
    }

    private static func binary(
        _ name: String, _ operation: bt_binary_op, _ a: Tensor, _ b: Tensor
    ) throws(TensorError) -> Tensor {
        try make(name) { bt_binary($0, operation, a.handle, b.handle) }
    }

    private func unary(
        _ name: String, _ operation: bt_unary_op
    ) throws(TensorError) -> Tensor {
        try make(name) { bt_unary($0, operation, handle) }
    }

    private func reduce(
        _ name: String, _ operation: bt_reduce_op, _ axis: Int?, _ keep: Bool
    ) throws(TensorError) -> Tensor {
        try make(name) { bt_reduce($0, operation, handle, axis.map(Int32.init) ?? .min, keep) }
    }
}
