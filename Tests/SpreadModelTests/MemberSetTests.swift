import Testing

@testable import SpreadModel

@Suite struct MemberSetTests {
  @Test func `members are found in their order, across the ends of words`() {
    var set = MemberSet(memberCount: 200)
    for member in [199, 0, 64, 63, 128, 64] { set.insert(member) }
    set.remove(63)
    set.remove(100)
    var found: [Int] = []
    var next = set.next(from: 0)
    while let member = next {
      found.append(member)
      next = set.next(from: member + 1)
    }
    #expect(found == [0, 64, 128, 199])
    #expect(set.count == 4)
    #expect(!set.isEmpty)
    #expect(set.next(from: 200) == nil)
  }

  @Test func `an empty set has no first member`() {
    #expect(MemberSet(memberCount: 1).next(from: 0) == nil)
    #expect(MemberSet(memberCount: 64).isEmpty)
  }
}
