// What people say to make accounts and to log in to them.

#include "tests/simulation/pick.h"

namespace uvchat::simulation {
namespace {

std::string base64(const std::string& bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      three = three << 8 | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? letters[three >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

// Most people use one password, so that they can log in to each other's accounts; that of some
// names is long.
std::string password_of(std::string_view name) {
  const bool is_long = name.ends_with('7') || name.ends_with('s');
  return is_long ? "secret" + std::string(288, 's') : "secret";
}

std::string some_account(SeededRandom& random, const Speaker& who) {
  if (who.accounts.empty() || random.one_in(20)) return some_nick(random, who);
  return one_of(random, who.accounts);
}

// World::connect() gives clients some of these, and those of other clients.
std::string some_fingerprint(SeededRandom& random) {
  const std::string byte = pick<5>(random, {"01", "02", "03", "04", "05"});
  std::string fingerprint;
  for (int i = 0; i < 32; ++i) fingerprint += byte;
  return fingerprint;
}

}  // namespace

std::string some_cert(SeededRandom& random) {
  switch (random.below(8)) {
    case 0:
      return "NS CERT";
    case 1:
      return "NS CERT LIST";
    case 2:
      return "NS CERT DEL";
    case 3:
      return "NS CERT DEL " + some_fingerprint(random);
    case 4:
      return "NS CERT ADD " + (random.one_in(4) ? "0102" : some_fingerprint(random));
    default:
      return "NS CERT ADD";
  }
}

std::string some_registration(SeededRandom& random, const Speaker& who) {
  if (!who.codes.empty() && random.one_in(2)) {
    return "VERIFY " + one_of(random, who.codes) + (random.one_in(8) ? "x" : "");
  }
  const std::string name = random.one_in(3) ? some_nick(random, who) : who.nick;
  const std::string email =
      random.one_in(3) ? pick<5>(random, {"a@b.c", "a@b.c", "x", "a@b@c", "@b"}) : "*";
  if (random.one_in(12)) return "REGISTER * * " + std::string(300 + random.below(2), 'p');
  return "REGISTER " + (name == who.nick && random.one_in(2) ? "*" : name) + " " + email + " " +
         password_of(name);
}

std::vector<std::string> some_login(SeededRandom& random, const Speaker& who) {
  if (random.one_in(80)) {  // somebody guesses
    std::vector<std::string> lines;
    for (int i = 0; i < 5; ++i) {
      lines.emplace_back("AUTHENTICATE PLAIN");
      lines.emplace_back("AUTHENTICATE AGFuYQBndWVzcw==");
    }
    return lines;
  }
  const std::string name = some_account(random, who);
  if (random.one_in(who.has_certificate ? 2 : 30)) {
    const std::string data = random.one_in(3) ? base64(name) : random.one_in(30) ? "!" : "+";
    return {"AUTHENTICATE EXTERNAL", "AUTHENTICATE " + data};
  }
  const std::string password = random.one_in(25) ? "guess" : password_of(name);
  if (random.one_in(3)) {
    const std::string words = pick<3>(random, {"IDENTIFY ", "identify ", "IDENTIFY "}) +
                              (random.one_in(8) ? "" : name + " ") +
                              (random.one_in(40) ? "" : password);
    return {pick<4>(random, {"NS ", "NICKSERV ", "PRIVMSG NickServ :", "@label=in NS "}) + words};
  }
  const std::string as = random.one_in(12)  ? some_account(random, who)
                         : random.one_in(2) ? name
                                            : "";
  std::string data = base64(as + '\0' + name + '\0' + password);
  if (random.one_in(30)) data = pick<4>(random, {"+", "=", "AGFuYQ==", "A"});
  if (random.one_in(40)) data = std::string(400 + random.below(2), 'A') + data;
  std::vector<std::string> lines{random.one_in(30) ? "AUTHENTICATE plain" : "AUTHENTICATE PLAIN"};
  for (; data.size() >= 400; data.erase(0, 400)) {
    lines.push_back("AUTHENTICATE " + data.substr(0, 400));
  }
  lines.push_back("AUTHENTICATE " + (data.empty() ? "+" : data));
  return lines;
}

}  // namespace uvchat::simulation
