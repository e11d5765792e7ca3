import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What a session may have to hold, control messages included: proven, attained, and never passed.
@Suite struct AnswerLoadTests {
  /// A sender, a slow member, and a receiver that answers the first messages at 1 ms and stands from then on.
  private func standing(_ process: Interval) -> RunDescription {
    RunDescription(
      duration: .seconds(3), ring: Ring(latency: .milliseconds(1)),
      members: [
        .sender(.burst(of: 100), process: .constant(process)),
        .receiver("slow", process: .milliseconds(10)), .receiver("stands"),
      ],
      faults: [.pause(2, at: .microseconds(1_500), for: .seconds(4))])
  }

  @Test(arguments: [1, 2, 7])
  func `a member that answered and stands gets two rounds of everybody's answers`(limit: Int) throws {
    let quick = standing(.zero)
    let values: Values = ["outstanding": .messages(limit)]
    let acknowledged = try simulate(quick, under: "ack-every-message", values)
    // Data, two rounds of the slow member, and its own.
    #expect(acknowledged.members[2].sessionQueueMax == limit * (1 + 2 + 1))
    #expect(try resolve("ack-every-message", values, for: quick).provenQueueLoad == limit * 4)

    let slow = standing(.milliseconds(10))
    let credits: Values = ["credits": .messages(limit), "regrantBelow": .messages(limit - 1)]
    let granted = try simulate(slow, under: "credits", credits)
    #expect(granted.members[2].sessionQueueMax == limit * (1 + 2 + 2 + 1))
    #expect(try resolve("credits", credits, for: slow).provenQueueLoad == limit * 6)
  }

  /// Random members, costs and faults, with room for everything: nobody is kicked and memberships are few.
  @Test(arguments: ["ack-every-message", "lockstep", "credits", "agreed-ack"], 0..<8 as Range<UInt64>)
  func `no queue is ever longer than what is proven, memberships apart`(name: String, block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 {
      for isToken in [false, true] {
        var random = RandomRuns(seed: seed)
        var run = isToken ? random.tokenRun(isFree: false) : random.run(isFree: false)
        run.session.maxSessionMessages = 1_000_000
        if name == "lockstep" {
          let example = run.members.compactMap(\.workload)[0]
          for index in run.members.indices where run.members[index].workload == nil {
            run.members[index].costs.send = .constant(.microseconds(70))
            run.members[index].workload = example
          }
        }
        let card = try #require(Catalogue.entry(named: name)).card
        var values = random.values(for: card)
        if values[card.parameters[0].name].map({ $0 == "safe" }) ?? true {
          values[card.parameters[0].name] = .messages(1 + Int(seed % 9))
        }
        guard let method = try? resolve(name, values, for: run), let load = method.provenQueueLoad,
          !run.mayOvertake
        else { continue }
        let outcome = try method.run(run, nil, { false }).get()
        let changes = run.faults.count { [.crash, .leave, .join].contains($0.kind) }
        let longest = outcome.members.map(\.sessionQueueMax).max() ?? 0
        #expect(longest <= load + changes, "seed \(seed), token \(isToken), \(method.effective)")
        #expect(outcome.boundHolds ?? true, "seed \(seed), token \(isToken), \(method.effective)")
      }
    }
  }
}
