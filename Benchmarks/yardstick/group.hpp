// A group of members that send flat out through a sequencer: the model of Benchmarks/flat-out-*.json5 by hand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "simulation.hpp"

/// What a run did. Sluice must have done as much, else the comparison of times means nothing.
struct GroupTotals {
  std::int64_t ordered = 0;     ///< messages numbered by the sequencer
  std::int64_t deliveries = 0;  ///< copies handed to open sessions, the refused ones included
  std::int64_t kicks = 0;
  std::int64_t processed = 0;
  std::int64_t latencySum = 0;  ///< ns from generation to the end of processing, over all processed copies
  std::int64_t queueMax = 0;    ///< the longest queue of any member

  void add(const GroupTotals& other) {
    ordered += other.ordered;
    deliveries += other.deliveries;
    kicks += other.kicks;
    processed += other.processed;
    latencySum += other.latencySum;
    queueMax = std::max(queueMax, other.queueMax);
  }
};

/// `memberCount` members, each of which sends, receives, and processes one message at a time.
///
/// A member sends as long as fewer of its own messages than its window are out and not processed by itself. The
/// sequencer serves one message at a time; what it has numbered goes at once into the queue of every member whose
/// session is open. A message that finds `queueLimit` others waiting closes the session: a kick.
class Group {
 public:
  Group(std::uint32_t memberCount, std::uint64_t seed) : events_(memberCount + 2) {
    const int window = queueLimit / (2 * static_cast<int>(memberCount));
    members_.reserve(memberCount);
    for (std::uint32_t index = 0; index < memberCount; ++index) {
      const Time mean = index == 0 ? 500 * microsecond : 50 * microsecond;
      members_.push_back(Member(static_cast<double>(mean), window, Random(seed, index)));
    }
  }

  GroupTotals run(Time end) {
    for (std::uint32_t index = 0; index < members_.size(); ++index) send(index);
    while (!events_.isEmpty() && events_.earliest().time <= end) {
      const Event event = events_.pop();
      now_ = event.time;
      if (event.kind == processed) {
        finishProcessing(event.entity);
      } else {
        finishSequencing();
      }
    }
    for (const Member& member : members_) totals_.queueMax = std::max(totals_.queueMax, member.queueMax);
    return totals_;
  }

 private:
  enum Kind : std::uint32_t { processed, sequenced };

  static constexpr int queueLimit = 1000;
  static constexpr Time sequencerTime = 10 * microsecond;

  struct Message {
    Time generatedAt;
    std::uint32_t sender;
  };

  struct Member {
    Member(double mean, int sendWindow, const Random& stream)
        : queue(queueLimit), serviceMean(mean), window(sendWindow), random(stream) {}

    Fifo<Message> queue;
    Message inService{};
    double serviceMean;
    /// Own messages that may be sent now.
    int window;
    bool isOpen = true;
    bool isBusy = false;
    std::int64_t queueMax = 0;
    Random random;
  };

  void send(std::uint32_t index) {
    Member& member = members_[index];
    for (; member.window > 0; --member.window) {
      if (sequencer_.isEmpty()) events_.schedule(now_ + sequencerTime, sequenced, 0);
      sequencer_.push(Message{now_, index});
    }
  }

  void finishSequencing() {
    const Message message = sequencer_.pop();
    if (!sequencer_.isEmpty()) events_.schedule(now_ + sequencerTime, sequenced, 0);
    ++totals_.ordered;
    for (std::uint32_t index = 0; index < members_.size(); ++index) deliver(message, index);
  }

  void deliver(const Message& message, std::uint32_t index) {
    Member& member = members_[index];
    if (!member.isOpen) return;
    ++totals_.deliveries;
    if (!member.isBusy) {
      process(message, index);
    } else if (member.queue.count() == queueLimit) {
      member.isOpen = false;
      member.queue.clear();
      ++totals_.kicks;
    } else {
      member.queue.push(message);
      member.queueMax = std::max(member.queueMax, static_cast<std::int64_t>(member.queue.count()));
    }
  }

  void process(const Message& message, std::uint32_t index) {
    Member& member = members_[index];
    member.inService = message;
    member.isBusy = true;
    events_.schedule(now_ + member.random.exponential(member.serviceMean), processed, index);
  }

  void finishProcessing(std::uint32_t index) {
    Member& member = members_[index];
    ++totals_.processed;
    totals_.latencySum += now_ - member.inService.generatedAt;
    member.isBusy = false;
    if (!member.isOpen) return;
    if (member.inService.sender == index) {
      ++member.window;
      send(index);
    }
    if (!member.queue.isEmpty()) process(member.queue.pop(), index);
  }

  std::vector<Member> members_;
  /// What the sequencer serves, the message in service first.
  Fifo<Message> sequencer_{1024};
  EventList events_;
  Time now_ = 0;
  GroupTotals totals_;
};
