/// A value that was measured of the real Spread: a row of `scenarios/validation/measured.csv`.
struct Measurement {
  enum Quantity: String {
    /// Messages in the kernel's buffers when the session was kicked.
    case kernelMessages = "kernel_messages"
    /// Sequence number of the data message that kicked, from 1.
    case kickMessage = "kick_message"
    /// Messages that the receiver had read at the kick.
    case readAtKick = "read_at_kick"
    case kickedMembers = "kicked_members"
    case firstKick = "first_kick_ms"
    /// Data messages of all members per second.
    case orderedRate = "ordered_per_s"
    /// Messages processed per second by a member that is not the last: the median.
    case fastRate = "fast_rate_per_s"
    /// Messages processed per second by the last member, which is the slow one if there is one.
    case slowRate = "slow_rate_per_s"
    /// Data messages sent and control messages sent, in a whole run.
    case sentMessages = "sent_messages"
    case controlMessages = "control_messages"
    case senderRate = "sender_rate_per_s"
    /// Most messages in the memory of a receiver with a thread.
    case bufferMax = "buffer_max"
    case roundTrip = "round_trip_us"
  }

  /// What limited the run.
  enum Load: String {
    /// A rate that the sender kept.
    case fixed
    /// The members' service times, which were waited for and took no CPU.
    case processing
    /// The CPUs of the machine.
    case flatOut = "flat-out"
  }

  let scenario: String
  let point: String
  let method: String
  let quantity: Quantity
  let value: Double
  let load: Load
  /// What was run, in words; repetitions have the same.
  let name: String
  let repetition: String

  init?(_ row: CSVRows.Row) {
    guard let scenario = row["scenario"], let point = row["point"], let method = row["method"],
      let quantity = row["quantity"].flatMap(Quantity.init), let value = row["measured"].flatMap(Double.init),
      let load = row["load"].flatMap(Load.init), let name = row["case"], let repetition = row["repetition"]
    else { return nil }
    self.scenario = scenario
    self.point = point
    self.method = method
    self.quantity = quantity
    self.value = value
    self.load = load
    self.name = name
    self.repetition = repetition
  }
}
