/// First-in first-out numbers, in a ring that grows by doubling.
struct NumberQueue {
  /// The oldest stands here, because mostly there is no other; its place in the ring is vacant.
  private var oldest: Int64 = 0
  private var numbers: [Int64] = [0]
  private var head = 0
  private(set) var count = 0

  /// Bytes that it takes.
  var bytes: Int64 { Int64(numbers.count) * 8 }

  /// The oldest; there must be one.
  var first: Int64 {
    precondition(count > 0, "only what waits can be looked at")
    return oldest
  }

  /// O(1) amortised.
  mutating func append(_ number: Int64) {
    if count == numbers.count { grow() }
    if count == 0 { oldest = number } else { numbers[(head + count) & (numbers.count - 1)] = number }
    count += 1
  }

  mutating func removeFirst() -> Int64 {
    precondition(count > 0, "only a message that waits can be accepted")
    let removed = oldest
    head = (head + 1) & (numbers.count - 1)
    count -= 1
    if count > 0 { oldest = numbers[head] }
    return removed
  }

  /// Takes the only number and puts another one in its place.
  mutating func replaceFirst(by number: Int64) -> Int64 {
    precondition(count == 1, "there is one to replace")
    defer { oldest = number }
    return oldest
  }

  private mutating func grow() {
    var larger = Array(repeating: Int64(0), count: numbers.count * 2)
    for index in 1..<count { larger[index] = numbers[(head + index) & (numbers.count - 1)] }
    numbers = larger
    head = 0
  }
}
