import CDigest
import SegueCore
import Testing

@testable import SegueFiles

/// Digests against the values that their standards print.
@Suite struct MessageDigestTests {
    private static let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

    /// Examples of FIPS 180-4's companion, and of RFC 1321, section A.5.
    @Test(arguments: [
        (MessageDigest.Algorithm.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
        (.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
        (
            .md5, "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a"
        ),
    ])
    func publishedExamples(_ algorithm: MessageDigest.Algorithm, _ text: String, _ expected: String) {
        var text = text
        #expect(text.withUTF8 { Hexadecimal.text(MessageDigest.digest(of: .init($0), algorithm)) } == expected)
    }

    /// A million times "a", in pieces of every length from 0 to 200.
    @Test func piecesGiveTheSameAsTheWhole() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(MessageDigest.sha256(of: bytes) == expected)
        var digest = MessageDigest()
        bytes.withUnsafeBytes { all in
            var (start, length) = (0, 0)
            while start < all.count {
                let end = min(start + length, all.count)
                digest.update(.init(rebasing: all[start..<end]))
                (start, length) = (end, (length + 1) % 201)
            }
        }
        #expect(Hexadecimal.text(digest.finalize()) == expected)
    }

    /// The processor's instructions and the plain code agree on blocks of all values.
    @Test func plainCodeAgrees() {
        let bytes = (0..<64 * 9).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 3) }
        var (fast, plain): ([UInt32], [UInt32]) = ([1, 2, 3, 4, 5, 6, 7, .max], [1, 2, 3, 4, 5, 6, 7, .max])
        cdigest_sha256(&fast, bytes, 9)
        cdigest_sha256_portable(&plain, bytes, 9)
        #expect(fast == plain)
    }
}
