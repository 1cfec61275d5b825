import Testing

@testable import SafeTensors

@Suite struct HostTensorTests {
    @Test func valuesBecomeLittleEndianBytes() {
        let tensor = HostTensor(shape: [2, 1], values: [Int32(1), -2])
        #expect(tensor.dtype == .i32)
        #expect(tensor.shape == [2, 1])
        #expect(tensor.elementCount == 2)
        #expect(tensor.bytes == [1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF])
    }

    @Test func bytesBecomeValues() throws {
        let tensor = try HostTensor(dtype: .f32, shape: [2], bytes: [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0])
        #expect(try tensor.array(of: Float.self) == [1, -2.5])
    }

    @Test func wrongTypeIsRefused() {
        let tensor = HostTensor([Float(1)])
        #expect(throws: SafeTensorsError(problem: .elementTypeMismatch(found: .f32, requested: .f64))) {
            try tensor.array(of: Double.self)
        }
    }

    @Test func wrongSizeIsRefused() {
        #expect(throws: SafeTensorsError(problem: .valueCountMismatch(shape: [2], bytes: 7, expectedBytes: 8))) {
            try HostTensor(dtype: .f32, shape: [2], bytes: [UInt8](repeating: 0, count: 7))
        }
    }

    @Test func foreignBooleansAreMadeValid() throws {
        let tensor = try HostTensor(dtype: .bool, shape: [4], bytes: [0, 1, 2, 255])
        #expect(try tensor.array(of: Bool.self) == [false, true, true, true])
    }

    @Test func scalarAndEmpty() throws {
        #expect(HostTensor(shape: [], values: [2.5]).elementCount == 1)
        #expect(try HostTensor(shape: [0, 3], values: [Float]()).array(of: Float.self).isEmpty)
    }
}
