import SegueFormats

/// Atomic files, header included.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecBole(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    read(buffer(start, count), ReadOptions(formatName: "recbole", maximumBadRows: 1000))
    return 0
}
