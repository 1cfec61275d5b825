import Testing

/// The conformance batteries, one model after the other: each computes without a pause, and two at once would leave no thread
/// of Swift's pool for tests that wait for child processes.
@Suite(.serialized) enum BatteryTests {}
