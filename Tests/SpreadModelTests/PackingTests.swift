import EventKernel
import SpreadModel
import Testing

/// How messages fill packets: a body of 1432 bytes, 80 bytes a message beside its payload, 4-byte alignment and a
/// 4-byte header before each message of a packet but the first.
@Suite struct PackingTests {
  /// Packets that messages of these payloads take which all wait when the token comes to the second of two daemons.
  /// Several clients take turns: each sends one message a microsecond, and the token needs 20 of them and more.
  private func packets(
    for payloads: [Int], _ services: [ServiceLevel] = [.agreed], daemonCount: Int = 2
  ) throws -> Int64? {
    let clients = services.enumerated().map { turn, service in
      let times = payloads.indices.map { Int64(services.count == 1 ? 0 : 1_000 * $0 + 500 * turn) }
      let messages = zip(times, payloads).map {
        Workload.TracedMessage(offset: Interval(nanoseconds: $0), payloadBytes: $1)
      }
      return RingClient(at: daemonCount, Workload(.trace(messages), backlogLimit: nil), service)
    }
    let run = RunDescription.ring(
      .of(daemonCount), from: clients, session: SessionRules(max: 10_000), for: .milliseconds(10))
    let outcome = try simulate(run)
    checkInvariants(run, outcome)
    #expect(outcome.members[0].processed == Int64(payloads.count * services.count), "all arrive")
    return outcome.ring?.packetCount
  }

  @Test(
    arguments: [
      (payload: 0, count: 17), (1, 16), (100, 7), (200, 5), (400, 2), (632, 2), (633, 1), (800, 1), (1000, 1),
      (1352, 1),
    ])
  func `so many messages of a size go in one packet`(payload: Int, count: Int) throws {
    #expect(try packets(for: Array(repeating: payload, count: count)) == 1)
    #expect(try packets(for: Array(repeating: payload, count: count + 1)) == 2)
    #expect(try packets(for: Array(repeating: payload, count: 10 * count)) == 10)
  }

  @Test(
    arguments: [
      (payload: 1352, count: 1), (1353, 2), (1400, 2), (2784, 2), (2785, 3), (10_000, 8), (100_000, 70),
    ])
  func `a larger message takes as many packets as its bytes need`(payload: Int, count: Int64) throws {
    #expect(try packets(for: [payload]) == count)
    #expect(try packets(for: [payload, payload, payload]) == 3 * count, "large ones are not packed together")
  }

  /// The last packet of a message of 1400 bytes holds 48 of its 1480: 52 with the header of the next message.
  @Test func `whole messages follow the last fragment while they fit`() throws {
    #expect(try packets(for: [1400, 1300]) == 2)
    #expect(try packets(for: [1400, 1301]) == 3)
    #expect(try packets(for: [1400] + Array(repeating: 100, count: 7)) == 2)
    #expect(try packets(for: [1400] + Array(repeating: 100, count: 8)) == 3)
  }

  @Test func `a large message begins a packet of its own`() throws {
    #expect(try packets(for: [100, 1400]) == 3)
    #expect(try packets(for: [100, 1400, 100]) == 3)
  }

  /// The first message ends at 681 to 684 bytes, the second begins at 688; one byte more and it begins at 692.
  @Test func `a message begins at a multiple of four bytes behind its header`() throws {
    for first in 601...604 {
      #expect(try packets(for: [first, 664]) == 1, "\(first)")
      #expect(try packets(for: [first, 665]) == 2, "\(first)")
    }
    #expect(try packets(for: [605, 660]) == 1)
    #expect(try packets(for: [605, 661]) == 2)
  }

  @Test(arguments: [[ServiceLevel.agreed, .safe], [.agreed, .reliable], [.safe, .reliable]])
  func `messages of different services are not packed together`(services: [ServiceLevel]) throws {
    let payloads = Array(repeating: 100, count: 14)
    #expect(try packets(for: payloads, services) == 28)
    #expect(try packets(for: payloads, [services[0], services[0]]) == 4)
    #expect(try packets(for: payloads, [services[1], services[1]]) == 4)
  }

  @Test func `the order is not changed to fill a packet`() throws {
    #expect(try packets(for: [1000, 100, 1000, 100]) == 2, "100 fits behind 1000")
    #expect(try packets(for: [1000, 1000, 100]) == 2, "behind the second one, too")
    #expect(try packets(for: [1000, 1000, 100, 100]) == 3, "one only")
    #expect(try packets(for: [1300, 100, 1300, 100]) == 4, "a message behind does not step ahead")
  }

  @Test func `one daemon alone never packs, since each message has its visit`() throws {
    #expect(try packets(for: Array(repeating: 100, count: 70), daemonCount: 1) == 70)
    #expect(try packets(for: [1400, 100, 10_000], daemonCount: 1) == 2 + 1 + 8)
  }
}
