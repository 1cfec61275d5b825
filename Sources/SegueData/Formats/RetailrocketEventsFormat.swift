/// Retailrocket: `timestamp,visitorid,event,itemid,transactionid` with header, times in milliseconds. The transaction's
/// number is not kept: the event `transaction` says as much.
struct RetailrocketEventsFormat: InteractionFormat {
    let name = "retailrocket"
    let summary = "Retailrocket events.csv: timestamp,visitorid,event,itemid,transactionid"
    let fileNames = ["events.csv"]

    func recognizes(_ sample: FileSample) -> Bool {
        sample.header == "timestamp,visitorid,event,itemid,transactionid"
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        .delimited(
            DelimitedLayout(
                separator: 0x2C, hasHeader: true,
                fields: InteractionLayout(
                    fieldCount: 5, user: 1, item: 3, time: 0, timeEncoding: .milliseconds, behaviour: 2)))
    }
}
