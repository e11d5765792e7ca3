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
      if !member.isInGroup || !member.groups.contains(member.sendGroup), !demanding.isEmpty {
        error(
          "\"\(group.name)\" sends from outside the group, but \(labels(demanding)) needs its own copies and control"
            + " messages; let it join, or run hope-and-pray only",
          at: entry["joins"] ?? entry["send"]?["group"] ?? entry)
      }
      let timeless = methods.filter { !takesTime(member, $0.method, run) }
      if workload.schedule.isFlatOut, !timeless.isEmpty {
        error(
          "\"\(group.name)\" sends flat out and under \(labels(timeless)) nothing in its cycle takes time, so it would"
            + " send without end in no time; give it a send cost, for example cost: \"1us\"\(otherRepair(timeless, run))",
          at: entry["send"]?["rate"] ?? entry)
      }
    }
  }

  private func labels(_ methods: [NamedMethod]) -> String {
    methods.map { shown($0.label) }.joined(separator: " or ")
  }

  private func otherRepair(_ methods: [NamedMethod], _ run: RunDescription) -> String {
    if run.ring.token != nil { return ", or the daemon one, for example ingest: \"10us\"" }
    return methods.allSatisfy { $0.method.isWindowed } ? ", or the ring a cost or a latency" : ""
  }

  /// A send cost, or a daemon that stops reading, or a window and a cycle of send, ordering, receive and process that
  /// takes time.
  private func takesTime(_ member: MemberDescription, _ method: ResolvedMethod, _ run: RunDescription) -> Bool
  {
    if !member.costs.send.isZero || holdsBack(run) { return true }
    guard method.isWindowed else { return false }
    if !member.costs.receive.isZero || takesTimeToOrder(run) { return true }
    return !member.costs.process.isZero && (member.receiverThread == nil || method.countsProcessed)
  }

  /// Whether a member that sends in no time is at last blocked by its daemon: the socket to it holds only so much,
  /// whatever its kind, and the daemon reads no more while its CPU is busy with what it read, or while as many messages
  /// as its water mark wait for the token, which takes a hop.
  private func holdsBack(_ run: RunDescription) -> Bool {
    guard let token = run.ring.token else { return false }
    return token.daemonCount > 1 || run.daemon.ingest > .zero || run.daemon.packet > .zero
  }

  /// Whether time passes between a message's acceptance and its delivery to the sender, which in a ring that holds
  /// nobody back is only the daemon's work for the copies.
  private func takesTimeToOrder(_ run: RunDescription) -> Bool {
    switch run.ring {
    case .sequencer(let sequencer): !sequencer.cost.isZero || sequencer.latency > .zero
    case .token: run.daemon.deliver > .zero
    }
  }
}
