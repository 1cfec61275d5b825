import SegueBundle

/// The requests of a command line, in the order asked, some at a time.
struct RequestSource {
    private var nextRequest: () throws -> Recommender.Request?
    /// Whether there is exactly one, known from the start.
    let isSingle: Bool

    /// One request.
    init(_ request: Recommender.Request) {
        var rest: Recommender.Request? = request
        nextRequest = {
            defer { rest = nil }
            return rest
        }
        isSingle = true
    }

    /// Some users.
    init(users: [String]) {
        var rest = users[...]
        nextRequest = { rest.popFirst().map { .init(user: $0) } }
        isSingle = users.count == 1
    }

    /// The users of a file.
    init(file: IdentifierFile) {
        var file = file
        nextRequest = { try file.next().map { .init(user: $0) } }
        isSingle = false
    }

    /// All users of a bundle, in the order of its data.
    init(allUsersOf bundle: ModelBundle) {
        var index: Int32 = 0
        nextRequest = {
            index += 1
            return bundle.users.id(at: index).map { .init(user: $0) }
        }
        isSingle = false
    }

    /// The next requests, `count` of them or those that are left.
    mutating func next(_ count: Int) throws -> [Recommender.Request] {
        var batch: [Recommender.Request] = []
        while batch.count < count, let request = try nextRequest() { batch.append(request) }
        return batch
    }
}
