/// The presets, each as the text of a scenario. These constants are the only ones of their kind: whoever measures
/// again changes them here.
extension Preset {
  /// The defaults of the format: nothing takes time, and no socket stands before a queue.
  static let ideal = Preset("ideal", "{}")

  /// The version that was measured: Spread 5.0.1 with clients on Unix-domain sockets, daemon and clients on one
  /// machine of two cores (AMD EPYC of family 25, Linux 6.18).
  static let spread5 = Preset(
    "spread-5",
    """
    {
      ring: {
        model: "token",
        daemons: 1,  // the daemon that was measured is alone
        window: 160,  // packets of all daemons a rotation; spread_params.h: DEFAULT_WINDOW
        personalWindow: 20,  // packets of one daemon a visit; spread_params.h: DEFAULT_PERSONAL_WINDOW
        hop: "30us",  // packet or token, daemon to daemon; from round trips through three daemons on loopback
      },
      daemon: {
        // What a message takes from a daemon flat out, which shares two cores with its clients: about 1.5 times its
        // CPU time, of 11 us and 6 us a copy in one packet, 23 us and 21.5 us a copy in eight.
        ingest: "12.5us",  // per message read from a client and ordered; flat out without a receiver
        packet: "7.5us",  // per packet sent or received; what a second and third daemon add to the first one's time
        deliver: "9.2us",  // per copy written to a session's socket; flat out with 1 to 16 receivers
        fragment: "3.3us",  // per further packet of a long message, when read and with each copy; 10 kB flat out
        // One send in place of two, and nobody to wake: half of a direct copy, in two parts.
        enqueue: "2.4us",  // per copy that has to wait in a session queue, in place of deliver
        drain: "2.4us",  // per message moved from a session queue into its socket
        waterMark: 500,  // messages of clients that wait for the token; spread_params.h: WATER_MARK
      },
      session: {
        maxSessionMessages: 1000,  // spread_params.h: DEFAULT_MAX_SESSION_MESSAGES
        socket: "unix",  // what a client gets that connects to a port without a host
        drain: "at-once",  // since 4.2 session.c asks to be told when a socket has room
      },
      member: {
        receive: "7us",  // SP_receive of 100 B to 1000 B: 6 us to 9 us of the client's CPU
        send: { cost: "3us" },  // SP_multicast of 100 B to 1000 B: 3 us of the client's CPU
      },
    }
    """)

  /// Version 4.4, whose windows, sockets and kick are those of 5.0.1; its costs are taken to be the same, for only its
  /// kick was measured.
  static let spread4 = Preset("spread-4", #"{ preset: "spread-5" }"#)

  /// The version of the mails of 2001 to 2003. Its costs are taken to be those of 5.0.1.
  static let spread3 = Preset(
    "spread-3",
    """
    {
      preset: "spread-4",
      ring: {
        window: 60,  // packets of all daemons a rotation; the default before 4.4
        personalWindow: 15,  // packets of one daemon a visit; likewise
      },
      session: {
        drain: "100ms",  // session.c: Badger_timeout; before 4.2 nothing else told that a socket has room
      },
    }
    """)
}
