// What the hub, the gate and the loops of the simulation are told.

#include "tests/simulation/world.h"

namespace uvchat::simulation {

hub::HubSettings World::first_settings() {
  hub::HubSettings settings = hub_settings(model_.house());
  if (bounds_.keeps_past) {
    settings.history.epoch = store_.past().begin_epoch();
    settings.history.kept = store_.past().contents();
  }
  for (const Store::Kept& kept : store_.accounts()) {
    store::Account account{settings.accounts.kept.size() + 1, {kept.name}, kept.made_us};
    account.is_verified = kept.code_hash.empty();
    if (!kept.person.empty()) account.settings = {{"person", kept.person}};
    account.presence = kept.presence;
    settings.accounts.kept.push_back(std::move(account));
  }
  for (const store::Room& room : store_.rooms()) settings.kept_rooms.push_back({room});
  return settings;
}

hub::HubSettings World::hub_settings(const House& house) const {
  hub::HubSettings settings;
  settings.server_name = "srv";
  settings.loops = bounds_.loops;
  settings.address_limits = address_limits();
  constexpr std::uint32_t many = 10'000;
  settings.flood = {true, bounds_.flood ? flood_burst_lines : many,
                    bounds_.flood ? flood_lines_per_second : many};
  settings.webirc = {{std::string(gateway_password), {*Network::parse(gateway_address)}}};
  settings.cloak_hosts = false;
  settings.history.enabled = bounds_.keeps_past;
  settings.history.is_strict = bounds_.is_strict;
  if (bounds_.may_lose) settings.history.backlog_bytes_max = unstored_bytes_max;
  settings.history.page_lines_max = page_lines_max;
  settings.history.playback_lines_max = played_lines_max;
  settings.history.replayed_lines = simulation::replayed_lines;
  settings.history.redaction_window_seconds = redaction_window_s;
  settings.listeners = {{hub::SessionKind::irc, {}}, {hub::SessionKind::classroom, "#lobby"}};
  settings.registration_timeout_ms = registration_ms_max;
  settings.ping_interval_ms = ping_interval_ms;
  settings.classroom_idle_ms = classroom_idle_ms;
  settings.outbox_expanded_bytes_max = outbox_bytes_max;
  settings.page_entries_max = bounds_.page_entries_max;
  for (const auto& [name, hash] : bounds_.operators) settings.operators.push_back({name, hash});
  settings.channels_per_user_max = channels_max;
  settings.large_room_members = bounds_.large_room_members;
  settings.monitor_max = monitored_max;
  settings.list_entries_max = list_entries_max;
  settings.multiline_bytes_max = batch_bytes_max;
  settings.multiline_lines_max = batch_lines_max;
  if (!bounds_.keeps_bans) settings.why_bans_are_unkept = "no disk";
  settings.accounts.who_registers =
      house.makes_accounts ? hub::WhoRegisters::everybody : hub::WhoRegisters::nobody;
  settings.accounts.before_connect = house.makes_them_early;
  settings.accounts.email_required = house.wants_email;
  settings.accounts.sends_mail = house.sends_mail;
  settings.accounts.mails = settings.accounts.mails_in_all = {1'000'000, 86'400};
  settings.accounts.allow_clear = house.hears_passwords;
  settings.accounts.always_on = house.keeps_people ? hub::AlwaysOn::opt_out : hub::AlwaysOn::off;
  settings.accounts.always_on_max = house.absent_max;
  settings.accounts.always_on_days = absent_days_max;
  settings.accounts.nick_grace_seconds = static_cast<int>(house.nick_grace_s);
  settings.accounts.registrations = {registrations_max.tries, registrations_max.seconds};
  settings.accounts.wrong_passwords = {wrong_passwords_max.tries, wrong_passwords_max.seconds};
  settings.motd = house.motd;
  settings.admin = house.admin;
  settings.password = house.password;
  settings.default_user_modes = house.default_modes;
  settings.relaymsg.enabled = house.relays;
  if (house.takes_files) settings.uploads.url = upload_url;
  settings.uploads.guests = house.guests_upload;
  settings.topic_bytes_max = house.topic_bytes_max;
  return settings;
}

net::GateSettings World::gate_settings() {
  net::GateSettings settings;
  settings.connections_max = connections_max;
  settings.limits = address_limits();
  settings.gateways = {*Network::parse(gateway_address)};
  return settings;
}

net::LoopSettings World::loop_settings(std::uint8_t loop) {
  net::LoopSettings settings;
  settings.loop = loop;
  settings.listeners = {{{net::Protocol::irc, 0}, "127.0.0.1", 0},
                        {{net::Protocol::classroom, 10}, "127.0.0.1", 0}};
  settings.flood = {bounds_.flood, flood_burst_lines, flood_lines_per_second};
  settings.slots_max = 8;
  settings.send_queue_soft_bytes = 4 * 1024;
  settings.send_queue_hard_bytes = 16 * 1024;
  if (bounds_.keeps_past) {
    // Whoever reads slowly is to be left out of much before they are put out; and pages are long.
    settings.send_queue_soft_bytes = 400;
    settings.send_queue_hard_bytes = 128 * 1024;
  }
  settings.send_queues_total_bytes = bounds_.keeps_past ? 512 * 1024 : 40 * 1024;
  settings.crowd_signals = {1, 0};
  settings.patient_writes = {2, 0};
  return settings;
}

}  // namespace uvchat::simulation
