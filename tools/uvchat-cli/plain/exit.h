#pragma once

#include "client/connection.h"

namespace uvchat::cli {

enum Exit {
  exit_ok = 0,
  exit_host_not_found = 2,
  exit_not_connected = 3,
  exit_nick_refused = 4,
  exit_connection_lost = 5,
  exit_refused = 6,        // the room or a line
  exit_not_confirmed = 7,  // the server did not confirm the last line in time
  exit_banned = 8,         // from the server or the room
  exit_no_output = 9,      // the output cannot be written any more
  exit_not_trusted = 10,   // the server's certificate is not believed
  exit_usage = 64,
};

// Of a connection that ended by itself.
Exit exit_of(client::CloseCause cause);

}  // namespace uvchat::cli
