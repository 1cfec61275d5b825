import SegueData

extension EvaluationProtocol {
    /// Protocol A: SASRec and BERT4Rec on their 5-core ML-1M file.
    ///
    /// Each user's last interaction is the test, the one before it the validation; seen items are filtered. All items of
    /// the data are ranked, so that one that training never saw is a miss. One event per user, so averages per event and
    /// per user agree. The sources are silent on ties.
    public static let sasRec = EvaluationProtocol(
        letter: "A", title: "SASRec/BERT4Rec", filters: [.core(CoreFilter(users: 5, items: 5))],
        split: .leaveLastOut(), unseenItems: .countAsMiss, excludesSeen: true,
        metrics: [.hitRate(at: 10), .ndcg(at: 10)])

    /// Protocol B: HSTU on raw ML-1M, in stable order of time.
    ///
    /// As ``sasRec``, without a k-core filter. The sources are silent on ties.
    public static let hstu = EvaluationProtocol(
        letter: "B", title: "HSTU", split: .leaveLastOut(), unseenItems: .countAsMiss, excludesSeen: true,
        metrics: [.hitRate(at: 10), .ndcg(at: 10), .hitRate(at: 50), .hitRate(at: 200)])

    /// Protocol C: GRU4Rec's sessions.
    ///
    /// Views alone, cut into sessions; the sessions of the last seven days are the test, every step of a session is an
    /// event, nothing is filtered. Ties count against the target, which is the default of its evaluation code.
    public static let gru4RecSessions = EvaluationProtocol(
        letter: "C", title: "GRU4Rec sessions",
        filters: [
            .behaviors(BehaviorsFilter(["view"])), .sessions(SessionsFilter(gapSeconds: 3_600)),
            .consecutiveDuplicates(), .core(CoreFilter(users: 2, items: 5)),
        ],
        split: .lastDays(LastDaysSplit(testDays: 7)), excludesSeen: false, ties: .pessimistic,
        metrics: [.recall(at: 20), .mrr(at: 20), .recall(at: 1), .recall(at: 5), .recall(at: 10)])

    /// Protocol D: Donkers, Loepp & Ziegler, RecSys 2017 (user-based GRUs).
    ///
    /// The first 90 % of every user's sequence are training, the next 5 % validation, the last 5 % test; targets that
    /// do not occur in training are dropped; every test position is an event. The paper is silent on ties, on the seen
    /// filter (none is mentioned) and on the unit of averaging ("the fraction of cases": events).
    public static let donkers2017 = EvaluationProtocol(
        letter: "D", title: "Donkers 2017", split: .withinSequence(), excludesSeen: false,
        metrics: [.mrr(at: 20), .recall(at: 20)])

    /// The protocols that have a letter.
    public static let named: [EvaluationProtocol] = [sasRec, hstu, gru4RecSessions, donkers2017]

    /// The protocol with a letter, in either case; nil if there is none.
    public static func named(_ letter: String) -> EvaluationProtocol? {
        named.first { $0.letter == letter.uppercased() }
    }
}
