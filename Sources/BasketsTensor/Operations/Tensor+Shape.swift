// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

extension Tensor {
    /// The same values in another shape; one size may be -1, for what is left.
    public func reshaped(_ shape: [Int]) throws(TensorError) -> Tensor {
        try make("reshape to \(shape)") {
            bt_reshape($0, handle, shape.dimensions, Int32(shape.count))
        }
    }

    public func transposed(_ axes: [Int]) throws(TensorError) -> Tensor {
        try make("transpose") { bt_transpose($0, handle, axes.dimensions, Int32(axes.count)) }
    }

    /// The last two axes exchanged.
    public var transpose: Tensor {
        get throws(TensorError) {
            var axes = Array(shape.indices)
            guard axes.count >= 2 else {
                throw TensorError(operation: "transpose", message: "shape \(shape) has no two axes")
            }
            axes.swapAt(axes.count - 1, axes.count - 2)
            return try transposed(axes)
        }
    }

    /// The part `range` of one axis; all of the others.
    public func slice(axis: Int, _ range: Range<Int>) throws(TensorError) -> Tensor {
        let (start, stop) = try bounds("slice", axis, range)
        return try make("slice") { bt_slice($0, handle, start, stop, Int32(start.count)) }
    }

    /// This tensor with `update` in the part `range` of one axis. Done in place where nothing else
    /// holds this tensor when it is evaluated.
    public func replacing(
        axis: Int, _ range: Range<Int>, with update: Tensor
    ) throws(TensorError) -> Tensor {
        let (start, stop) = try bounds("slice update", axis, range)
        return try make("slice update") {
            bt_slice_update($0, handle, update.handle, start, stop, Int32(start.count))
        }
    }

    /// Writes `update` to the part `range` of one axis, in place: whoever holds this tensor sees it.
    public func write(_ update: Tensor, axis: Int, _ range: Range<Int>) throws(TensorError) {
        let (start, stop) = try bounds("write", axis, range)
        try check("write", bt_write(handle, update.handle, start, stop, Int32(start.count)))
    }

    public static func concatenated(
        _ tensors: [Tensor], axis: Int
    ) throws(TensorError) -> Tensor {
        let handles: [OpaquePointer?] = tensors.map(\.handle)
        return try make("concatenate") {
            bt_concatenate($0, handles, Int32(handles.count), Int32(axis))
        }
    }

    /// Rows along `axis` at int32 `indices`: the shape of the indices takes the axis' place.
    public func rows(_ indices: Tensor, axis: Int = 0) throws(TensorError) -> Tensor {
        try make("take") { bt_take($0, handle, indices.handle, Int32(axis)) }
    }

    /// The library itself cuts a range that reaches beyond the axis, in silence.
    private func bounds(
        _ operation: String, _ axis: Int, _ range: Range<Int>
    ) throws(TensorError) -> ([Int32], [Int32]) {
        let shape = shape
        guard shape.indices.contains(axis), 0 <= range.lowerBound, range.upperBound <= shape[axis]
        else {
            throw TensorError(
                operation: operation, message: "\(range) of axis \(axis) is not in shape \(shape)")
        }
        var start = [Int32](repeating: 0, count: shape.count)
        var stop = shape.dimensions
        start[axis] = Int32(range.lowerBound)
        stop[axis] = Int32(range.upperBound)
        return (start, stop)
    }
}
