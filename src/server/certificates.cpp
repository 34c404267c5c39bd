#include "server/certificates.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "server/config_file.h"
#include "server/file.h"
#include "uvchat/json/tree.h"
#include "uvchat/tls/certificate.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t day_s = 24 * 60 * 60;
constexpr std::int64_t near_end_s = 14 * day_s;

std::vector<tls::CertificateFiles> files_of(const TlsConfig& config,
                                            const std::string& config_file) {
  const std::filesystem::path folder = std::filesystem::path(config_file).parent_path();
  std::vector<tls::CertificateFiles> files;
  if (!config.first.certificate.empty()) files.push_back(config.first);
  files.insert(files.end(), config.others.begin(), config.others.end());
  for (tls::CertificateFiles& one : files) one = {folder / one.certificate, folder / one.key};
  return files;
}

std::string keys_of_files(std::size_t index) {
  return index == 0 ? "tls" : json::path_of_item("tls.other_certificates", index - 1);
}

// Where clients are told to keep to TLS.
std::vector<std::string> kept_names(const Config& config) {
  if (config.tls.sts.port == 0) return {};
  std::vector<std::string> names{config.hub.server_name};
  names.insert(names.end(), config.tls.sts.hosts.begin(), config.tls.sts.hosts.end());
  return names;
}

}  // namespace

Result<std::shared_ptr<const tls::Context>> load_certificates(const Config& config,
                                                              const std::string& config_file) {
  const auto files = files_of(config.tls, config_file);
  if (files.empty()) return std::shared_ptr<const tls::Context>();
  const std::vector<std::string> kept = kept_names(config);
  auto certificates = tls::Context::for_server(files, kept);
  if (!certificates) {
    const tls::BadCertificate& bad = certificates.error();
    const std::string key = keys_of_files(bad.index) + (bad.is_key ? ".key" : ".certificate");
    return fail(place_of_key(config_file, key) + key + ": " + bad.text);
  }
  const std::string port = place_of_key(config_file, "tls.sts.port") + "tls.sts.port: ";
  if (!kept.empty() && (*certificates)->is_self_made()) {
    return fail(port + "a certificate was signed with its own key, and nobody believes that");
  }
  for (const std::string& name : kept) {
    if (!(*certificates)->has_certificate_of(name)) {
      return fail(port + "no certificate is of " + name + ", where clients are to keep to TLS");
    }
  }
  return *std::move(certificates);
}

std::string state_of_files(const TlsConfig& config, const std::string& config_file) {
  std::string state;
  for (const tls::CertificateFiles& files : files_of(config, config_file)) {
    for (const std::string& path : {files.certificate, files.key}) {
      struct stat seen {};
      if (::stat(path.c_str(), &seen) != 0) seen = {};
      for (const auto number :
           {std::int64_t(seen.st_ino), std::int64_t(seen.st_size),
            std::int64_t(seen.st_mtim.tv_sec), std::int64_t(seen.st_mtim.tv_nsec),
            std::int64_t(seen.st_ctim.tv_sec), std::int64_t(seen.st_ctim.tv_nsec)}) {
        state.append(std::to_string(number)).append(" ");
      }
    }
  }
  return state;
}

void warn_of_certificates(const TlsConfig& config, const std::string& config_file,
                          const tls::Context& certificates, LogSink& log) {
  for (const tls::CertificateFiles& files : files_of(config, config_file)) {
    std::error_code ignored;
    const auto rights = std::filesystem::status(files.key, ignored).permissions();
    // A group may read it: so a server gets at the keys that certbot keeps.
    if ((rights & std::filesystem::perms::others_read) == std::filesystem::perms::none) continue;
    log.write(LogLevel::warning, "others may read the key of a certificate", {{"path", files.key}});
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t left_s =
      certificates.valid_until_s() - std::chrono::duration_cast<std::chrono::seconds>(now).count();
  if (left_s <= 0) {
    log.write(LogLevel::error, "a certificate has ended: clients will not connect", {});
  } else if (left_s < near_end_s) {
    log.write(LogLevel::warning, "a certificate ends soon", {{"days_left", left_s / day_s}});
  }
}

Result<tls::Fingerprint> make_certificate_files(const std::vector<std::string>& names, int days,
                                                const tls::CertificateFiles& files) {
  if (files.certificate == files.key) {
    return fail(files.key + ": a certificate and its key are two files");
  }
  for (const std::string& path : {files.certificate, files.key}) {
    if (std::filesystem::exists(std::filesystem::symlink_status(path))) {
      return fail(path + ": is there already");
    }
  }
  const auto made = tls::make_certificate(names, days);
  if (!made) return tl::unexpected(made.error());
  for (const auto& [path, text] :
       {std::pair(files.key, made->key), std::pair(files.certificate, made->certificate)}) {
    if (auto written = make_file(path, text); !written) return tl::unexpected(written.error());
  }
  using std::filesystem::perms;  // clients are to read it
  std::error_code ignored;
  std::filesystem::permissions(
      files.certificate,
      perms::owner_read | perms::owner_write | perms::group_read | perms::others_read, ignored);
  return made->fingerprint;
}

}  // namespace uvchat::server
