import Foundation

/// One record of a TensorBoard event file: the `Event` message of TensorFlow's `event.proto`, and its framing.
struct TensorBoardEvent {
    /// What the event says.
    enum Content {
        /// The version of the file; the first event of each file.
        case fileVersion
        /// The run goes on from a step: whatever earlier files say about it and later steps is void.
        case resumed
        /// A value of a curve.
        case scalar(tag: String, value: Float)
    }

    /// Seconds since 1970.
    var wallTime: Double
    var step: Int64
    var content: Content

    /// The event as a protocol-buffers message. Field numbers are those of `event.proto` and `summary.proto`.
    var message: ProtocolBuffer {
        var event = ProtocolBuffer()
        event.append(wallTime, field: 1)
        if step != 0 { event.append(step, field: 2) }
        switch content {
        case .fileVersion:
            event.append("brain.Event:2", field: 3)
        case .scalar(let tag, let value):
            var point = ProtocolBuffer()
            point.append(tag, field: 1)
            point.append(value, field: 2)
            var summary = ProtocolBuffer()
            summary.append(point, field: 1)
            event.append(summary, field: 5)
        case .resumed:
            var session = ProtocolBuffer()
            session.append(1 as Int64, field: 1)  // SessionLog.START
            event.append(session, field: 7)
        }
        return event
    }

    /// The event as it stands in the file: length, checksum of the length, message, checksum of the message; all
    /// integers little endian.
    var record: Data {
        let message = message.bytes
        let length = withUnsafeBytes(of: UInt64(message.count).littleEndian) { [UInt8]($0) }
        var record = Data(length)
        withUnsafeBytes(of: CRC32C.maskedChecksum(length).littleEndian) { record.append(contentsOf: $0) }
        record.append(contentsOf: message)
        withUnsafeBytes(of: CRC32C.maskedChecksum(message).littleEndian) { record.append(contentsOf: $0) }
        return record
    }
}
