#include "chat/kept_file.h"

#include <nlohmann/json.hpp>

#include "chat/texts.h"
#include "uvchat/cipher/secret.h"
#include "uvchat/json/tree.h"

namespace uvchat::cli {
namespace {

// A key may stand there.
void wipe_texts(json::Node& node) {
  cipher::wipe(node.text.data(), node.text.size());
  for (json::Node& child : node.children) wipe_texts(child);
}

}  // namespace

Result<nlohmann::json> parse_kept_file(std::string_view file) {
  if (file.empty()) return nlohmann::json::object();
  auto tree = json::parse_tree(file);
  if (!tree) return fail(json::position_of(file, tree.error().offset) + ": " + tree.error().text);
  wipe_texts(*tree);
  if (tree->type != json::Node::Type::object) {
    return fail(json::position_of(file, tree->offset) + ": " +
                fill(Text::kept_part_wrong, {{"part", json::describe(*tree)}}));
  }
  return nlohmann::json::parse(file, nullptr, false);
}

}  // namespace uvchat::cli
