#include "uvchat/cipher/conversation.h"

#include <algorithm>
#include <utility>

#include "cipher/line_key.h"
#include "cipher/nonce_memory.h"
#include "cipher/random.h"
#include "cipher/sealed_line.h"
#include "uvchat/base/assert.h"

namespace uvchat::cipher {
namespace {

// NIST SP 800-38D section 8.3 allows so many random nonces under a line key. Counted here for all
// line keys of a root key together, which is no more.
constexpr std::uint64_t sealed_lines_max = std::uint64_t{1} << 32;

Opened not_opened(LineClass line_class) {
  Opened opened;
  opened.line_class = line_class;
  return opened;
}

Opened without_key(const LineForm& form) {
  Opened opened = not_opened(form.line_class);
  if (form.line_class == LineClass::unknown_version) opened.version = form.version;
  return opened;
}

bool is_replayable(LineKind kind) { return kind != LineKind::topic; }

}  // namespace

class Conversation::Ring {
 public:
  struct Key {
    LineKeys lines;
    std::uint64_t sealed_count = 0;
  };

  const std::vector<Key>& keys() const { return keys_; }

  void add(RootKey root, std::uint64_t sealed_before) {
    const auto found = find(root.id());
    if (found == keys_.end()) {
      keys_.insert(keys_.begin(), Key{LineKeys(std::move(root))});
    } else {
      std::rotate(keys_.begin(), found, found + 1);
    }
    keys_.front().sealed_count = std::max(keys_.front().sealed_count, sealed_before);
  }

  Result<std::string> seal(LineKind kind, std::string_view target, std::string_view sender,
                           const ClearLine& clear, bool remember) {
    Key& current = keys_.front();
    if (current.sealed_count >= sealed_lines_max) {
      return fail("this key has sealed as many lines as it may: agree on a new passphrase");
    }
    ++current.sealed_count;
    Nonce nonce{};
    fill_random(nonce);
    const LineKey* const key = current.lines.of(kind, target, sender);
    if (key == nullptr) return fail("the names are too long to encrypt for them");
    if (remember && is_replayable(kind)) nonces_.remember(key->name, nonce);
    return seal_with_nonce(gcm_, current.lines.root().id(), key->key, nonce, clear, 0);
  }

  // Steps 4 to 7 of reading.
  Opened open(LineKind kind, std::string_view target, std::string_view sender,
              const SealedLine& line, bool is_past) {
    const auto found = find(line.key_id);
    if (found == keys_.end()) {
      Opened opened = not_opened(LineClass::other_key);
      opened.key_id = line.key_id;
      return opened;
    }
    const LineKey* const key = found->lines.of(kind, target, sender);
    std::optional<ClearLine> clear = key ? open_sealed(gcm_, key->key, line) : std::nullopt;
    if (!clear) {
      Opened opened = not_opened(LineClass::damaged);
      opened.forged_or_damaged = true;
      return opened;
    }
    if (is_replayable(kind) && !is_past) {
      if (nonces_.knows(key->name, line.nonce) || past_nonces_.knows(key->name, line.nonce)) {
        return not_opened(LineClass::replayed);
      }
      nonces_.remember(key->name, line.nonce);
    }
    Opened opened = not_opened(LineClass::ok);
    if (is_replayable(kind)) opened.nonce.assign(line.nonce.begin(), line.nonce.end());
    if (is_replayable(kind) && is_past) past_nonces_.remember(key->name, line.nonce);
    opened.text = std::move(clear->text);
    opened.time_s = clear->time_s;
    return opened;
  }

  void forget_nonces() {
    nonces_.forget();
    past_nonces_.forget();
  }

 private:
  std::vector<Key>::iterator find(const KeyId& id) {
    return std::find_if(keys_.begin(), keys_.end(),
                        [&](const Key& key) { return key.lines.root().id() == id; });
  }

  std::vector<Key> keys_;  // the current one first
  NonceMemory nonces_;
  NonceMemory past_nonces_;  // of lines that were opened as of the past
  Gcm gcm_;
};

Conversation::Conversation() : ring_(std::make_unique<Ring>()) {}
Conversation::Conversation(Conversation&&) noexcept = default;
Conversation& Conversation::operator=(Conversation&&) noexcept = default;
Conversation::~Conversation() = default;

void Conversation::add_key(RootKey root, std::uint64_t sealed_before) {
  ring_->add(std::move(root), sealed_before);
}

std::uint64_t Conversation::sealed_count() const {
  UVCHAT_ASSERT(has_key());
  return ring_->keys().front().sealed_count;
}

const RootKey* Conversation::current() const {
  return ring_->keys().empty() ? nullptr : &ring_->keys().front().lines.root();
}

std::vector<const RootKey*> Conversation::keys() const {
  std::vector<const RootKey*> roots;
  for (const Ring::Key& key : ring_->keys()) roots.push_back(&key.lines.root());
  return roots;
}

Result<std::string> Conversation::seal(LineKind kind, std::string_view target,
                                       std::string_view sender, std::string_view text,
                                       std::uint32_t time_s, bool remember) {
  UVCHAT_ASSERT(has_key());
  if (!is_line_text(text)) return fail("an encrypted line is one line of UTF-8, without a NUL");
  ClearLine clear{time_s, std::string(text)};
  auto sealed = ring_->seal(kind, target, sender, clear, remember);
  wipe(clear.text.data(), clear.text.size());
  return sealed;
}

Opened Conversation::open(LineKind kind, std::string_view target, std::string_view sender,
                          std::string_view line) {
  const LineForm form = read_line_form(line);
  return form.line_class == LineClass::ok ? ring_->open(kind, target, sender, form.line, false)
                                          : without_key(form);
}

Opened Conversation::open_past(LineKind kind, std::string_view target, std::string_view sender,
                               std::string_view line) {
  const LineForm form = read_line_form(line);
  return form.line_class == LineClass::ok ? ring_->open(kind, target, sender, form.line, true)
                                          : without_key(form);
}

void Conversation::forget_nonces() { ring_->forget_nonces(); }

}  // namespace uvchat::cipher
