// The parts that every work of the yardstick uses: events, random numbers, a queue.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

/// Simulated time in ns, as in Sluice: a whole number, so that equal times are equal.
using Time = std::int64_t;

constexpr Time microsecond = 1'000;
constexpr Time second = 1'000'000'000;

/// 16 bytes and not 24: a million events pending take a third longer otherwise.
struct Event {
  Time time;
  /// Breaks ties in the order of scheduling, so that a run can be repeated.
  std::uint64_t sequence : 40;
  std::uint64_t kind : 4;
  std::uint64_t entity : 20;
};

/// For std::priority_queue, which has its greatest on top.
struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }
};

/// The events to come: the standard library's binary heap, on a vector that does not grow on the way.
class EventList {
 public:
  explicit EventList(std::size_t capacity) : heap_(Later{}, reserved(capacity)) {}

  void schedule(Time time, std::uint64_t kind, std::uint64_t entity) {
    heap_.push(Event{time, sequence_++, kind, entity});
  }

  bool isEmpty() const { return heap_.empty(); }
  const Event& earliest() const { return heap_.top(); }

  Event pop() {
    Event event = heap_.top();
    heap_.pop();
    return event;
  }

 private:
  static std::vector<Event> reserved(std::size_t capacity) {
    std::vector<Event> events;
    events.reserve(capacity);
    return events;
  }

  std::priority_queue<Event, std::vector<Event>, Later> heap_;
  std::uint64_t sequence_ = 0;
};

/// xoshiro256++ (Blackman and Vigna, 2021, doi:10.1145/3460772), seeded by SplitMix64 as its authors advise.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) {
    // Streams of one seed lie an odd multiple of SplitMix64's step apart, mixed once, so that they do not overlap.
    std::uint64_t state = mixed(seed * 0xD1342543DE82EF95 + stream);
    for (auto& word : state_) word = mixed(state += 0x9E3779B97F4A7C15);
  }

  std::uint64_t next() {
    const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// An exponential time of this mean, to the nearest ns. The half keeps the argument of the logarithm above 0.
  Time exponential(double mean) {
    const double unit = (static_cast<double>(static_cast<std::int64_t>(next() >> 11)) + 0.5) * 0x1p-53;
    return static_cast<Time>(-std::log(unit) * mean + 0.5);
  }

 private:
  static std::uint64_t rotated(std::uint64_t word, int by) { return word << by | word >> (64 - by); }

  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }

  std::uint64_t state_[4];
};

/// First in, first out, in one piece of memory: a ring whose size is a power of two and doubles when it is full.
template <typename Item>
class Fifo {
 public:
  explicit Fifo(std::size_t capacity = 16) : items_(powerOfTwo(capacity)), mask_(items_.size() - 1) {}

  bool isEmpty() const { return head_ == tail_; }
  std::size_t count() const { return tail_ - head_; }

  void push(const Item& item) {
    if (count() == items_.size()) grow();
    items_[tail_++ & mask_] = item;
  }

  Item pop() { return items_[head_++ & mask_]; }
  void clear() { head_ = tail_; }

 private:
  static std::size_t powerOfTwo(std::size_t least) {
    std::size_t size = 1;
    while (size < least) size *= 2;
    return size;
  }

  void grow() {
    std::vector<Item> larger(2 * items_.size());
    const std::size_t used = count();
    for (std::size_t index = 0; index < used; ++index) larger[index] = items_[(head_ + index) & mask_];
    items_.swap(larger);
    mask_ = items_.size() - 1;
    head_ = 0;
    tail_ = used;
  }

  std::vector<Item> items_;
  std::size_t mask_;
  // Both only ever rise; their difference is the count even when the ring is full.
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};
