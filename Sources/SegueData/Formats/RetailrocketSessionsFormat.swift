/// A sample of Retailrocket cut into sessions: `timestamp user_id item_id session_id` with tabs and header. The session
/// becomes a context column.
struct RetailrocketSessionsFormat: InteractionFormat {
    let name = "retailrocket-sessions"
    let summary = "Retailrocket sessions: timestamp, user_id, item_id, session_id with tabs and header"

    func recognizes(_ sample: FileSample) -> Bool {
        sample.header == "timestamp\tuser_id\titem_id\tsession_id"
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        .delimited(
            DelimitedLayout(
                separator: 0x09, hasHeader: true,
                fields: InteractionLayout(
                    fieldCount: 4, user: 1, item: 2, time: 0,
                    contexts: [InteractionLayout.Context(name: "session", field: 3)])))
    }
}
