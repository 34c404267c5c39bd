// PostgreSQL keeps to what each engine keeps to.

#include "tests/store/each_history.h"
#include "tests/store/postgres_server.h"
#include "tests/store/read_beside.h"

namespace uvchat::store {
namespace {

// Where there is no PostgreSQL there are none.
std::vector<NewEngine> engines_of_postgres() {
  if (PostgresServer::running() == nullptr) return {};
  return {{"Postgres", [](const Folder&) {
             return PostgresEngine::open(PostgresServer::running()->new_schema());
           }}};
}
std::vector<NewEngine> engines_that_are_read_beside() {
  std::vector<NewEngine> all = engines_of_postgres();
  if (all.empty()) return all;
  all.push_back({"ReadBeside", [](const Folder&) {
                   return ReadBeside::of(
                       PostgresEngine::open(PostgresServer::running()->new_schema()));
                 }});
  return all;
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EachEngine);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EachHistory);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EachSearch);
INSTANTIATE_TEST_SUITE_P(OfItsOwn, EachEngine, testing::ValuesIn(engines_of_postgres()),
                         name_of_engine);
INSTANTIATE_TEST_SUITE_P(OfItsOwn, EachHistory, testing::ValuesIn(engines_that_are_read_beside()),
                         name_of_engine);
INSTANTIATE_TEST_SUITE_P(OfItsOwn, EachSearch, testing::ValuesIn(engines_that_are_read_beside()),
                         name_of_engine);

}  // namespace uvchat::store
