#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "uvchat/tls/certificate.h"
#include "uvchat/tls/context.h"

namespace uvchat::tls {

// Makes certificates and keys in a temporary folder, which it removes when it ends.
class Certificates {
 public:
  Certificates() {
    std::string name = testing::TempDir() + "uvchat-tls-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  std::string path(const std::string& name) const { return folder_ / name; }
  CertificateFiles make(const std::string& name, const std::vector<std::string>& names) const {
    const MadeCertificate made = make_certificate(names, 30).value();
    write(name + ".cert", made.certificate);
    write(name + ".key", made.key);
    return {path(name + ".cert"), path(name + ".key")};
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace uvchat::tls
