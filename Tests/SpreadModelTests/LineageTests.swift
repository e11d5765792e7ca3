import EventKernel
import Testing

@testable import SpreadModel

/// Which of two ends of service of one instant goes first is told from a ``Lineage`` as by going back service by service. A
/// failure names the seed that draws the same rows again.
@Suite struct LineageTests {
  /// What a member did since it rested.
  private enum Service {
    case reading(Int64), processing(Int64), sending(Int64)

    var length: Int64 {
      switch self {
      case .reading(let length), .processing(let length), .sending(let length): length
      }
    }
  }

  private func lineage(of services: [Service], root: EventClass) -> Lineage {
    var lineage: Lineage?
    for service in services {
      lineage =
        switch (service, lineage) {
        case (.reading(let length), nil): .fromRest(toRead: length, by: root.rawValue)
        case (_, nil): .fromRest(service.length, by: root.rawValue)
        case (.reading(let length), let before?): before.followed(byReading: length)
        case (.processing(let length), let before?): before.followed(byProcessing: length)
        case (.sending(let length), let before?): before.followed(by: length)
        }
    }
    return lineage ?? Lineage()
  }

  /// Whether the first of two goes first, going back to where they differ; `nil` where nothing does.
  private func goesFirst(
    _ services: [Service], _ root: EventClass, before others: [Service], _ otherRoot: EventClass
  ) -> Bool? {
    for (service, other) in zip(services.reversed(), others.reversed()) where service.length != other.length {
      return service.length > other.length
    }
    let own = services.count > others.count ? EventClass.services : root
    let other = services.count < others.count ? EventClass.services : otherRoot
    return own == other ? nil : own.rawValue < other.rawValue
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `a row of one kind finds its place among any others`(block: UInt64) {
    var stream = RandomStream(StreamKey(seed: block, replication: 0, entity: 0, purpose: 96))
    var decided = 0
    for number in 0..<200 {
      func pick<Element>(_ list: [Element]) -> Element { list[Int(stream.below(UInt64(list.count)))] }
      // One that goes on alone only reads and processes. Of any other the times of one kind may be the same as its own.
      let (reading, processing) = (pick([0, 3] as [Int64]), 5 as Int64)
      let row = (0...stream.below(6)).flatMap { _ in
        (reading > 0 ? [Service.reading(reading)] : []) + [.processing(processing)]
      }
      let alone = reading > 0 && stream.below(4) == 0 ? row + [.reading(reading)] : row
      let (otherReading, otherSending): (Int64, Int64) =
        reading > 0 ? (pick([0, 2, 3]), pick([2, 4])) : (pick([0, 2, 5]), pick([2, 5]))
      let otherProcessing: Int64 = pick([2, 5, 5, 5])
      var others: [Service] = []
      for _ in 0...stream.below(8) {
        switch stream.below(6) {
        case 0: others.append(.sending(otherSending))
        case 1 where otherReading > 0: others.append(.reading(otherReading))
        default:
          if otherReading > 0 { others.append(.reading(otherReading)) }
          others.append(.processing(otherProcessing))
        }
      }
      let roots: [EventClass] = [.faults, .acts, .acts]
      let (root, otherRoot) = (pick(roots), pick(roots))
      let expected = goesFirst(alone, root, before: others, otherRoot)
      let (one, other) = (lineage(of: alone, root: root), lineage(of: others, root: otherRoot))
      if let expected {
        decided += 1
        #expect(one.precedes(other, of: 1, before: 0) == expected, "seed \(block), number \(number)")
        #expect(other.precedes(one, of: 0, before: 1) == !expected, "seed \(block), number \(number)")
      }
    }
    #expect(decided > 150)
  }

  @Test
  func `rows that began at one instant keep the order in which they were scheduled, or that of members`() {
    func slowedDown(_ order: UInt64) -> Lineage {
      Lineage.fromRest(60, by: EventClass.acts.rawValue, order: 1).followed(byProcessing: 30, order: order)
        .followed(byProcessing: 30, order: 9)
    }
    #expect(slowedDown(4).precedes(slowedDown(5), of: 1, before: 0))
    #expect(!slowedDown(5).precedes(slowedDown(4), of: 0, before: 1))
    #expect(slowedDown(0).precedes(slowedDown(5), of: 0, before: 1))
    #expect(!slowedDown(4).precedes(slowedDown(0), of: 1, before: 0))
  }
}
