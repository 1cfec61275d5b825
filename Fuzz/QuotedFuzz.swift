import SegueFormats

/// CSV after RFC 4180 with a header before the input, so that every byte of it is a row.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuoted(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array("user_id,item_id,note\n\"a\",b,c\n".utf8) + Array(buffer(start, count))
    text.withUnsafeBytes { read($0, ReadOptions(formatName: "csv", maximumBadRows: 1000, delimiter: .comma)) }
    return 0
}
