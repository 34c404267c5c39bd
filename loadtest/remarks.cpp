#include "loadtest/remarks.h"

#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

constexpr const char* flood_off =
    "\"limits\": { \"flood\": { \"enabled\": false } } in uvchat-server's configuration";

class Remarks {
 public:
  explicit Remarks(const Report& report) : r_(report) {}

  std::vector<Remark> all() && {
    add_failures();
    add_slo();
    if (remarks_.empty() && !r_.interrupted) add_success();
    add_queues();
    add_accounts();
    add_disturbances();
    return std::move(remarks_);
  }

 private:
  void failed(std::string text) { remarks_.push_back({Remark::Weight::failed, std::move(text)}); }
  void note(std::string text) { remarks_.push_back({Remark::Weight::note, std::move(text)}); }
  void good(std::string text) { remarks_.push_back({Remark::Weight::good, std::move(text)}); }

  void add_failures();
  void add_slo();
  void add_queues();
  void add_accounts();
  void add_disturbances();
  void add_success();

  const Report& r_;
  std::vector<Remark> remarks_;
};

// What was under way when a run was interrupted is not missing.
void Remarks::add_failures() {
  if (!r_.failure.empty()) failed(r_.failure);
  if (r_.missing() > 0 && !r_.interrupted) {
    failed(grouped(r_.missing()) + " of " + grouped(r_.counts.expected) +
           " deliveries are missing: " + grouped(r_.lost) + " lost, " + grouped(r_.not_in_time()) +
           " not delivered in time");
  }
  if (r_.counts.doubled + r_.counts.out_of_order > 0) {
    failed(grouped(r_.counts.doubled) + " deliveries came twice, " +
           grouped(r_.counts.out_of_order) + " out of order");
  }
  const HistoryReport& history = r_.history;
  if (history.missing + history.doubled + history.out_of_order > 0) {
    failed("of " + grouped(history.heard) + " lines that were heard, " + grouped(history.missing) +
           " are missing in the history, " + grouped(history.doubled) + " are there twice, " +
           grouped(history.out_of_order) + " out of order");
  }
  if (!history.failure.empty()) failed("the history was not verified: " + history.failure);
}

void Remarks::add_slo() {
  for (const SloReport& slo : r_.slo) {
    if (!slo.holds) {
      failed("SLO broken: " + slo.clause + " does not hold: it was " +
             (slo.measured.empty() ? "not measured" : slo.measured));
    }
  }
}

void Remarks::add_queues() {
  const QueueReport& q = r_.queues;
  if (r_.turned_away && r_.scenario.accounts > 0) {
    note("the server let in " + grouped(r_.registering.done) + " of " +
         grouped(r_.scenario.clients) +
         " clients: each password costs it much. With a smaller --connect-batch none waits so long "
         "that the server gives up, and exempt addresses may make as many accounts as they like");
  } else if (r_.turned_away) {
    note("the server let in " + grouped(r_.registering.done) + " of " +
         grouped(r_.scenario.clients) +
         " clients: it may bound how many come from one address, and how fast. For a load test put "
         "that address into \"limits\": { \"exempt\": [...] } in uvchat-server's configuration");
  }
  if (q.is_held_back()) {
    note(
        "the server held back the lines of " + grouped(q.senders) + " of " +
        grouped(r_.scenario.senders) +
        " senders and answered another client at once: what was measured is its flood gate, or a "
        "strict history, which stores each line before it is told. For a load test switch the gate "
        "off, with " +
        flood_off + "; or stay below it: 5 lines a second of each sender is its default");
  } else if (q.senders > 0 && q.asked > 0 && r_.not_in_time() > 0) {
    note(std::string("lines waited at the server, and so did what another client asked it: ") +
         (r_.is_bottleneck() ? "one of the two" : "it") + " is too slow for this load");
  } else if (q.senders > 0 && r_.not_in_time() > 0) {
    note("lines of " + counted(q.senders, "sender") +
         " waited at the server: it is too slow for this load, or its flood gate held them "
         "back, which is switched off with " +
         flood_off);
  }
  if (q.is_unanswered) note("at the end the server did not answer any more");
}

void Remarks::add_accounts() {
  if (r_.scenario.is_made_up_password && r_.registering.done > 0 && r_.failure.empty()) {
    note("the password of the accounts is " + r_.scenario.account_password +
         ": --account-password uses them again");
  } else if (r_.scenario.is_made_up_password) {
    note("where another run has made the accounts, --account-password must say its password");
  }
  if (r_.scenario.resume && r_.registering.done > 0 && r_.tokens == 0) {
    note("the server gives no tokens: who came back has said the password");
  }
  if (r_.pages.refused > 0) {
    note("the server refused " + counted(r_.pages.refused, "page") +
         " of history: it may keep none, or its database was away");
  }
  if (r_.pages.unanswered > 0) {
    note(counted(r_.pages.unanswered, "page") + " of history had no answer when the run ended");
  }
  if (r_.uploads.refused > 0) {
    note("the server refused " + counted(r_.uploads.refused, "upload") +
         ", the first: " + r_.uploads.why);
  }
  if (r_.logins.held_back > 0) {
    note("the server refused " + counted(r_.logins.held_back, "login") +
         " without a look at the password, because too many were wrong before: what was measured "
         "is its bound on wrong passwords. For a load test put the addresses of --from into "
         "\"limits\": { \"exempt\": [...] } in uvchat-server's configuration, and give "
         "\"accounts\": "
         "{ \"account_throttle\": { \"attempts\": 1000000 } }");
  }
  if (r_.logins.unanswered > 0) {
    note(counted(r_.logins.unanswered, "login") + " had no answer when the run ended");
  }
}

void Remarks::add_disturbances() {
  if (r_.is_bottleneck()) {
    note(
        "the load generator itself was the bottleneck (over 80 % CPU): compare the server's CPU "
        "per delivery, not its rate");
  }
  if (r_.is_disturbed()) {
    note("the run was disturbed (over 5 % of the time without a processor): measure again");
  }
  if (r_.interrupted) note("interrupted, this is what there was");
}

void Remarks::add_success() {
  if (r_.counts.expected > 0) {
    good("each of " + grouped(r_.counts.expected) + " deliveries came once and in order");
  } else if (r_.scenario.idle && r_.registering.done > 0) {
    good("all " + grouped(r_.registering.done) + " clients registered and stayed");
  }
  if (r_.history.is_asked_for) {
    good("each of " + grouped(r_.history.heard) +
         " lines that were heard is in the history once and in order");
  }
  std::string held;
  for (const SloReport& slo : r_.slo) {
    held += (held.empty() ? "" : ", ") + slo.clause + " (" + slo.measured + ")";
  }
  if (!held.empty()) good("SLO holds: " + held);
}

}  // namespace

std::vector<Remark> remarks(const Report& report) { return Remarks(report).all(); }

}  // namespace uvchat::loadtest
