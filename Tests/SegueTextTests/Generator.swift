import Foundation

/// The texts that `Fixtures/make_text.py` has, made again from the same seeds.
struct Generator {
    private struct Parts: Decodable {
        let unicode: [Int]
        let ranges: [[UInt32]]
        let fragments: [String]
    }

    private let parts: Parts
    private var state: UInt64

    init(seed: UInt64) throws {
        parts = try JSONDecoder().decode(Parts.self, from: fixture("texts.json"))
        state = seed
    }

    /// The version of Unicode whose assigned scalars the fixtures go by.
    var unicodeVersion: (major: Int, minor: Int) { (parts.unicode[0], parts.unicode[1]) }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    mutating func string() -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<below(14) {
            switch below(10) {
            case 0..<4: text.append(contentsOf: fragment().unicodeScalars)
            case 4..<7:
                let range = parts.ranges[below(parts.ranges.count)]
                let value = range[0] + UInt32(below(Int(range[1] - range[0] + 1)))
                if let scalar = Unicode.Scalar(value) { text.append(scalar) }
            case 7..<9: text.append(" ")
            default: text.append(Unicode.Scalar(UInt8(0x61 + below(26))))
            }
        }
        return String(text)
    }

    mutating func titles() -> [String] {
        (0..<1000).map { index in
            if index % 50 == 0 { return "" }
            let count = index % 50 == 1 ? 300 : 1 + below(9)
            return (0..<count).map { _ in fragment() }.joined(separator: " ")
        }
    }

    private mutating func fragment() -> String { parts.fragments[below(parts.fragments.count)] }
}

/// The contents of a file beside the tests.
func fixture(_ name: String) throws -> Data { try Data(contentsOf: fixtureURL(name)) }

/// The place of a file beside the tests.
func fixtureURL(_ name: String) throws -> URL {
    guard let url = Bundle.module.resourceURL else { throw CocoaError(.fileNoSuchFile) }
    return url.appendingPathComponent("Fixtures/\(name)")
}

/// Hashes of a fixture.
func hashes(_ name: String) throws -> [UInt32] {
    let bytes = [UInt8](try fixture(name))
    return stride(from: 0, to: bytes.count, by: 4).map { place in
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }
}

/// FNV-1a of 32 bits.
func fnv(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
}

/// The hash of ids, as the fixtures have it.
func fnv(ids: [Int32]) -> UInt32 { fnv(ids.flatMap { id in withUnsafeBytes(of: id.littleEndian) { Array($0) } }) }
