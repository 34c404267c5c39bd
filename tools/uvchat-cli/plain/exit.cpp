#include "plain/exit.h"

namespace uvchat::cli {

Exit exit_of(client::CloseCause cause) {
  switch (cause) {
    case client::CloseCause::host_not_found:
      return exit_host_not_found;
    case client::CloseCause::not_connected:
    case client::CloseCause::not_secured:
      return exit_not_connected;
    case client::CloseCause::not_trusted:
      return exit_not_trusted;
    default:
      return exit_connection_lost;
  }
}

}  // namespace uvchat::cli
