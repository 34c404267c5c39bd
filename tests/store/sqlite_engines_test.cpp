// SQLite keeps to what each engine keeps to.

#include "tests/store/each_history.h"
#include "tests/store/read_beside.h"

namespace uvchat::store {
namespace {

const NewEngine in_file{"File",
                        [](const Folder& folder) { return SqliteEngine::open(folder.database()); }};
const NewEngine read_beside{"ReadBeside", [](const Folder& folder) {
                              return ReadBeside::of(SqliteEngine::open(folder.database()));
                            }};
const NewEngine in_memory{"Memory", [](const Folder&) { return SqliteEngine::in_memory(); }};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, EachEngine, testing::Values(in_file, in_memory), name_of_engine);
INSTANTIATE_TEST_SUITE_P(Sqlite, EachHistory, testing::Values(in_file, read_beside, in_memory),
                         name_of_engine);
INSTANTIATE_TEST_SUITE_P(Sqlite, EachSearch, testing::Values(in_file, read_beside, in_memory),
                         name_of_engine);

}  // namespace uvchat::store
