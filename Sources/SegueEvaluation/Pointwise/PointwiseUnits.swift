/// Which rows belong to one user and to one event.
///
/// Rows of an unknown user that share a group are one unit, others are one each.
struct PointwiseUnits: Sendable {
    /// The user index of each unit, in order of appearance; 0 for an unknown user.
    private(set) var users: [Int32] = []
    /// The unit of each row.
    private(set) var unitOfRow: [Int32] = []
    /// The group of each row, numbered from 0 in order of appearance; nil without groups.
    private(set) var groupOfRow: [Int32]?
    /// The unit of each group.
    private(set) var unitOfGroup: [Int32] = []

    init(users: [Int32], groups: [Int32]?) throws {
        var unitOfUser: [Int32: Int32] = [:]
        var numbers: [Int32: Int32] = [:]
        unitOfRow.reserveCapacity(users.count)
        groupOfRow = groups.map { _ in [] }
        for (row, user) in users.enumerated() {
            let group = groups.flatMap { numbers[$0[row]] }
            let unit = group.map { unitOfGroup[Int($0)] } ?? self.unit(of: user, in: &unitOfUser)
            guard self.users[Int(unit)] == user else {
                throw PointwiseSet.problem(
                    row, "group \(groups?[row] ?? 0) has user index \(user), and \(self.users[Int(unit)]) before it")
            }
            unitOfRow.append(unit)
            guard let groups else { continue }
            let number = group ?? Int32(truncatingIfNeeded: unitOfGroup.count)
            if group == nil {
                numbers[groups[row]] = number
                unitOfGroup.append(unit)
            }
            groupOfRow?.append(number)
        }
    }

    private mutating func unit(of user: Int32, in unitOfUser: inout [Int32: Int32]) -> Int32 {
        if user != 0, let unit = unitOfUser[user] { return unit }
        let unit = Int32(truncatingIfNeeded: users.count)
        users.append(user)
        if user != 0 { unitOfUser[user] = unit }
        return unit
    }
}
