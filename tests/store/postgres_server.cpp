#include "tests/store/postgres_server.h"

#include <grp.h>
#include <libpq-fe.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace uvchat::store {
namespace {

constexpr uid_t nobody = 65'534;

// Of the newest version. Empty: it is not installed.
std::string folder_of_programs() {
  std::string newest;
  std::error_code ignored;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    const std::string programs = version.path() / "bin";
    if (std::filesystem::exists(programs + "/initdb", ignored)) newest = std::max(newest, programs);
  }
  return newest;
}

// In the child: it ends with the test, however that ends.
[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& log) {
  if (::geteuid() == 0 &&
      (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (std::freopen(log.c_str(), "a", stdout) == nullptr) ::_exit(126);
  ::dup2(STDOUT_FILENO, STDERR_FILENO);
  std::vector<char*> words;
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(127);
}

std::unique_ptr<PostgresServer> started() {
  const std::string programs = folder_of_programs();
  if (programs.empty()) {
    std::fputs("SKIP: PostgreSQL is not installed\n", stderr);
    return nullptr;
  }
  auto server = std::make_unique<PostgresServer>(programs);
  server->start();
  return server;
}

}  // namespace

PostgresServer* PostgresServer::running() {
  static const std::unique_ptr<PostgresServer> server = started();
  return server.get();
}

PostgresServer::~PostgresServer() { stop(); }

std::string PostgresServer::url(const std::string& more) const {
  return "host=" + folder_->path().string() + " dbname=postgres user=uvchat " + more;
}

std::string PostgresServer::new_schema() {
  const std::string name = "test_" + std::to_string(++schemas_);
  asked("CREATE SCHEMA " + name);
  return url("options='-c search_path=" + name + "'");
}

std::string PostgresServer::asked(const std::string& sql, const std::string& url) const {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(
      PQconnectdb(url.empty() ? this->url().c_str() : url.c_str()), PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()),
                                                              PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

std::vector<pid_t> PostgresServer::backends() const {
  std::string pids = asked(
      "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
      " WHERE application_name = 'uvchat-server'");
  std::vector<pid_t> all;
  std::size_t read = 0;
  for (; !pids.empty(); pids.erase(0, read)) all.push_back(std::stoi(pids, &read));
  return all;
}

void PostgresServer::run(const std::vector<std::string>& arguments) const {
  const pid_t child = ::fork();
  if (child == 0) become(arguments, folder_->path() / "log");
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error(arguments[0] + " fails");
}

void PostgresServer::make_folder() {
  folder_ = std::make_unique<Folder>();
  if (::geteuid() == 0 && ::chown(folder_->path().c_str(), nobody, nobody) != 0) {
    throw std::runtime_error("the folder cannot be given to nobody");
  }
  const std::string data = folder_->path() / "data";
  run({programs_ + "/initdb", "-D", data, "-U", "uvchat", "-A", "trust", "-E", "UTF8",
       "--no-locale", "--no-sync"});
  std::ofstream(data + "/pg_hba.conf") << "local all locked scram-sha-256\nlocal all all trust\n";
}

void PostgresServer::start() {
  const bool is_new = folder_ == nullptr;
  if (is_new) make_folder();
  const std::string folder = folder_->path();
  process_ = ::fork();
  if (process_ == 0) {
    become({programs_ + "/postgres", "-D", folder + "/data", "-k", folder, "-c",
            "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"},
           folder + "/log");
  }
  while (!answers()) {
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = 0;
      throw std::runtime_error("PostgreSQL does not start");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (is_new) asked("CREATE ROLE locked LOGIN PASSWORD 'right'");
}

bool PostgresServer::answers() const { return PQping(url().c_str()) == PQPING_OK; }

// As an operator does who does not wait for those who are connected.
void PostgresServer::stop() {
  if (process_ == 0) return;
  ::kill(process_, SIGINT);
  ::waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace uvchat::store
