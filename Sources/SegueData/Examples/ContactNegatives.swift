/// Draws the negatives of first contacts, as the protocol declares them. Asked by user, each user's contacts in order of time.
struct ContactNegatives {
    private let contacts: FirstContacts
    private let sampler: ClickFirstContact.Sampler
    private let count: Int
    private let seed: UInt64
    /// For each item the last user that it must not be drawn for.
    private var metBy: [Int32]
    private var user: Int32 = 0
    /// The first row of the user that is not yet among what they met.
    private var nextRow = 0
    /// Items of the catalog that the user met.
    private var metOfCatalog = 0
    private let isInCatalog: [Bool]

    init(_ contacts: FirstContacts, sampler: ClickFirstContact.Sampler, count: Int, seed: UInt64) {
        self.contacts = contacts
        self.sampler = sampler
        self.count = count
        self.seed = seed
        metBy = [Int32](repeating: 0, count: contacts.split.log.itemCount + 1)
        var isInCatalog = [Bool](repeating: false, count: metBy.count)
        for item in contacts.catalog { isInCatalog[Int(item)] = true }
        self.isInCatalog = isInCatalog
    }

    /// Distinct items that the user does not touch before the test part, or at all for a contact of test; fewer where the
    /// catalog does not have as many.
    mutating func negatives(of contact: FirstContacts.Contact) -> [Int32] {
        meet(contact)
        let known = contacts.catalog[..<contact.itemCount]
        // Only where few are left is it worth counting them.
        let left =
            known.count > contacts.split.log.rows(ofUser: contact.user).count + count
            ? count : candidateCount(of: contact)
        var drawn: [Int32] = []
        var draws = DeclaredDraws(seed: seed, sample: contact.sample)
        while drawn.count < min(count, left) {
            let item: Int32
            switch sampler {
            case .uniform: item = known[draws.next(below: known.count)]
            case .popularity: item = contacts.rowItems[draws.next(below: contact.rowCount)]
            }
            if metBy[Int(item)] != contact.user, !drawn.contains(item) { drawn.append(item) }
        }
        return drawn
    }

    /// How many items could be drawn.
    mutating func candidateCount(of contact: FirstContacts.Contact) -> Int {
        meet(contact)
        // Each item that the user met counts once, where the catalog has it by then.
        if contact.itemCount == contacts.catalog.count {
            return contacts.catalog.count - metOfCatalog
        }
        return contacts.catalog[..<contact.itemCount].count { metBy[Int($0)] != contact.user }
    }

    private mutating func meet(_ contact: FirstContacts.Contact) {
        let split = contacts.split
        let rows = split.log.rows(ofUser: contact.user)
        if contact.user != user { (user, nextRow, metOfCatalog) = (contact.user, rows.lowerBound, 0) }
        let end = contact.part == .test ? rows.upperBound : split.validationEnds[Int(contact.user) - 1]
        guard nextRow < end else { return }
        for row in nextRow..<end {
            let item = Int(split.log.itemColumn[row])
            if metBy[item] != contact.user, isInCatalog[item] { metOfCatalog += 1 }
            metBy[item] = contact.user
        }
        nextRow = end
    }
}

/// Draws that any program can repeat: number k of sample s is mix(mix(seed + G (s + 1)) + G (k + 1)), with the finalizer of
/// splitmix64 for mix and G = 9E3779B97F4A7C15 (mod 2⁶⁴); below m it is the upper half of the 128-bit product with m.
struct DeclaredDraws {
    private let base: UInt64
    private var number: UInt64 = 0

    /// The draws of a sample, counted from 0.
    init(seed: UInt64, sample: Int) {
        base = SplitMix64.mix(seed &+ SplitMix64.increment &* (UInt64(truncatingIfNeeded: sample) &+ 1))
    }

    /// The next draw, those that are rejected counted.
    mutating func next(below bound: Int) -> Int {
        number &+= 1
        let word = SplitMix64.mix(base &+ SplitMix64.increment &* number)
        return Int(truncatingIfNeeded: word.multipliedFullWidth(by: UInt64(truncatingIfNeeded: max(1, bound))).high)
    }
}
