import SpreadModel

/// The names of the fields in which two outcomes differ, but for how many events it took. A field that cannot be
/// compared counts as different.
func differences(_ first: RunOutcome, _ second: RunOutcome) -> [String] {
  zip(Mirror(reflecting: first).children, Mirror(reflecting: second).children).compactMap { one, other in
    if one.label == "eventCount" { return nil }
    guard let own = one.value as? AnyHashable, let others = other.value as? AnyHashable, own == others
    else { return one.label }
    return nil
  }
}
