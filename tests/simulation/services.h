#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the simulation's model knows of services: who is not logged in, and no account of others.

namespace uvchat::simulation {

bool is_service(std::string_view nick);
// Whether one of the names of the list is a service's.
bool names_service(std::string_view list);
std::vector<std::string> words_said(std::string_view text);
// What NickServ says to somebody who says this to it.
std::vector<std::string> nickserv_answers(std::string_view text, bool to_operator);
// What ChanServ says to one of the questions that are asked of it: LIST, or its help.
std::vector<std::string> chanserv_answers(std::string_view command);
// What that means, for programs: the tag "uvchat/code", unescaped.
std::string code_of(std::string_view answer);

}  // namespace uvchat::simulation
