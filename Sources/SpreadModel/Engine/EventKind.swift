/// The classes of one instant, in their order.
enum EventClass: UInt8 {
  /// Faults, and the end of a pause.
  case faults
  /// Ends of service, with the turn that follows: its reads free their slots before the deliveries.
  case services
  /// The methods' timers.
  case alarms
  /// Deliveries in total order, to all sessions in member order.
  case deliveries
  case generators
  /// Acts of members woken by deliveries, timers or generators, in member order.
  case acts
}

/// What an entry of the event list does.
enum EventKind: UInt8 {
  case fault, pauseEnd, slowdownEnd
  /// Something happens to daemons, or the time is over for which it happened.
  case daemonFault, daemonFaultEnd
  case appService, readerService, senderService
  /// A member that went on alone has something to tell its method, or takes what it has to hear of.
  case stretchEnd, stretchTake
  /// A method's own instant, and a look at who is too slow.
  case alarm, look
  case delivery
  /// A daemon's CPU ends its work or looks for some; the token, a hurry or a packet arrives; a daemon's clock lets it
  /// look at a session queue.
  case daemon, token, hurry, transmission, drain
  /// Daemons that can reach each other form a ring.
  case formation
  /// A message is generated; a pack of them has been filled long enough.
  case generator, pack
  /// A member connects again, or one message more may be sent to it that it missed.
  case comeback
  case act

  var eventClass: EventClass {
    switch self {
    case .fault, .pauseEnd, .slowdownEnd, .daemonFault, .daemonFaultEnd: .faults
    case .appService, .readerService, .senderService, .stretchEnd: .services
    case .alarm, .look: .alarms
    case .delivery, .daemon, .token, .hurry, .transmission, .drain, .formation: .deliveries
    case .generator, .pack, .comeback: .generators
    case .act, .stretchTake: .acts
    }
  }
}
