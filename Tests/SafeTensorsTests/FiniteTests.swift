import SafeTensors
import Testing

/// Numbers that are none are found wherever they stand.
@Suite struct FiniteTests {
    @Test(arguments: [0, 1, 1023, 1024, 2047, 2499])
    func theFirstIsFound(index: Int) throws {
        for wrong in [Float.nan, .infinity, -.infinity, .signalingNaN] {
            var values = [Float](repeating: .greatestFiniteMagnitude, count: 2500)
            #expect(HostTensor(values).firstNonFinite == nil)
            values[index] = wrong
            values[2499] = .nan
            #expect(HostTensor(values).firstNonFinite == index)
        }
        var doubles = [Double](repeating: -.leastNonzeroMagnitude, count: 2500)
        doubles[index] = .infinity
        #expect(HostTensor(doubles).firstNonFinite == index)
    }

    @Test func otherTypes() throws {
        #expect(HostTensor([Int32](repeating: -1, count: 9)).firstNonFinite == nil)
        #expect(try HostTensor(dtype: .f16, shape: [2], bytes: [0xFF, 0x7B, 0x00, 0x7C]).firstNonFinite == 1)
        #expect(try HostTensor(dtype: .bf16, shape: [2], bytes: [0x7F, 0x7F, 0xC0, 0x7F]).firstNonFinite == 1)
        #expect(HostTensor([Float]()).firstNonFinite == nil)
    }
}
