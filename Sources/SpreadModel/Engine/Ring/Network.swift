import EventKernel

/// Which daemons a partition lets reach each other.
struct Network {
  /// The number of each daemon's side.
  private var sides: [Int]
  /// The fault that made the present partition; `nil` where there is none.
  private(set) var partition: Int?

  /// Everybody reaches everybody.
  init(daemonCount: Int) { sides = Array(repeating: 0, count: daemonCount) }

  /// Daemons reach those of their own list from now on, and no others.
  mutating func split(_ lists: [[Int]], by fault: Int) {
    partition = fault
    for (side, list) in lists.enumerated() {
      for daemon in list { sides[daemon] = side }
    }
  }

  /// Everybody reaches everybody again.
  mutating func join() {
    partition = nil
    for daemon in sides.indices { sides[daemon] = 0 }
  }

  func connects(_ first: Int, _ second: Int) -> Bool { sides[first] == sides[second] }

  /// One bit a daemon that cannot be reached from one.
  func outOfReach(of daemon: Int) -> UInt128 {
    sides.indices.reduce(0) { connects(daemon, $1) ? $0 : $0 | 1 << UInt128($1) }
  }

  /// The daemons that run, those together that reach each other, each list in order and by its lowest.
  func components(of running: [Int]) -> [[Int]] {
    var components: [[Int]] = []
    for daemon in running {
      if let index = components.firstIndex(where: { connects($0[0], daemon) }) {
        components[index].append(daemon)
      } else {
        components.append([daemon])
      }
    }
    return components
  }
}

/// Where a daemon stands: its ring, and which part of it. With a sequencer there is one of each.
struct DaemonPlace {
  /// An index among the engine's rings.
  var ring = 0
  /// The lowest daemon of those that were in the same ring and can be reached.
  var side = 0
}

/// Daemons that will form a ring when their stall is over.
struct Formation {
  let daemons: [Int]
  /// The order of the entry in the event list.
  let order: UInt64
}

/// Daemons that come from one ring into another, and the group as they have it.
struct RingPart {
  /// An index among the engine's rings: the one that they leave.
  let ring: Int
  let daemons: [Int]
  var ledger: GroupLedger

  /// One bit a daemon.
  var mask: UInt128 { daemons.reduce(0) { $0 | 1 << UInt128($1) } }
}
