#pragma once

#include "hub/state.h"
#include "hub/work_bound.h"
#include "uvchat/hub/request.h"

// What operators ask for from outside of the chat (uvchat/hub/errand.h).

namespace uvchat::hub {

// Carries out what waits, until the outbox is full or `bound` is reached; true if something is
// left.
bool carry_out_errands(ChatState& state, Now now, WorkBound& bound);
// An errand may have waited for it.
void tell_errand_of_reload(ChatState& state, const SettingsReloaded& reloaded);

// Who has done it, as deeds and operators are told: no operator of the chat is called like that.
std::string outsider_name(const Errand& errand);

// --- For errand_lists.cpp

void answer_errand(ChatState& state, ErrandDone&& done);
void carry_out(ChatState& state, const Errand& errand, const errand::Read& wish, Now now);
void carry_out(ChatState& state, const Errand& errand, const errand::ReadInvitations& wish,
               Now now);
void carry_out(ChatState& state, const Errand& errand, const errand::ReadFiles& wish, Now now);
void carry_out(ChatState& state, const Errand& errand, const errand::ReadDeeds& wish, Now now);
void carry_out(ChatState& state, const Errand& errand, const errand::ReadStatus& wish, Now now);

// --- For upload_admission.cpp

void carry_out(ChatState& state, const Errand& errand, const errand::AdmitUpload& wish, Now now);
// Uploads whose passwords were not looked at in time are told so.
void give_up_late_logins(ChatState& state, Now now);

}  // namespace uvchat::hub
