// Whether and when to try again: a pure function of the outcome, the number of the attempt and a seed.

#ifndef MAILWIRE_RETRY_HPP
#define MAILWIRE_RETRY_HPP

#include "exchange.hpp"

namespace mailwire::retry {

/// How often and how far apart to try, as data. Times in milliseconds.
///
/// The members are those of `mw_schedule`: `attempts`, `first_ms`, `factor`, `cap_ms`, `rate_limit_ms`, `longest_ms`.
struct Schedule : ::mw_schedule {
  /// For a device whose alert may come late.
  ///
  /// 3 attempts, 5 s, three times as long each time, at most 15 min; 60 s after a rate limit.
  Schedule() noexcept : ::mw_schedule() { static_cast<void>(::mw_schedule_default(this)); }

  /// For a program that waits in line for the answer.
  ///
  /// 3 attempts, 1 s, twice as long each time, at most 30 s.
  [[nodiscard]] static Schedule in_line() noexcept {
    Schedule schedule;
    static_cast<void>(::mw_schedule_in_line(&schedule));
    return schedule;
  }
};

/// What a decision depends on: what a device keeps of an outcome over a restart.
struct Finding {
  /// See `Outcome::reason`.
  Reason reason;
  /// See `Outcome::diagnosis`.
  Diagnosis diagnosis;
  /// See `Outcome::retry_after_kind`.
  RetryAfter retry_after_kind;
  /// See `Outcome::retry_after`.
  uint64_t retry_after;

  /// What was kept.
  Finding(Reason kept_reason, Diagnosis kept_diagnosis, RetryAfter kept_kind, uint64_t kept_retry_after) noexcept
      : reason(kept_reason), diagnosis(kept_diagnosis), retry_after_kind(kept_kind), retry_after(kept_retry_after) {}

  /// Of an outcome.
  Finding(const Outcome& outcome) noexcept  // NOLINT: an outcome is as good
      : Finding(outcome.reason(), outcome.diagnosis(), outcome.retry_after_kind(), outcome.retry_after()) {}
};

/// What to do after an attempt.
class Decision {
 public:
  /// Nothing.
  Decision() noexcept : record_() {}

  /// As C has it.
  explicit Decision(const ::mw_decision& record) noexcept : record_(record) {}

  /// Whether to try the same request again, with the same dedupe key.
  [[nodiscard]] bool again() const noexcept { return record_.again; }

  /// After how many milliseconds, if so.
  [[nodiscard]] uint32_t after_ms() const noexcept { return record_.after_ms; }

  /// Why not, if not.
  [[nodiscard]] Stop stop() const noexcept { return static_cast<Stop>(record_.stop); }

 private:
  ::mw_decision record_;
};

/// What to do after attempt number `attempt` (from 1) came to this.
///
/// An outcome is about one attempt: remember whether one was unknown, for unless a later one is accepted the whole is.
///
/// The wait is what the provider asks for, and a random part of the schedule's span. `seed` is any number that differs
/// from device to device and from event to event; no state is kept. `MW_STATUS_OUT_OF_RANGE` for a number above 255, or
/// one that is none of its enumeration.
[[nodiscard]] inline Result<Decision> decide(const Finding& finding, uint32_t attempt, const Dedupe& dedupe,
                                             uint32_t seed, const Schedule& schedule = Schedule()) noexcept {
  ::mw_outcome outcome = {};
  outcome.reason = finding.reason;
  outcome.diagnosis = finding.diagnosis;
  outcome.retry_after_kind = finding.retry_after_kind;
  outcome.retry_after = finding.retry_after;
  ::mw_decision record = {};
  const Status status = ::mw_retry_decide(&outcome, &dedupe.c(), attempt, seed, &schedule, &record);
  if (status != MW_STATUS_OK) return Failure(status);
  return Decision(record);
}

}  // namespace mailwire::retry

#endif  // MAILWIRE_RETRY_HPP
