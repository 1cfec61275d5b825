import SegueFormats

/// JSON Lines.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array("{\"user\":\"u\",\"item\":1,\"time\":2,\"rating\":3}\n".utf8) + Array(buffer(start, count))
    text.withUnsafeBytes { read($0, ReadOptions(formatName: "jsonl", maximumBadRows: 1000)) }
    return 0
}
