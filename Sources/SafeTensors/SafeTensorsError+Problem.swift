#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SafeTensorsError {
    /// The kinds of problem.
    public enum Problem: Error, Equatable, Sendable {
        /// A system call failed; `code` is `errno`, `bytes` what was to be written, if anything.
        case systemCallFailed(operation: String, code: Int32, bytes: Int?)
        /// Something else than a regular file stands at the path.
        case notARegularFile
        /// The file has not even the eight bytes of the header's length.
        case tooShort(bytes: Int)
        /// The header's length is above the format's limit.
        case headerTooLong(bytes: UInt64, limit: UInt64)
        /// The header reaches past the end of the file.
        case headerPastEnd(bytes: UInt64, available: Int)
        /// The header is not the JSON that the format prescribes; `offset` counts bytes of the file.
        case malformedHeader(offset: Int, expected: String)
        /// Two tensors, or two keys of one object, have the same name.
        case duplicateName(String, offset: Int)
        /// The element type is not one that this module knows.
        case unknownElementType(String, tensor: String)
        /// The size in bytes cannot be computed: a negative length, or a product beyond `Int`.
        case shapeTooLarge(shape: [Int], dtype: ElementType)
        /// The data offsets run backwards.
        case offsetsReversed(tensor: String, begin: Int, end: Int)
        /// The data offsets reach past the end of the file.
        case dataPastEnd(tensor: String, end: Int, available: Int)
        /// The data offsets span another number of bytes than shape and element type ask for.
        case sizeMismatch(tensor: String, bytes: Int, expectedBytes: Int)
        /// The tensor begins before the one in front of it ends.
        case overlap(tensor: String, begin: Int, previousEnd: Int)
        /// Bytes that belong to no tensor lie in front of this one.
        case hole(tensor: String, begin: Int, previousEnd: Int)
        /// Bytes that belong to no tensor lie at the end of the file.
        case trailingBytes(count: Int)
        /// No tensor has this name.
        case noSuchTensor(String)
        /// A tensor was read as another Swift type than its own.
        case elementTypeMismatch(found: ElementType, requested: ElementType)
        /// The number of bytes given is not the one that the shape asks for.
        case valueCountMismatch(shape: [Int], bytes: Int, expectedBytes: Int)
        /// A tensor handed to the writer is not what was announced under its name.
        case notAsAnnounced(tensor: String)
        /// The format keeps this name for itself.
        case reservedName(String)
    }
}

extension SafeTensorsError.Problem: CustomStringConvertible {
    /// The message for people, without the file's name.
    public var description: String {
        switch self {
        case .systemCallFailed(let operation, let code, let bytes):
            let amount = bytes.map { " \($0) bytes" } ?? ""
            return "cannot \(operation)\(amount): \(String(cString: strerror(code)))"
        case .notARegularFile:
            return "not a regular file"
        case .tooShort(let bytes):
            return "\(bytes) bytes, a safetensors file has at least 10: the file is truncated or something else"
        case .headerTooLong(let bytes, let limit):
            return "the header claims \(bytes) bytes, the format allows \(limit): not a safetensors file"
        case .headerPastEnd(let bytes, let available):
            return "the header claims \(bytes) bytes, the file has \(available) left: the file is truncated"
        case .malformedHeader(let offset, let expected):
            return "malformed header at byte \(offset): expected \(expected)"
        case .duplicateName(let name, let offset):
            return "duplicate name '\(name)' in the header at byte \(offset): names must be unique"
        case .unknownElementType(let type, let tensor):
            let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
            return "tensor '\(tensor)': unknown element type '\(type)', expected one of \(known)"
        case .reservedName(let name):
            return "the format keeps the name '\(name)' for itself: rename the tensor"
        default:
            return tensorDescription
        }
    }

    /// The messages about a tensor's location, size and type.
    private var tensorDescription: String {
        switch self {
        case .shapeTooLarge(let shape, let dtype):
            "shape \(shape) of \(dtype.rawValue) has no valid size in bytes"
        case .offsetsReversed(let tensor, let begin, let end):
            "tensor '\(tensor)': data begins at \(begin) and ends at \(end), before its beginning"
        case .dataPastEnd(let tensor, let end, let available):
            "tensor '\(tensor)': data ends at \(end), the file holds \(available) bytes of data: the file is truncated"
        case .sizeMismatch(let tensor, let bytes, let expectedBytes):
            "tensor '\(tensor)': \(bytes) bytes of data, shape and element type ask for \(expectedBytes)"
        case .overlap(let tensor, let begin, let previousEnd):
            "tensor '\(tensor)': data begins at \(begin), inside the tensor before it, which ends at \(previousEnd)"
        case .hole(let tensor, let begin, let previousEnd):
            "tensor '\(tensor)': data begins at \(begin), expected \(previousEnd): the bytes between belong to none"
        case .trailingBytes(let count):
            "\(count) bytes after the last tensor belong to none"
        case .noSuchTensor(let name):
            "no tensor is named '\(name)'"
        case .elementTypeMismatch(let found, let requested):
            "the tensor holds \(found.rawValue), \(requested.rawValue) was asked for"
        case .valueCountMismatch(let shape, let bytes, let expectedBytes):
            "\(bytes) bytes of values for shape \(shape), expected \(expectedBytes)"
        case .notAsAnnounced(let tensor):
            "tensor '\(tensor)': shape or element type differ from those announced to the writer"
        default:
            "unexpected problem"
        }
    }
}
