/// Which messages not yet handed to the order a member in a stretch will have to hear of: where nothing that it has to hear of
/// is in the log, so that no entry of the event list waits for it.
struct Watch {
  /// Whose; -1 for nobody's.
  var sender: Int32 = -1
  /// The first position that it has to hear of, whoever sends it.
  var limit = Int.max

  @inline(__always)
  func names(_ position: Int, from sender: Int32) -> Bool { self.sender == sender || limit <= position }
}
