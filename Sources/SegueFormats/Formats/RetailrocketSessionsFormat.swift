/// A sample of Retailrocket cut into sessions: `timestamp user_id item_id session_id` with tabs and header. The session
/// becomes a context column.
struct RetailrocketSessionsFormat: HeadedFormat {
    let name = "retailrocket-sessions"
    let summary = "Retailrocket sessions: timestamp, user_id, item_id, session_id with tabs and header"
    let delimiters = [Delimiter.tab]
    let columns = ColumnMapping(context: ["session_id"])
    let signature = ["timestamp", "user_id", "item_id", "session_id"]

    func complete(_ layout: inout InteractionLayout, of table: TableShape) {
        if let index = layout.contexts.firstIndex(where: { $0.name == "session_id" }) {
            layout.contexts[index].name = "session"
        }
    }
}
