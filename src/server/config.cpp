#include "server/config.h"

namespace uvchat::server {

Config::Config() : listen(3) {
  hub.rooms = {{.name = "#lobby"}};
  hub.history.enabled = true;
  hub.motd = {"Welcome to uvchat."};
  hub.address_limits.exempt = {*Network::parse("127.0.0.0/8"), *Network::parse("::1")};
  listen[1].net.profile.protocol = net::Protocol::classroom;
  listen[1].net.port = 8000;
  listen[2].net.profile.protocol = net::Protocol::http;
  listen[2].net.port = 8080;
  listen[2].net.is_optional = true;  // nobody has asked for it
}

}  // namespace uvchat::server
