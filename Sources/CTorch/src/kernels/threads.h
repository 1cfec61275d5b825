// Work done side by side by libtorch's own pool of threads.

#pragma once

#include <atomic>
#include <cstdint>

namespace segue {

/// Where the pieces of a computation wait for one another. Waking a thread costs as much as a million multiplications,
/// so waiting is spinning, for some microseconds.
class Meeting {
  public:
    explicit Meeting(int64_t pieces) : pieces(pieces) {}

    /// Returns when all pieces have arrived; one thread may arrive for several.
    void arrive(int64_t count);

  private:
    const int64_t pieces;
    std::atomic<int64_t> arrived{0};
    std::atomic<uint32_t> round{0};
};

/// The pieces that one thread works at, side by side with the other threads.
class Member {
  public:
    Member(int64_t first, int64_t last, Meeting &meeting) : first(first), last(last), meeting(meeting) {}

    /// Runs `body` for each of the thread's pieces.
    template <typename Body>
    void pieces(const Body &body) const {
        for (int64_t i = first; i < last; ++i) body(i);
    }

    /// Waits until every other thread has come here too.
    void wait() const { meeting.arrive(last - first); }

    /// Whether this thread has the first piece.
    bool is_first() const { return first == 0; }

  private:
    const int64_t first, last;
    Meeting &meeting;
};

/// Calls `body(context, first, last)` on up to `count` threads, whose ranges together are 0..<count. Where libtorch
/// was built without OpenMP, and inside another parallel region, the calling thread does all of it.
void run_team(int64_t count, void (*body)(void *context, int64_t first, int64_t last), void *context);

/// Runs `body(member)` on as many threads as there are for `count` pieces; the members may wait for one another.
/// `body` must not throw.
template <typename Body>
void on_team(int64_t count, const Body &body) {
    struct Context {
        const Body &body;
        Meeting meeting;
    } context{body, Meeting(count)};
    const auto run = [](void *opaque, int64_t first, int64_t last) {
        auto &own = *static_cast<Context *>(opaque);
        own.body(Member(first, last, own.meeting));
    };
    run_team(count, run, &context);
}

/// Runs `body(0)` … `body(count − 1)`, each on a thread of its own as far as there are threads.
template <typename Body>
void on_threads(int64_t count, const Body &body) {
    on_team(count, [&](const Member &member) { member.pieces(body); });
}

}  // namespace segue
