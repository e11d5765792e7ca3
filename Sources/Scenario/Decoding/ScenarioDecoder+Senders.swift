import SpreadModel

/// What a run demands of its senders and their methods together.
extension ScenarioDecoder {
  /// A sender outside the group can follow only a method that asks nothing of it; and one that is flat out generates
  /// without end in no time unless something in its cycle takes time (model §2.1). Told once an entry of `members`.
  func checkSenders(_ methods: [NamedMethod], _ run: RunDescription, _ list: MemberList) {
    var index = 0
    for (group, entry) in zip(list.groups, list.entries) {
      let member = run.members[index]
      index += group.members.count
      guard let workload = member.workload else { continue }
      let demanding = methods.filter { !$0.method.isFree }
      if !member.isInGroup, !demanding.isEmpty {
        error(
          "\"\(group.name)\" sends from outside the group, but \(labels(demanding)) needs its own copies and control"
            + " messages; let it join, or run hope-and-pray only", at: entry["joins"] ?? entry)
      }
      let timeless = methods.filter { !takesTime(member, $0.method, run) }
      if workload.schedule.isFlatOut, !timeless.isEmpty {
        error(
          "\"\(group.name)\" sends flat out and under \(labels(timeless)) nothing in its cycle takes time, so it would"
            + " send without end in no time; give it a send cost, for example cost: \"1us\"\(otherRepair(timeless))",
          at: entry["send"]?["rate"] ?? entry)
      }
    }
  }

  private func labels(_ methods: [NamedMethod]) -> String {
    methods.map { shown($0.label) }.joined(separator: " or ")
  }

  private func otherRepair(_ methods: [NamedMethod]) -> String {
    methods.allSatisfy { $0.method.isWindowed } ? ", or the ring a cost or a latency" : ""
  }

  /// A send cost, or a window and a cycle of send, ordering, receive and process that takes time.
  private func takesTime(_ member: MemberDescription, _ method: ResolvedMethod, _ run: RunDescription) -> Bool
  {
    if !member.costs.send.isZero { return true }
    guard method.isWindowed else { return false }
    if !run.ring.cost.isZero || run.ring.latency > .zero || !member.costs.receive.isZero { return true }
    return !member.costs.process.isZero && (member.receiverThread == nil || method.countsProcessed)
  }
}
