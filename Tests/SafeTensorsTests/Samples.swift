import Foundation

@testable import SafeTensors

/// A file with a header written by hand: length, JSON, data.
func handmadeFile(_ json: String, data: [UInt8] = []) -> [UInt8] {
    let header = Array(json.utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) } + header + data
}

/// The problem that reading a file ends with, or nil if it is read.
func problem(reading bytes: [UInt8]) -> SafeTensorsError.Problem? {
    do {
        _ = try SafeTensorsFile(bytes: bytes, name: "sample").tensors()
        return nil
    } catch {
        return error.problem
    }
}

/// A folder for one test, removed afterwards.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("safetensors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}

/// A small reproducible generator of random numbers (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
