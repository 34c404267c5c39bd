#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "net/accept_gate.h"
#include "net/streams.h"
#include "tests/simulation/door.h"
#include "tests/simulation/roster.h"
#include "uvchat/base/ids.h"
#include "uvchat/base/random.h"

namespace uvchat::simulation {

// The other end of one connection, and the stream between: what was sent and has not arrived, what
// the server writes and whether it is taken.
struct Client {
  ConnId conn;
  std::uint64_t number = 0;      // of all who have come
  net::AcceptGate::Place place;  // until the stream is closed
  bool classroom = false;
  bool has_certificate = false;
  Pace pace;

  // Towards the server.
  std::string on_its_way;           // bytes that the server has not read yet
  std::deque<std::string> unheard;  // IRC: lines sent that the hub has not heard yet
  std::string unheard_text;         // classroom: the same without ends
  bool eof_sent = false, eof_told = false;
  bool reset = false, reset_told = false;

  // Towards the client.
  bool takes = true;     // false: it has stopped reading
  std::string received;  // bytes of a line that has not ended
  Roster roster;         // IRC: of the lines received
  bool deaf = false;     // bytes were lost with the connection: nothing more to compare

  // The stream, as the server sees it.
  bool reading = false, shut = false, closing = false, closed = false;
  std::vector<std::string_view> writing;  // one write under way
  std::string written_copy;               // what it was when it began
};

// Somebody about to say something.
struct Speaker {
  std::uint64_t people = 0;  // that have come so far
  std::string nick = "*";
  bool is_operator = false;                     // of the server
  std::vector<std::string> upload_tokens = {};  // of anybody
  std::string rules;                  // a channel that they are an operator of; empty: none
  std::vector<std::string> fellows;   // who is in it
  std::vector<std::string> accounts;  // that there are; of which somebody is here, more often
  std::vector<std::string> several;   // who have more than one session
  bool has_account = false;           // is logged in to one
  bool has_certificate = false;       // and has shown it
  // Owned nicks that they are likely to take: their own, or any, of a guest who has had one.
  std::vector<std::string> tempting;
  std::vector<std::string> codes;  // that were sent: "ana 1234"
  // Changes of that channel, and of their own modes, that take something away: "-o ana", "-k x".
  std::vector<std::string> undoings;
  std::vector<std::string> own_undoings;
  bool keeps_past = false;  // what is said is kept
  bool takes_batches = false;
  bool has_unstored_talk = false;
  std::vector<std::string> places;    // where they may read it
  std::vector<std::string> said_ids;  // of lines that were kept lately
  std::vector<std::string> times;     // of those, and others
  std::vector<std::string> own;       // what takes back what they have said: "REDACT #a <id>"
  std::vector<std::string> edits;     // what begins a message in place of one that they took back
};

// What people say: commands over few names, so that they meet.
std::string some_command(SeededRandom& random, const Speaker& who);
std::vector<std::string> some_batch(SeededRandom& random, const Speaker& who);
std::string some_caps(SeededRandom& random);
std::string some_past_command(SeededRandom& random, const Speaker& who);
std::string some_word_of_talks(SeededRandom& random, const Speaker& who);
std::string some_question_of_talks(SeededRandom& random, const Speaker& who);
std::string some_peer_address(SeededRandom& random);
std::string some_webirc(SeededRandom& random);
std::string some_registration(SeededRandom& random, const Speaker& who);
// A login with a password or a certificate, in as many lines as it takes.
std::vector<std::string> some_login(SeededRandom& random, const Speaker& who);
std::string first_nick(std::uint64_t person);
std::string some_classroom_text(SeededRandom& random);

}  // namespace uvchat::simulation
