import Crypto
import Foundation

/// Names contents by their SHA-256.
public enum Fingerprint {
    /// 64 lower-case hexadecimal digits.
    public static func sha256(of data: Data) -> String {
        SHA256.hash(data: data).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
