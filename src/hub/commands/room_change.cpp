// Changes of channels that the store is asked for.

#include "hub/commands/room_change.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "hub/acts/audit.h"
#include "hub/command.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view room_gone = "the channel is gone";

struct UnderWay {
  RoomChange change;
  Ticket ticket = {};
  std::optional<store::Answer> answer = {};  // of the store
};

bool waits_for(const ChatState& state, Ticket ticket) {
  const Session* session = state.find(ticket.conn);
  return session != nullptr && session->parked && session->parked->waits_for(ticket);
}

class RoomChangePage {
 public:
  RoomChangePage(const Channel& channel, PlanRoomChange plan, RefuseRoomChange refuse)
      : slot_(channel.slot), id_(channel.id), plan_(std::move(plan)), refuse_(std::move(refuse)) {}

  Progress operator()(Call& page) {
    if (under_way_) return take_answer(page);
    if (page.answer != nullptr && page.state.room_turns.leave(ticket_of(*page.answer))) {
      return refuse(page, store::Outcome::unavailable, "a change before it is still being stored");
    }
    return plan(page);
  }

 private:
  Progress refuse(Call& page, store::Outcome outcome, std::string_view why) const {
    refuse_(page, outcome, why);
    return Progress::done;
  }

  Progress plan(Call& page) {
    for (;;) {
      Channel* channel = page.state.directory.channel_at(slot_, id_);
      if (channel == nullptr) return refuse(page, store::Outcome::absent, room_gone);
      if (page.state.room_turns.is_busy(id_)) return wait(page);
      auto change = plan_(page, *channel);
      if (!change) return Progress::done;
      if (is_noted_) change->deed.clear();
      is_noted_ = is_noted_ || !change->deed.empty();
      if (change->request) return ask_store(page, std::move(*change));
      if (!change->deed.empty()) note_deed(page.actor(), "CHANSERV", change->deed);
      do_change(page, *channel, *change);
      if (!change->again) return Progress::done;
    }
  }

  Progress wait(Call& page) const {
    RoomTurns& turns = page.state.room_turns;
    if (turns.waiting_count() >= limits::room_changes_waiting_max) {
      return refuse(page, store::Outcome::unavailable, "too many changes are waiting");
    }
    const Ticket ticket = page.state.next_ticket(page.session.conn);
    wait_for_answer(page, StoreAnswered{ticket, store::unavailable({})});
    turns.wait(id_, ticket);
    return Progress::waiting;
  }

  Progress ask_store(Call& page, RoomChange change) {
    auto under_way = std::make_shared<UnderWay>(UnderWay{std::move(change)});
    std::optional<AskedDeed> deed;
    if (const std::string& about = under_way->change.deed; !about.empty()) {
      deed = asked_deed(page.actor(), "CHANSERV", about);
    }
    ask_to_change(page, *under_way->change.request,
                  [&state = page.state, slot = slot_, id = id_, under_way, deed](
                      const store::Answer& answer, Now now) {
                    if (deed) note_answered(state, *deed, answer, now);
                    state.room_turns.end(id);
                    under_way->answer = answer;
                    if (under_way->change.answered) under_way->change.answered(state);
                    if (waits_for(state, under_way->ticket)) return;  // its page does it
                    Channel* channel = state.directory.channel_at(slot, id);
                    if (channel == nullptr || answer.outcome != store::Outcome::done) return;
                    under_way->change.apply(state, *channel, nullptr, now);
                  });
    under_way->ticket = ticket_of(*page.session.parked->if_late);
    page.state.room_turns.begin(id_);
    under_way_ = std::move(under_way);
    return Progress::waiting;
  }

  Progress take_answer(Call& page) {
    const auto under_way = std::exchange(under_way_, nullptr);
    const store::Answer& answer =
        under_way->answer ? *under_way->answer : std::get<StoreAnswered>(*page.answer).answer;
    if (answer.outcome != store::Outcome::done) return refuse(page, answer.outcome, answer.why);
    Channel* channel = page.state.directory.channel_at(slot_, id_);
    if (channel == nullptr) return refuse(page, store::Outcome::absent, room_gone);
    do_change(page, *channel, under_way->change);
    return under_way->change.again ? plan(page) : Progress::done;
  }

  static void do_change(Call& page, Channel& channel, const RoomChange& change) {
    const Actor actor = page.actor();
    change.apply(page.state, channel, &actor, page.now);
    if (change.told) change.told(page);
  }

  const std::uint32_t slot_;
  const std::uint64_t id_;
  const PlanRoomChange plan_;
  const RefuseRoomChange refuse_;
  std::shared_ptr<UnderWay> under_way_;
  bool is_noted_ = false;
};

}  // namespace

void change_room(Call& call, const Channel& channel, PlanRoomChange plan, RefuseRoomChange refuse) {
  answer_in_pages(call, RoomChangePage(channel, std::move(plan), std::move(refuse)));
}

RefuseRoomChange fails_as(std::string_view command, std::string_view channel) {
  return [command, name = std::string(channel)](Call& call, store::Outcome, std::string_view why) {
    call.reply.fail(command, {"TEMPORARILY_UNAVAILABLE", name},
                    "The change could not be stored: " + std::string(why));
  };
}

void give_room_turns(ChatState& state, Now now) {
  while (const auto ticket = state.room_turns.next()) {
    if (!waits_for(state, *ticket)) continue;
    resume_with(state, *state.find(ticket->conn), StoreAnswered{*ticket, {}}, now);
  }
}

}  // namespace uvchat::hub
