#pragma once

#include "hub/settings.h"
#include "uvchat/json/keys.h"

namespace uvchat::server {

// The keys of an item of server.spam_filters.
json::Object<hub::SpamFilterSettings> spam_filter_keys();

}  // namespace uvchat::server
