#pragma once

// The numerics the server sends, by the names of modern.ircdocs.horse.

namespace uvchat::irc {

enum class Numeric : unsigned short {
  rpl_welcome = 1,
  rpl_yourhost = 2,
  rpl_created = 3,
  rpl_myinfo = 4,
  rpl_isupport = 5,
  rpl_umodeis = 221,
  rpl_channelmodeis = 324,
  rpl_creationtime = 329,
  rpl_notopic = 331,
  rpl_topic = 332,
  rpl_topicwhotime = 333,
  rpl_namreply = 353,
  rpl_endofnames = 366,
  rpl_motd = 372,
  rpl_motdstart = 375,
  rpl_endofmotd = 376,
  err_nosuchnick = 401,
  err_nosuchchannel = 403,
  err_cannotsendtochan = 404,
  err_toomanychannels = 405,
  err_toomanytargets = 407,
  err_invalidcapcmd = 410,
  err_norecipient = 411,
  err_notexttosend = 412,
  err_inputtoolong = 417,
  err_unknowncommand = 421,
  err_nomotd = 422,
  err_nonicknamegiven = 431,
  err_erroneusnickname = 432,
  err_nicknameinuse = 433,
  err_notonchannel = 442,
  err_notregistered = 451,
  err_needmoreparams = 461,
  err_alreadyregistered = 462,
  err_chanoprivsneeded = 482,
  err_umodeunknownflag = 501,
  err_usersdontmatch = 502,
};

}  // namespace uvchat::irc
