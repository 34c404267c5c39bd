#include "tests/e2e/fixture.h"

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>

#include "uvchat/base/limits.h"

namespace uvchat::e2e {
namespace {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "uvchat-e2e-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory for the tests");
    path = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string path;
};

// A server keeps its key in the state directory, and that must not be the user's own.
class OwnState final : public testing::Environment {
 public:
  void SetUp() override { setenv("STATE_DIRECTORY", scratch_directory().c_str(), 1); }
};

[[maybe_unused]] const testing::Environment* const own_state =
    testing::AddGlobalTestEnvironment(new OwnState);

}  // namespace

std::string scratch_directory() {
  static const Scratch scratch;
  return scratch.path;
}

std::string shape_name(const testing::TestParamInfo<int>& shape) {
  return shape.param == 1 ? "Rides" : "HasItsThread";
}

ServerTest::ServerTest() {
  config.io_threads = GetParam();
  config.hub.motd.clear();
  config.loop.flood.enabled = false;
  for (server::ListenerConfig& listener : config.listen) listener.net.port = 0;
}

void ServerTest::start() {
  auto started = server::Server::start(config, log_);
  if (!started) throw std::runtime_error(started.error().text);
  server_ = std::move(*started);
  for (int i = 0; i < GetParam(); ++i) {
    witnesses_.push_back(registered("witness" + std::to_string(i)));
  }
}

void ServerTest::stop() {
  witnesses_.clear();
  if (server_) server_->stop(limits::shutdown_ms_max);
  server_.reset();
}

Client ServerTest::registered(std::string_view nick, std::string_view caps,
                              int receive_buffer_bytes) {
  Client client(irc_port(), receive_buffer_bytes);
  if (!caps.empty()) client.says("CAP REQ :" + std::string(caps));
  client.says("NICK " + std::string(nick));
  client.says("USER " + std::string(nick) + " 0 * :" + std::string(nick));
  if (!caps.empty()) client.says("CAP END");
  client.hears("* 422 *");  // no message of the day: the welcome is over
  return client;
}

Client ServerTest::member(std::string_view nick, std::string_view room, std::string_view caps) {
  Client client = registered(nick, caps);
  client.says("JOIN " + std::string(room));
  client.hears("* 366 * " + std::string(room) + " *");
  return client;
}

void ServerTest::a_turn_passes() {
  for (Client& witness : witnesses_) witness.hears_all();
}

}  // namespace uvchat::e2e
