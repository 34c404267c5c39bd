#include "store/postgres_link.h"

#include <endian.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "store/postgres_url.h"

namespace uvchat::store {
namespace {

// Of the catalogue of types.
constexpr Oid bool_type = 16;
constexpr Oid bytes_type = 17;
constexpr Oid int8_type = 20;
constexpr Oid int4_type = 23;
constexpr Oid bytes_column_type = 1001;
constexpr Oid int8_column_type = 1016;
constexpr int binary = 1;
constexpr int ms_between_looks = 50;  // whether it is to stop

using Clock = std::chrono::steady_clock;

void append_number(std::string& bytes, std::uint32_t number) {
  const std::uint32_t big = htobe32(number);
  bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
}
void append_cell(std::string& bytes, std::int64_t number) {
  const std::uint64_t big = htobe64(static_cast<std::uint64_t>(number));
  append_number(bytes, sizeof big);
  bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
}
void append_cell(std::string& bytes, std::string_view text) {
  append_number(bytes, static_cast<std::uint32_t>(text.size()));
  bytes.append(text);
}

// As the server reads an array: its dimensions, whether a cell is missing, the type of the cells;
// how many there are, and the number of the first; then each with its size.
template <typename Cell>
std::string array_of(const std::vector<Cell>& cells, Oid cell_type) {
  std::string bytes;
  append_number(bytes, 1);
  append_number(bytes, 0);
  append_number(bytes, cell_type);
  append_number(bytes, static_cast<std::uint32_t>(cells.size()));
  append_number(bytes, 1);
  for (const Cell& cell : cells) append_cell(bytes, cell);
  return bytes;
}

std::string one_line(const char* text) {
  std::string line;
  for (const char c : std::string_view(text == nullptr ? "" : text)) {
    const bool is_space = static_cast<unsigned char>(c) <= 0x20;
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

bool begins(std::string_view code, std::string_view with) { return code.substr(0, 2) == with; }

// In words for an operator.
std::string why_not(std::string_view code, const char* text) {
  if (code == "57014" || code == "55P03") return "another program has the database locked";
  if (code == "53100") return "the disk of the database is full";
  if (code == "25006") return "the database is read-only";
  if (begins(code, "XX")) return "the database is damaged: " + one_line(text);
  return "the database does not do it: " + one_line(text);
}

// A server that ends, or that was kept from answering in time.
bool ends_connection(std::string_view code) {
  return begins(code, "57") || begins(code, "08") || code == "55P03";
}

Value cell(const PGresult* reply, int row, int column) {
  const char* bytes = PQgetvalue(reply, row, column);
  const auto size = static_cast<std::size_t>(PQgetlength(reply, row, column));
  const Oid type = PQftype(reply, column);
  if (type == int8_type && size == sizeof(std::uint64_t)) {
    std::uint64_t number;
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<std::int64_t>(be64toh(number));
  }
  if (type == int4_type && size == sizeof(std::uint32_t)) {
    std::uint32_t number;
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<std::int32_t>(be32toh(number));
  }
  if (type == bool_type && size == 1) return *bytes != 0;
  return std::string(bytes, size);
}

Rows rows_in(const PGresult* reply) {
  Rows rows;
  for (int row = 0; row < PQntuples(reply); ++row) {
    std::vector<Value> cells;
    cells.reserve(static_cast<std::size_t>(PQnfields(reply)));
    for (int column = 0; column < PQnfields(reply); ++column) {
      cells.push_back(cell(reply, row, column));
    }
    rows.emplace_back(std::move(cells));
  }
  return rows;
}

}  // namespace

// The parameters of a statement as libpq takes them: numbers in the order of the network, texts as
// bytes, because what people write may be anything.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) {
    numbers_.reserve(values.size());
    for (const Value& value : values) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        add(bytes_type, text->c_str(), text->size());
      } else {
        numbers_.push_back(htobe64(static_cast<std::uint64_t>(std::get<std::int64_t>(value))));
        add(int8_type, reinterpret_cast<const char*>(&numbers_.back()), sizeof numbers_.back());
      }
    }
  }

  explicit Parameters(std::span<const Column> columns) {
    arrays_.reserve(columns.size());
    for (const Column& column : columns) {
      const auto* numbers = std::get_if<Numbers>(&column);
      arrays_.push_back(numbers != nullptr ? array_of(*numbers, int8_type)
                                           : array_of(std::get<Texts>(column), bytes_type));
      add(numbers != nullptr ? int8_column_type : bytes_column_type, arrays_.back().data(),
          arrays_.back().size());
    }
  }

  int count() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* places() const { return places_.data(); }
  const int* sizes() const { return sizes_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(Oid type, const char* place, std::size_t size) {
    types_.push_back(type);
    places_.push_back(place);
    sizes_.push_back(static_cast<int>(size));
    formats_.push_back(binary);
  }

  std::vector<std::uint64_t> numbers_;
  std::vector<std::string> arrays_;
  std::vector<Oid> types_;
  std::vector<const char*> places_;
  std::vector<int> sizes_;
  std::vector<int> formats_;
};

Result<std::unique_ptr<PostgresLink>> PostgresLink::connect(const std::string& url) {
  if (!is_database_url(url)) return fail("no connection string of libpq");
  // What comes behind the URL counts, whatever it says.
  const std::array<const char*, 6> keywords{"application_name", "keepalives_idle", "dbname",
                                            "connect_timeout", "tcp_user_timeout"};
  const std::array<const char*, 6> values{"uvchat-server", "10", url.c_str(), connect_s_max,
                                          "5000"};
  Connection connection(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (connection == nullptr) return fail("no memory for a connection");
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return fail(one_line(PQerrorMessage(connection.get())));
  }
  if (PQsetnonblocking(connection.get(), 1) != 0 || PQenterPipelineMode(connection.get()) != 1) {
    return fail(one_line(PQerrorMessage(connection.get())));
  }
  return std::unique_ptr<PostgresLink>(new PostgresLink(std::move(connection)));
}

PostgresLink::PostgresLink(Connection&& connection) : connection_(std::move(connection)) {}

PostgresLink::~PostgresLink() = default;

// --- Sending

void PostgresLink::expect(bool sent, Expected expected) {
  if (!sent) return give_up(one_line(PQerrorMessage(connection_.get())));
  expected_.push_back(expected);
}

void PostgresLink::send(const char* sql, std::span<const Value> values) {
  send(sql, Parameters(values));
}

void PostgresLink::send(const char* sql, std::span<const Column> columns) {
  send(sql, Parameters(columns));
}

void PostgresLink::send(const char* sql, const Parameters& given) {
  if (is_broken()) return;
  if (!prepared_.contains(sql)) prepare(sql, given);
  if (is_broken()) return;
  const int sent = PQsendQueryPrepared(connection_.get(), prepared_.at(sql).c_str(), given.count(),
                                       given.places(), given.sizes(), given.formats(), binary);
  expect(sent == 1, {Expected::Kind::statement, nullptr});
}

void PostgresLink::prepare(const char* sql, const Parameters& given) {
  const std::string name = "uvchat_" + std::to_string(++prepared_count_);
  std::string text = sql;
  std::replace(text.begin(), text.end(), '?', '$');
  const int sent =
      PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), given.count(), given.types());
  expect(sent == 1, {Expected::Kind::preparation, sql});
  prepared_.emplace(sql, name);
}

void PostgresLink::order(const std::string& sql) {
  if (is_broken()) return;
  const int sent = PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr,
                                     nullptr, binary);
  expect(sent == 1, {Expected::Kind::order, nullptr});
}

// --- Waiting

void PostgresLink::look() {
  while (!is_broken()) {
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (::poll(&socket, 1, 0) <= 0) return;
    if (PQconsumeInput(connection_.get()) != 1) give_up("the connection to the database broke");
  }
}

Result<std::vector<Said>> PostgresLink::wait() {
  if (!is_broken() && PQpipelineSync(connection_.get()) != 1) {
    give_up(one_line(PQerrorMessage(connection_.get())));
  }
  std::vector<Said> all;
  std::string why;
  for (const Expected& expected : std::exchange(expected_, {})) {
    if (is_broken()) break;
    Said said = next();
    const bool is_done = said.what == Said::What::done;
    if (expected.kind == Expected::Kind::preparation && !is_done) prepared_.erase(expected.sql);
    if (expected.kind != Expected::Kind::statement && !is_done && why.empty()) why = said.why;
    if (expected.kind == Expected::Kind::statement) all.push_back(std::move(said));
  }
  if (!is_broken()) next_reply();  // that of PQpipelineSync()
  if (is_broken()) return fail(why_broken_);
  if (!why.empty()) return fail(why);
  return all;
}

Result<std::optional<Value>> PostgresLink::ask(const std::string& sql) {
  if (!is_broken()) {
    const int sent = PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr,
                                       nullptr, binary);
    expect(sent == 1, {Expected::Kind::statement, nullptr});
  }
  auto said = wait();
  if (!said) return tl::unexpected(said.error());
  const Said& first = said->front();
  if (first.what != Said::What::done) return fail(first.why);
  if (first.rows.empty()) return std::optional<Value>();
  return std::optional<Value>(first.rows.front().cell(0));
}

// A reply is followed by nothing, which ends what a statement has to say.
Said PostgresLink::next() {
  const Reply reply = next_reply();
  if (reply == nullptr) {
    if (!is_broken()) give_up("the server of the database breaks its protocol");
    return {};
  }
  Said said = read(reply.get());
  const char* code = PQresultErrorField(reply.get(), PG_DIAG_SQLSTATE);
  if (code == nullptr && said.what == Said::What::failed) {
    give_up("the connection to the database broke");
  } else if (code != nullptr && ends_connection(code)) {
    was_out_of_time_ = std::string_view(code) == "57014";
    give_up(said.why);
  }
  if (is_broken()) return said;
  if (next_reply() != nullptr) give_up("the server of the database breaks its protocol");
  return said;
}

Said PostgresLink::read(PGresult* reply) {
  switch (PQresultStatus(reply)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      return {Said::What::done, {}, rows_in(reply), std::strtoull(PQcmdTuples(reply), nullptr, 10)};
    case PGRES_PIPELINE_ABORTED:
      return {Said::What::skipped};
    default:
      break;
  }
  const char* field = PQresultErrorField(reply, PG_DIAG_SQLSTATE);
  const std::string_view code = field == nullptr ? "" : field;
  const char* text = PQresultErrorField(reply, PG_DIAG_MESSAGE_PRIMARY);
  std::string why = why_not(code, text == nullptr ? PQresultErrorMessage(reply) : text);
  if (code == "23505") return {Said::What::taken, std::move(why)};
  if (code == "23503") return {Said::What::absent, std::move(why)};
  return {Said::What::failed, std::move(why)};
}

PostgresLink::Reply PostgresLink::next_reply() {
  while (!is_broken() && PQisBusy(connection_.get()) != 0) {
    if (!wait_for_bytes()) return nullptr;
  }
  return Reply(is_broken() ? nullptr : PQgetResult(connection_.get()));
}

void PostgresLink::give_up_at(Clock::time_point deadline, const std::atomic<bool>& stop) {
  deadline_ = deadline;
  stop_ = &stop;
}

// 0: no longer.
int PostgresLink::wait_ms_max() const {
  if (!deadline_) return silence_ms_max;
  if (stop_->load(std::memory_order_relaxed)) return 0;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, ms_between_looks));
}

// What is still to be sent is sent meanwhile: a server that must first be read from would not read.
bool PostgresLink::wait_for_bytes() {
  const int left = PQflush(connection_.get());
  pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
  if (left == 1) socket.events |= POLLOUT;
  const int wait_ms = wait_ms_max();
  const int ready = left < 0 ? 0 : ::poll(&socket, 1, wait_ms);
  if (ready < 0 && errno == EINTR) return true;
  if (left >= 0 && ready == 0) {
    if (deadline_ && wait_ms > 0) return true;
    was_out_of_time_ = deadline_.has_value();
    give_up("the database does not answer");
  } else if (left < 0 || ready < 0 || PQconsumeInput(connection_.get()) != 1) {
    give_up("the connection to the database broke: " + one_line(PQerrorMessage(connection_.get())));
  }
  return !is_broken();
}

void PostgresLink::give_up(std::string why) {
  if (is_broken()) return;
  why_broken_ = why.empty() ? "the connection to the database broke" : std::move(why);
  connection_.reset();
}

}  // namespace uvchat::store
