import Foundation
import Testing

@testable import SafeTensors

/// Files cut short or with flipped bits: an error or a valid reading, never a crash.
@Suite struct DamageTests {
    private let original: [UInt8]

    init() throws {
        let tensors = [
            "cell.weight": HostTensor(shape: [3, 4], values: (0..<12).map { Float($0) }),
            "cell.bias": HostTensor(shape: [3], values: [Float(0.5), -0.5, 0]),
            "steps": HostTensor(shape: [], values: [Int64(17)]),
            "mask": HostTensor([true, false, true]),
        ]
        original = try SafeTensorsWriter.encode(tensors, metadata: ["model": "gru", "note": "naïve"])
    }

    @Test func everyTruncationIsRefused() {
        for length in 0..<original.count {
            #expect(problem(reading: Array(original.prefix(length))) != nil, "cut to \(length) bytes")
        }
    }

    @Test func everyTruncationOfAMappedFileIsRefused() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("cut.safetensors")
            for length in 0..<original.count {
                try Data(original.prefix(length)).write(to: url)
                let error = #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(contentsOf: url) }
                #expect(error?.file == url.path)
            }
        }
    }

    @Test func randomBitFlips() throws {
        var generator = SplitMix(state: 1)
        var (refused, read) = (0, 0)
        for _ in 0..<10_000 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0..<damaged.count, using: &generator)
                damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            if let tensors = try? SafeTensorsFile(bytes: damaged, name: "damaged").tensors() {
                #expect(tensors.values.allSatisfy { $0.bytes.count == $0.description.byteCount })
                read += 1
            } else {
                refused += 1
            }
        }
        // Most of the file is header, and of the header's bits only those in names and metadata are free.
        #expect(refused > 5_000 && read > 500, "\(refused) refused, \(read) read")
    }

    @Test func randomBytesInTheHeader() {
        var generator = SplitMix(state: 2)
        let alphabet = Array(#"{}[]",:0123456789 eE.-\u"#.utf8)
        for _ in 0..<10_000 {
            let count = Int.random(in: 0..<64, using: &generator)
            let header = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let bytes = [UInt8(count), 0, 0, 0, 0, 0, 0, 0] + header
            if problem(reading: bytes) == nil {
                #expect(header.first == UInt8(ascii: "{") || header.first == UInt8(ascii: " "))
            }
        }
    }

    @Test func notAFile() throws {
        try withTemporaryFolder { folder in
            #expect(throws: SafeTensorsError(file: folder.path, problem: .notARegularFile)) {
                try SafeTensorsFile(contentsOf: folder)
            }
            let missing = folder.appendingPathComponent("missing")
            let code = SafeTensorsError.Problem.systemCallFailed(operation: "open", code: 2, bytes: nil)
            #expect(throws: SafeTensorsError(file: missing.path, problem: code)) {
                try SafeTensorsFile(contentsOf: missing)
            }
            #expect(throws: SafeTensorsError(file: "/dev/zero", problem: .notARegularFile)) {
                try SafeTensorsFile(contentsOf: URL(fileURLWithPath: "/dev/zero"))
            }
        }
    }
}
