#pragma once

#include <uv.h>

#include <string>

#include "loadtest/progress.h"
#include "loadtest/wire.h"

namespace uvchat::loadtest {

// How a process that plays a part of a scenario speaks to the one that started it. The socket is
// its owner's, who closes it after the link.
//
// Used by the loop's thread; close() before the loop ends.
class ParentLink {
 public:
  class Listener {
   public:
    virtual void on_go() = 0;
    // The run is to end now; or the parent is gone, for whom it was made.
    virtual void on_stop() = 0;

   protected:
    ~Listener() = default;
  };

  ParentLink(uv_loop_t& loop, int socket, Listener& listener);
  ParentLink(const ParentLink&) = delete;
  ParentLink& operator=(const ParentLink&) = delete;

  void tell(const Message& message);
  void close();

 private:
  static void on_readable(uv_poll_t* poll, int status, int events);
  void take_orders();

  int socket_;
  Listener& listener_;
  uv_poll_t poll_{};
};

// Writes a message however long that takes; nobody is told where the reader is gone.
void write_message(int socket, const Message& message);

}  // namespace uvchat::loadtest
