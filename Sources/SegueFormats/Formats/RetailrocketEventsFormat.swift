import SegueData

/// Retailrocket: `timestamp,visitorid,event,itemid,transactionid` with header, times in milliseconds. The transaction's
/// number is not kept: the event `transaction` says as much.
struct RetailrocketEventsFormat: HeadedFormat {
    let name = "retailrocket"
    let summary = "Retailrocket events.csv: timestamp,visitorid,event,itemid,transactionid"
    let fileNames = ["events.csv"]
    let delimiters = [Delimiter.comma]
    let timeUnit: TimeUnit? = .milliseconds
    let signature = ["timestamp", "visitorid", "event", "itemid"]
}
