/// A measured value that the model does not meet, and why. The list is complete, and it may only shrink: a test fails
/// if the model misses another one, and if it meets one of these.
struct Deviation {
  let name: String
  let quantities: [Measurement.Quantity]
  let reason: String

  static let all = counts + receivers + stopAndGo + daemons

  private static let oneRunOfTCP =
    "One run of the case; TCP takes up to 15 % more or less in runs that are alike, and the model has one size."

  private static let counts = [
    Deviation(
      name: "tcp 10000 B at 5000/s, 90 %", quantities: [.kernelMessages], reason: oneRunOfTCP),
    Deviation(
      name: "tcp 814 B at 2000/s, 2000 us", quantities: [.kernelMessages], reason: oneRunOfTCP),
    Deviation(
      name: "tcp 814 B at 10000/s, 500 us", quantities: [.kernelMessages], reason: oneRunOfTCP),
  ]

  private static let receivers = [
    Deviation(
      name: "unix 10000 B flat out, 48.1 us", quantities: [.kickedMembers],
      reason:
        "On the edge. The real daemon passed 17 000 to 19 000 messages a second, the model's passes 14 700, and the receiver can serve 20 800 if it has a core of its own; it had not, and served 17 000."
    ),
    Deviation(
      name: "unix 800 B flat out, no service time", quantities: [.senderRate],
      reason:
        "The machine: at other times 814 B gave 41 100 to 53 100 messages a second, to a receiver that even took 10 us, and 1000 B 38 500 to 54 300."
    ),
    Deviation(
      name: "unix 814 B flat out, 20 us", quantities: [.senderRate],
      reason:
        "The receiver sleeps and wakes for each message, which takes CPU from the daemon. In the model a member that waits takes nothing, and nobody takes a core from anybody."
    ),
    Deviation(
      name: "unix 814 B flat out, receive thread, 100 us", quantities: [.senderRate],
      reason: "Four busy threads and processes share two cores, as before."),
    Deviation(
      name: "Method 3, W = 100, no service time", quantities: [.orderedRate, .fastRate, .slowRate],
      reason: threads + " Method 2 with this window and one thread a member is met."),
    Deviation(
      name: "Method 3, W = 500, no service time", quantities: [.orderedRate, .fastRate, .slowRate],
      reason: threads),
  ]

  private static let threads =
    "Twelve threads and the daemon share two cores, and wake each other for every message; measured once."

  private static let stopAndGo = [
    Deviation(
      name: "Method 3, W = 500, 200 us", quantities: [.orderedRate],
      reason:
        "Stop and go, a few rounds a second. The real FIRE comes later, probably because the thread that sends at full speed hardly leaves it the send mutex of the session, and threads wait for a core: 1433 messages lay in memory, 1135 in the model. So rounds are longer, and what of them falls into 1.48 s differs. What the members process is met."
    ),
    Deviation(
      name: "Method 3, W = 10, slow one 2 ms", quantities: [.orderedRate],
      reason:
        "Likewise, about one round a second: 623 messages in memory, 579 in the model, and 2.98 s."
    ),
    Deviation(
      name: "Method 3, W = 500, slow one 2 ms", quantities: [.orderedRate, .fastRate],
      reason:
        "The real FIRE comes later, as above: 2007 messages lay in memory, 1363 in the model. At 500 a second they last almost until the end, so nothing is sent in the window; the model goes once more."
    ),
    Deviation(
      name: "Method 4v, W = 10, T = 500, A = 50, slow one 20 ms", quantities: [.orderedRate],
      reason: acknowledgment),
    Deviation(
      name: "Method 4s, W = 10, T = 500, A = 50, slow one 20 ms", quantities: [.orderedRate, .fastRate],
      reason: acknowledgment),
  ]

  private static let acknowledgment =
    "The slow one acknowledges 50 messages once a second, and the window is 2.98 s: a part of one step falls inside or outside. In the whole run the same number is sent, 680."

  private static let daemons = [
    "100 B to 1 receiver", "1000 B to 1 receiver", "1000 B to 3 receivers", "10000 B to 3 receivers",
  ].map {
    Deviation(
      name: "three daemons, \($0)", quantities: [.senderRate],
      reason:
        "Three daemons and their clients share two cores; in the model each daemon has its own, as on three machines."
    )
  }
}
