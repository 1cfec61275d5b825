import Testing

@testable import SafeTensors

/// The known attacks on readers of the format: each must be refused for its own reason.
@Suite struct AttackTests {
    private static let two = [UInt8](repeating: 0, count: 2)

    private func tensor(_ name: String = "a", type: String = "U8", shape: String = "2", offsets: String = "0,2")
        -> String
    {
        #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
    }

    @Test func handmadeFileIsRead() throws {
        let bytes = handmadeFile("{\(tensor())}", data: [7, 9])
        let file = try SafeTensorsFile(bytes: bytes, name: "sample")
        #expect(file.names == ["a"])
        #expect(try file.tensor(named: "a").array(of: UInt8.self) == [7, 9])
    }

    @Test(arguments: [100_000_001, UInt64.max, UInt64(Int64.max), UInt64(1) << 63])
    func hugeHeaderLength(length: UInt64) {
        let bytes = withUnsafeBytes(of: length.littleEndian) { [UInt8]($0) } + Array("{}".utf8)
        #expect(problem(reading: bytes) == .headerTooLong(bytes: length, limit: 100_000_000))
    }

    @Test func headerPastEnd() {
        let bytes: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)
        #expect(problem(reading: bytes) == .headerPastEnd(bytes: 3, available: 2))
    }

    @Test func overlap() {
        let json = "{\(tensor(shape: "2", offsets: "0,2")),\(tensor("b", shape: "2", offsets: "1,3"))}"
        let found = problem(reading: handmadeFile(json, data: [0, 0, 0]))
        #expect(found == .overlap(tensor: "b", begin: 1, previousEnd: 2))
    }

    @Test func sameDataTwice() {
        let json = "{\(tensor()),\(tensor("b"))}"
        #expect(problem(reading: handmadeFile(json, data: Self.two)) == .overlap(tensor: "b", begin: 0, previousEnd: 2))
    }

    @Test func hole() {
        let json = "{\(tensor()),\(tensor("b", offsets: "3,5"))}"
        let found = problem(reading: handmadeFile(json, data: [0, 0, 0, 0, 0]))
        #expect(found == .hole(tensor: "b", begin: 3, previousEnd: 2))
    }

    @Test func trailingBytes() {
        #expect(problem(reading: handmadeFile("{\(tensor())}", data: [0, 0, 0])) == .trailingBytes(count: 1))
        #expect(problem(reading: handmadeFile("{}", data: [0])) == .trailingBytes(count: 1))
    }

    @Test func dataPastEnd() {
        let found = problem(reading: handmadeFile("{\(tensor())}", data: [0]))
        #expect(found == .dataPastEnd(tensor: "a", end: 2, available: 1))
    }

    @Test func offsetsReversed() {
        let found = problem(reading: handmadeFile("{\(tensor(offsets: "2,0"))}", data: Self.two))
        #expect(found == .offsetsReversed(tensor: "a", begin: 2, end: 0))
    }

    @Test(arguments: [
        "-1", "1.0", "1e1", "01", "9223372036854775808", "18446744073709551616", "true", "null", "\"1\"", "",
    ])
    func notANonNegativeInteger(number: String) {
        for json in [tensor(shape: "2,\(number)"), tensor(offsets: "\(number),2")] {
            guard case .malformedHeader = problem(reading: handmadeFile("{\(json)}", data: Self.two)) else {
                Issue.record("\(json) was not refused as malformed")
                continue
            }
        }
    }

    @Test(arguments: [
        [4_294_967_296, 4_294_967_296], [9_223_372_036_854_775_807, 2], [4_611_686_018_427_387_904, 4, 0],
    ])
    func shapeOverflow(shape: [Int]) {
        let json = "{\(tensor(shape: shape.map(String.init).joined(separator: ",")))}"
        #expect(problem(reading: handmadeFile(json, data: Self.two)) == .shapeTooLarge(shape: shape, dtype: .u8))
    }

    @Test func byteCountOverflow() {
        let json = "{\(tensor(type: "F64", shape: "2305843009213693952"))}"
        let found = problem(reading: handmadeFile(json, data: Self.two))
        #expect(found == .shapeTooLarge(shape: [2_305_843_009_213_693_952], dtype: .f64))
    }

    @Test func sizeMismatch() {
        let found = problem(reading: handmadeFile("{\(tensor(type: "U16"))}", data: Self.two))
        #expect(found == .sizeMismatch(tensor: "a", bytes: 2, expectedBytes: 4))
    }

    @Test func duplicateNames() {
        let twice = handmadeFile("{\(tensor()),\(tensor())}", data: Self.two)
        #expect(problem(reading: twice) == .duplicateName("a", offset: 61))
        let escaped = handmadeFile("{\(tensor()),\(tensor("\\u0061"))}", data: Self.two)
        #expect(problem(reading: escaped) == .duplicateName("a", offset: 61))
        let metadata = handmadeFile(#"{"__metadata__":{"k":"1","k":"2"}}"#)
        #expect(problem(reading: metadata) == .duplicateName("k", offset: 33))
        let metadataTwice = handmadeFile(#"{"__metadata__":{},"__metadata__":{}}"#)
        #expect(problem(reading: metadataTwice) == .duplicateName("__metadata__", offset: 27))
        let field = handmadeFile(#"{"a":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}"#)
        #expect(problem(reading: field) == .duplicateName("dtype", offset: 27))
    }

    @Test(arguments: ["F4", "f32", "F128", "", "U8 "])
    func unknownElementType(type: String) {
        let found = problem(reading: handmadeFile("{\(tensor(type: type))}", data: Self.two))
        #expect(found == .unknownElementType(type, tensor: "a"))
    }

    @Test(arguments: [
        "", " ", "[]", "null", "{", "}", "{}{}", "{}x", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{,}", "{\"a\":{},}",
        #"{"a":{"dtype":"U8","shape":[0]}}"#, #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}}"#,
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"more":1}}"#,
        #"{"a":{"dtype":8,"shape":[0],"data_offsets":[0,0]}}"#,
        #"{"__metadata__":{"k":1}}"#, #"{"__metadata__":null}"#, #"{"__metadata__":"#, #"{"\x":1}"#, #"{"\ud800":1}"#,
        #"{"\udc00":1}"#, #"{"\ud800\ud800":1}"#, #"{"\u00g0":1}"#, "{\"a\nb\":1}", "{\"a",
    ])
    func malformedHeader(json: String) {
        guard case .malformedHeader = problem(reading: handmadeFile(json)) else {
            Issue.record("'\(json)' was not refused as malformed")
            return
        }
    }

    @Test func invalidUTF8() {
        for name: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8]] {
            let header = Array("{\"".utf8) + name + Array("\":1}".utf8)
            let bytes = [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header
            #expect(problem(reading: bytes) == .malformedHeader(offset: 10, expected: "a string of valid UTF-8"))
        }
    }

    @Test func deepNestingNeedsNoStack() {
        let json = String(repeating: "{\"a\":", count: 1_000_000)
        guard case .malformedHeader = problem(reading: handmadeFile(json)) else {
            Issue.record("deep nesting was not refused")
            return
        }
    }

    @Test func emptyFileOfTheFormat() throws {
        let file = try SafeTensorsFile(bytes: handmadeFile("{}"), name: "sample")
        #expect(file.names.isEmpty)
        #expect(throws: SafeTensorsError(file: "sample", problem: .noSuchTensor("a"))) { try file.tensor(named: "a") }
    }

    @Test func messagesNameFileAndProblem() {
        let error = SafeTensorsError(
            file: "weights.safetensors", problem: .sizeMismatch(tensor: "bias", bytes: 2, expectedBytes: 4))
        #expect(
            error.description
                == "weights.safetensors: tensor 'bias': 2 bytes of data, shape and element type ask for 4")
    }
}
