#include "server/config.h"

namespace uvchat::server {

Config::Config() : listen(2) {
  hub.rooms = {{.name = "#lobby"}};
  hub.history.enabled = true;
  hub.motd = {"Welcome to uvchat."};
  hub.address_limits.exempt = {*Network::parse("127.0.0.0/8"), *Network::parse("::1")};
  listen[1].net.profile.protocol = net::Protocol::classroom;
  listen[1].net.port = 8000;
}

}  // namespace uvchat::server
