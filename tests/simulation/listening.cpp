// How the model hears what the hub is told, and what the log says of it.

#include "tests/simulation/world.h"

namespace uvchat::simulation {
namespace {

bool turns_away(std::string_view reason) {
  return reason.starts_with("Too many c") || reason.starts_with("You connect");
}

}  // namespace

World::HeardHub::HeardHub(World& world, hub::HubSettings settings, const HashKey& key,
                          std::uint64_t seed)
    : Hub(std::move(settings), key, seed, world.now_, world.log_), world_(world) {}

void World::HeardHub::apply(const EventBatch& batch, const Event& event, Now now) {
  world_.heard(batch, event, now);
  Hub::apply(batch, event, now);
}

bool World::HeardHub::tick(Now now, hub::WorkBound& bound) {
  world_.model_.tick(now);
  return Hub::tick(now, bound);
}

void World::HeardHub::answered(const Answer& answer, Now now) {
  const auto* checked = std::get_if<PasswordChecked>(&answer);
  if (checked != nullptr) world_.model_.password_checked(*checked, now);
  if (const auto* saved = std::get_if<BansSaved>(&answer)) world_.model_.bans_saved(*saved, now);
  Hub::answered(answer, now);
  if (checked != nullptr && world_.model_.waits_with_a_verdict(checked->ticket.conn)) {
    world_.fail("a verdict that is not heard");
  }
}

void World::HeardHub::shut_down(Now now) {
  world_.model_.set_now(now);
  world_.heard_shut_down_ = true;
  world_.model_.begin_shut_down();
  Hub::shut_down(now);
}

// The hub's own decisions, time-outs, the shutting down, when it goes on with a long answer and
// whom it shows, come to the model by the log.
void World::Log::write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) {
  const bool shows = event == "member shown" || event == "all members shown";
  if (!shows && event != "session ended" && event != "session resumed") return;
  ConnId conn;
  std::string_view reason;
  std::string_view channel;
  for (const LogField& field : fields) {
    if (field.key == "conn") {
      conn.packed = static_cast<std::uint64_t>(std::get<std::int64_t>(field.value));
    } else if (field.key == "reason") {
      reason = std::get<std::string_view>(field.value);
    } else if (field.key == "channel") {
      channel = std::get<std::string_view>(field.value);
    }
  }
  if (event == "member shown") {
    world_.model_.shown(conn, channel);
  } else if (shows) {
    world_.model_.all_shown(channel);
  } else if (event == "session resumed") {
    world_.model_.resumed(conn);
  } else if (world_.model_.person(conn).gone) {
    world_.outcome_.turned_away_by_hub += turns_away(reason) ? 1 : 0;
  } else {
    if (turns_away(reason)) {
      world_.fail("the hub turns away whom the model lets in: " + std::string(reason));
    }
    world_.model_.ended(conn, reason, world_.now_);
  }
}

}  // namespace uvchat::simulation
