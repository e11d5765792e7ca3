// The yardstick: what a good engineer writes by hand for one model, in an afternoon, with the standard library.
//
// Sluice has to be faster than this, though it can do more. So this is written to be fast, and is never made slower;
// who finds it slow makes it faster. It shares no code with Sluice and has its own generator, so that its counts
// check those of Sluice too. Benchmarks/compare builds and runs it:
//
//     g++ -std=c++17 -O3 -march=native -o yardstick Benchmarks/yardstick/yardstick.cpp
//     yardstick mm1 CUSTOMERS SEED
//     yardstick hold PENDING OPERATIONS SEED
//     yardstick flat MEMBERS SECONDS_SIM SEEDS
//
// The last line that a work prints is its name, how much it did, and more figures as `name=value`.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "group.hpp"
#include "simulation.hpp"

namespace {

/// The queue M/M/1 at load 0.9 until `customers` have left: gaps of 50 us, services of 45 us.
void mm1(std::int64_t customers, std::uint64_t seed) {
  enum Kind : std::uint32_t { arrival, departure };
  const double gap = 50.0 * microsecond, service = 45.0 * microsecond;
  Random arrivals(seed, 0), services(seed, 1);
  EventList events(4);
  std::int64_t eventCount = 0, departed = 0, present = 0;
  // The sojourn times of all customers, summed: what each departure adds, less what each arrival took.
  double sojourn = 0;
  Time now = 0;
  events.schedule(arrivals.exponential(gap), arrival, 0);
  while (departed < customers) {
    const Time before = now;
    const Event event = events.pop();
    now = event.time;
    ++eventCount;
    sojourn += static_cast<double>(present * (now - before));
    if (event.kind == arrival) {
      if (present++ == 0) events.schedule(now + services.exponential(service), departure, 0);
      events.schedule(now + arrivals.exponential(gap), arrival, 0);
    } else {
      ++departed;
      if (--present > 0) events.schedule(now + services.exponential(service), departure, 0);
    }
  }
  std::printf("mm1 %lld sojourn_us=%.3f\n", static_cast<long long>(eventCount),
              sojourn / static_cast<double>(departed) / microsecond);
}

/// The hold model: `operations` times the earliest of `pending` events is taken and scheduled again. The delays
/// come from a table, so that the time is the event list's.
void hold(std::uint32_t pending, std::int64_t operations, std::uint64_t seed) {
  constexpr std::size_t delayCount = 4096;
  const double mean = 50.0 * microsecond;
  Random random(seed, 0);
  std::vector<Time> delays(delayCount);
  for (Time& delay : delays) delay = random.exponential(mean);
  EventList events(pending);
  for (std::uint32_t entity = 0; entity < pending; ++entity) events.schedule(random.exponential(mean), 0, entity);
  std::uint64_t checksum = 0;
  for (std::int64_t operation = 0; operation < operations; ++operation) {
    const Event event = events.pop();
    checksum = checksum * 0x9E3779B97F4A7C15 + static_cast<std::uint64_t>(event.time) + event.entity;
    const Time delay = delays[static_cast<std::size_t>(operation) & (delayCount - 1)];
    events.schedule(event.time + delay, 0, event.entity);
  }
  std::printf("hold %lld checksum=%016llx\n", static_cast<long long>(operations),
              static_cast<unsigned long long>(checksum));
}

void print(const char* name, const GroupTotals& totals) {
  std::printf("%s %lld ordered=%lld kicks=%lld latency_us=%.3f queue_max=%lld\n", name,
              static_cast<long long>(totals.deliveries), static_cast<long long>(totals.ordered),
              static_cast<long long>(totals.kicks),
              static_cast<double>(totals.latencySum) / static_cast<double>(totals.processed) / microsecond,
              static_cast<long long>(totals.queueMax));
}

/// Prints each seed too: how they scatter says how far the counts of another program may be off.
void flat(std::uint32_t members, Time end, std::uint64_t seeds) {
  GroupTotals totals;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const GroupTotals run = Group(members, seed).run(end);
    print("seed", run);
    totals.add(run);
  }
  print("flat", totals);
}

/// An argument that must be a whole number from 1 to `most`.
std::int64_t number(const char* text, std::int64_t most) {
  char* rest = nullptr;
  const long long value = std::strtoll(text, &rest, 10);
  if (*rest != '\0' || value < 1 || value > most) {
    std::fprintf(stderr, "yardstick: %s is not a whole number from 1 to %lld\n", text, static_cast<long long>(most));
    std::exit(64);
  }
  return value;
}

}  // namespace

int main(int argumentCount, char** arguments) {
  constexpr std::int64_t most = 1'000'000'000;
  const auto is = [&](const char* name, int count) {
    return argumentCount == count + 2 && std::strcmp(arguments[1], name) == 0;
  };
  if (is("mm1", 2)) {
    mm1(number(arguments[2], most), static_cast<std::uint64_t>(number(arguments[3], most)));
  } else if (is("hold", 3)) {
    hold(static_cast<std::uint32_t>(number(arguments[2], most)), number(arguments[3], most),
         static_cast<std::uint64_t>(number(arguments[4], most)));
  } else if (is("flat", 3)) {
    // More than 500 members would leave no window of 1000 / (2 n).
    flat(static_cast<std::uint32_t>(number(arguments[2], 500)), number(arguments[3], 1'000'000) * second,
         static_cast<std::uint64_t>(number(arguments[4], most)));
  } else {
    std::fputs(
        "usage: yardstick mm1 CUSTOMERS SEED | hold PENDING OPERATIONS SEED | flat MEMBERS SECONDS SEEDS\n", stderr);
    return 64;
  }
}
