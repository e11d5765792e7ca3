import EventKernel
import SpreadModel

/// A journal read back: what each position of the order was, and what each member did with it.
struct History {
  enum Kind { case data, control, membership }

  let lines: [Journal.Line]
  /// By position; a position that nobody's `SP_multicast` returned for is a membership message.
  private(set) var kinds: [Kind] = []
  /// Data positions in order.
  private(set) var data: [Int] = []

  /// The history of a run with a journal.
  init(_ outcome: RunOutcome) {
    lines = outcome.journal?.lines ?? []
    let end = (lines.filter { ![.blocked, .unblocked].contains($0.step) }.map(\.position).max() ?? -1) + 1
    kinds = Array(repeating: .membership, count: end)
    for line in lines {
      switch line.step {
      // A token ring gives a message its place later.
      case .accepted where line.position >= 0, .ordered: kinds[line.position] = .data
      case .controlAccepted where line.position >= 0, .controlOrdered: kinds[line.position] = .control
      default: continue
      }
    }
    data = kinds.indices.filter { kinds[$0] == .data }
  }

  /// The lines of one step, of one member or of all.
  func all(_ step: Journal.Step, member: Int? = nil) -> [Journal.Line] {
    lines.filter { $0.step == step && (member == nil || $0.member == member) }
  }

  /// Positions of a kind that a member read, in the order of reading.
  func read(_ kind: Kind, by member: Int) -> [Int] {
    all(.read, member: member).map(\.position).filter { kinds[$0] == kind }
  }

  /// How many data messages stand before a position.
  func dataBefore(_ position: Int) -> Int {
    var low = 0
    var high = data.count
    while low < high {
      let middle = (low + high) / 2
      if data[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
