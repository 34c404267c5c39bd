#pragma once

#include "hub/line.h"
#include "uvchat/base/ids.h"

namespace uvchat::hub {

// A session as those see it who only send it something: where its bytes go, and in which form.
struct Receiver {
  ConnId conn;
  Variant variant = 0;
};

}  // namespace uvchat::hub
