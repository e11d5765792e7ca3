import EventKernel

/// What is noted on request while a run goes on.
struct Recorder {
  let timeline: Recording.Timeline?
  let keepsEvents: Bool
  /// Once time goes on from here, or beyond, there may be something to note, ns; never without a request, so that asking
  /// is one comparison an instant.
  var dueAt: Int64
  var points: [TimelinePoint] = []
  /// What was noted last of each member, where changes are.
  var last: [TimelinePoint.State] = []

  init(_ recording: Recording) {
    timeline = recording.timeline
    keepsEvents = recording.keepsEvents
    dueAt = recording == Recording() ? .max : 0
  }
}

extension Engine {
  /// Notes what there is to note before an instant begins.
  @inline(never)
  mutating func record(before instant: Int64) {
    switch recorder.timeline {
    case .every(let period):
      while recorder.dueAt < instant, failure == nil {
        for index in 0..<memberCount { notePoint(of: index, at: recorder.dueAt) }
        recorder.dueAt += period.nanoseconds
        checkRecordedSize()
      }
    case .onChange:
      for index in 0..<memberCount {
        let state = state(of: index)
        if recorder.last.count == memberCount {
          guard state != recorder.last[index] else { continue }
          recorder.last[index] = state
        } else {
          recorder.last.append(state)
        }
        recorder.points.append(
          TimelinePoint(at: Instant(nanoseconds: recorder.dueAt), member: index, state: state))
      }
      recorder.dueAt = instant
    case nil:
      recorder.dueAt = instant
    }
    checkRecordedSize()
  }

  private mutating func notePoint(of index: Int, at instant: Int64) {
    recorder.points.append(
      TimelinePoint(at: Instant(nanoseconds: instant), member: index, state: state(of: index)))
  }

  private mutating func checkRecordedSize() {
    guard max(recorder.points.bytesWithGrowth, journal?.size ?? 0) > run.limits.memoryBytes else { return }
    stopForMemory()
  }

  private func state(of index: Int) -> TimelinePoint.State {
    let (member, session) = (members + index, sessions + index)
    return TimelinePoint.State(
      standing: standing(of: index), isPaused: member.pointee.isPaused,
      isBlocked: member.pointee.record.blockedSince >= 0, sessionQueue: session.pointee.queueCount,
      queueBytes: session.pointee.queueBytes, inSocket: session.pointee.socketCount,
      appBuffer: member.pointee.bufferCount, appBacklog: generators[index].backlogCount,
      backlog: backlog(of: index), sent: member.pointee.record.sent,
      delivered: session.pointee.deliveredData - member.pointee.record.refused,
      processed: member.pointee.record.processed)
  }

  private func standing(of index: Int) -> TimelinePoint.Standing {
    let member = members + index
    if member.pointee.record.kickedAt >= 0 { return .kicked }
    if member.pointee.isGone || member.pointee.isCutOff || member.pointee.record.leftAt >= 0 { return .gone }
    if member.pointee.isJoining { return .joining }
    if !member.pointee.isPresent { return .absent }
    return member.pointee.record.viewAt >= 0 ? .member : .outside
  }

  /// What ``noteBacklog(of:)`` looks at, without noting it.
  private func backlog(of index: Int) -> Int64 {
    let member = members + index
    guard member.pointee.isLive, !member.pointee.isJoining, member.pointee.record.viewAt >= 0 else {
      return 0
    }
    let expected = accepted + places[member.pointee.home].side * groups.count
    return slots(of: index).filter { slots[$0].viewPosition >= 0 }.reduce(0) {
      $0 + expected[slots[$1].group] - slots[$1].viewPosition - slots[$1].processed
    }
  }
}
