#include "store/plan_rows.h"
#include "store/room_lists.h"

namespace uvchat::store {
namespace {

constexpr const char* find_room = "SELECT number FROM room WHERE fold = ?1";
constexpr const char* change_room =
    "UPDATE room SET text = ?2, skeleton = ?3, founder = NULLIF(?4, 0), topic = ?5, topic_by = ?6,"
    " topic_ms = ?7, modes = ?8, lists = ?9, made_us = ?10 WHERE fold = ?1";
constexpr const char* make_room =
    "INSERT INTO room(fold, text, skeleton, founder, topic, topic_by, topic_ms, modes, lists,"
    " made_us) SELECT ?1, ?2, ?3, NULLIF(?4, 0), ?5, ?6, ?7, ?8, ?9, ?10"
    " WHERE NOT EXISTS (SELECT 1 FROM room WHERE fold = ?1)";
constexpr const char* drop_access_of_room =
    "DELETE FROM access WHERE room = (SELECT number FROM room WHERE fold = ?1)";
constexpr const char* drop_room = "DELETE FROM room WHERE fold = ?1";
constexpr const char* rename_room =
    "UPDATE room SET text = ?2, fold = ?3, skeleton = ?4 WHERE fold = ?1";
constexpr const char* rename_in_presence =
    "UPDATE presence SET room_fold = ?2 WHERE room_fold = ?1";
constexpr const char* drop_markers_of_new_name =
    "DELETE FROM marker WHERE target = ?2 AND ?1 <> ?2";
constexpr const char* rename_in_markers = "UPDATE marker SET target = ?2 WHERE target = ?1";
constexpr const char* set_access =
    "INSERT INTO access(room, account, ranks)"
    " SELECT number, ?2, ?3 FROM room WHERE fold = ?1"
    " ON CONFLICT(room, account) DO UPDATE SET ranks = excluded.ranks";
constexpr const char* forget_access =
    "DELETE FROM access WHERE room = (SELECT number FROM room WHERE fold = ?1) AND account = ?2";
constexpr const char* forget_presence = "DELETE FROM presence WHERE account = ?1";
constexpr const char* note_presence =
    "INSERT INTO presence(account, room_fold, ranks, joined_us) VALUES(?1, ?2, ?3, ?4)";

}  // namespace

Plan plan_of(const SaveRoom& request) {
  const Room& room = request.room;
  const std::vector<Value> values{room.name.fold,   room.name.text, room.name.skeleton,
                                  room.founder,     room.topic,     room.topic_by,
                                  room.topic_at_ms, room.modes,     lists_as_text(room.lists),
                                  room.made_us};
  return {{{change_room, values}, {make_room, values}}};
}

Plan plan_of(const DropRoom& request) {
  return {{{drop_access_of_room, {request.fold}}, {drop_room, {request.fold}, true}}};
}

Plan plan_of(const RenameRoom& request) {
  const OwnedName& name = request.name;
  return {{{rename_room, {request.fold, name.text, name.fold, name.skeleton}, true},
           {rename_in_presence, {request.fold, name.fold}},
           {drop_markers_of_new_name, {request.fold, name.fold}},
           {rename_in_markers, {request.fold, name.fold}}}};
}

Plan plan_of(const SetAccess& request) {
  if (!request.ranks.empty()) {
    return {{{set_access, {request.room_fold, request.account, request.ranks}, true}}};
  }
  return {{{find_room, {request.room_fold}, true},
           {forget_access, {request.room_fold, request.account}}}};
}

Plan plan_of(const SavePresence& request) {
  Plan plan{{{find_account, {request.account}, true}, {forget_presence, {request.account}}}};
  for (const Presence& in : request.rooms) {
    plan.steps.push_back({note_presence, {request.account, in.room_fold, in.ranks, in.joined_us}});
  }
  return plan;
}

}  // namespace uvchat::store
