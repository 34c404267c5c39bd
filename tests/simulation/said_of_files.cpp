// What people say of files that they upload.

#include <string>

#include "tests/simulation/pick.h"
#include "tests/simulation/store.h"

namespace uvchat::simulation {

std::string some_word_of_files(SeededRandom& random, const Speaker& who) {
  const std::string id = file_id(random.below(6), static_cast<int>(random.below(3)));
  if (!who.upload_tokens.empty() && who.takes_batches && random.one_in(2)) {
    return "TOKEN VALIDATE FILEHOST :" + one_of(random, who.upload_tokens);
  }
  switch (random.below(11)) {
    case 0:
      return "TOKEN SERVICELIST";
    case 1:
      return pick<4>(random, {"TOKEN FROB", "TOKEN GENERATE", "TOKEN GENERATE QDB", "FILES FROB"});
    case 2:
    case 3:
      return "TOKEN GENERATE FILEHOST" + pick<4>(random, {"", " #a", " #b", " #c"});
    case 4:
      return "TOKEN GENERATE filehost " + some_nick(random, who);
    case 5:
      if (who.upload_tokens.empty() || random.one_in(8)) return "TOKEN VALIDATE :token1";
      return pick<3>(random,
                     {"TOKEN VALIDATE :", "TOKEN VALIDATE FILEHOST :", "TOKEN VALIDATE QDB :"}) +
             one_of(random, who.upload_tokens);
    case 6:
      return "FILES LIST";
    case 7:
      return "FILES DELETE " + std::string(64, random.one_in(4) ? 'f' : 'e');
    case 8:
      return "FILES LIST " + pick<3>(random, {"AFTER ", "after ", "BEFORE "}) + id;
    default:
      return "FILES DELETE " + pick<3>(random, {"", "https://srv/files/", "x"}) + id;
  }
}

}  // namespace uvchat::simulation
