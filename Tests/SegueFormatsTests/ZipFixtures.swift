import Foundation

@testable import SegueFormats

/// Small archives made with Python's `zipfile`.
enum ZipFixtures {
    private static func decode(_ text: String) -> Data { Data(base64Encoded: text) ?? Data() }

    /// `ml-set/` with a deflated `ratings.csv` of three rows and a stored `docs/readme.txt` that says hello.
    static let good = decode(
        "UEsDBBQAAAAAAAAAIVAAAAAAAAAAAAAAAAAHAAAAbWwtc2V0L1BLAwQUAAAACAAAACFQtpXx/D4AAABFAAAAEgAAAG"
            + "1sLXNldC9yYXRpbmdzLmNzdistTi3yTNHJzS/LTAXSRYklmXnpOiWZuanFJYm5BVyGOoYGOiZ6BkDKAMQx1DHWM9Wx"
            + "NOAyAkmYAiUsDLgAUEsDBBQAAAAAAAAAIVCGphA2BQAAAAUAAAAWAAAAbWwtc2V0L2RvY3MvcmVhZG1lLnR4dGhlbG"
            + "xvUEsBAhQDFAAAAAAAAAAhUAAAAAAAAAAAAAAAAAcAAAAAAAAAAAAAAO1BAAAAAG1sLXNldC9QSwECFAMUAAAACAAA"
            + "ACFQtpXx/D4AAABFAAAAEgAAAAAAAAAAAAAAgAElAAAAbWwtc2V0L3JhdGluZ3MuY3N2UEsBAhQDFAAAAAAAAAAhUI"
            + "amEDYFAAAABQAAABYAAAAAAAAAAAAAAIABkwAAAG1sLXNldC9kb2NzL3JlYWRtZS50eHRQSwUGAAAAAAMAAwC5AAAA"
            + "zAAAAAAA")
    /// An entry `../evil.txt`.
    static let climbing = decode(
        "UEsDBBQAAAAAAAAAIVCDFtyMAQAAAAEAAAALAAAALi4vZXZpbC50eHR4UEsBAhQDFAAAAAAAAAAhUIMW3IwBAAAAAQ"
            + "AAAAsAAAAAAAAAAAAAAIABAAAAAC4uL2V2aWwudHh0UEsFBgAAAAABAAEAOQAAACoAAAAAAA==")
    /// An entry `/tmp/evil.txt`.
    static let absolute = decode(
        "UEsDBBQAAAAAAAAAIVCDFtyMAQAAAAEAAAANAAAAL3RtcC9ldmlsLnR4dHhQSwECFAMUAAAAAAAAACFQgxbcjAEAAA"
            + "ABAAAADQAAAAAAAAAAAAAAgAEAAAAAL3RtcC9ldmlsLnR4dFBLBQYAAAAAAQABADsAAAAsAAAAAAA=")
    /// A symbolic link to `/etc/passwd`.
    static let link = decode(
        "UEsDBBQAAAAAAAAAIVAKuR8pCwAAAAsAAAAEAAAAbGluay9ldGMvcGFzc3dkUEsBAhQDFAAAAAAAAAAhUAq5HykLAA"
            + "AACwAAAAQAAAAAAAAAAAAAAP+hAAAAAGxpbmtQSwUGAAAAAAEAAQAyAAAALQAAAAAA")
    /// The MD5 of ``good``, by Python's `hashlib`.
    static let goodMD5 = "c60e4639c1fc67e4fb7327b3c1f87fed"
}
