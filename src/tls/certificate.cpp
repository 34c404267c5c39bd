#include "uvchat/tls/certificate.h"

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>

#include "tls/openssl_error.h"
#include "tls/openssl_types.h"
#include "tls/x509_fingerprint.h"
#include "uvchat/base/address.h"

namespace uvchat::tls {
namespace {

constexpr long x509_version_3 = 2;   // as it is counted there
constexpr int seconds_before = 300;  // clients' clocks may be slow
constexpr std::size_t common_name_bytes_max = 64;
constexpr std::size_t host_bytes_max = 253;

// Of a certificate, where a wildcard may stand for the first label.
bool is_host_name(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  const auto is_of_names = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  return !name.empty() && name.size() <= host_bytes_max && name.front() != '.' &&
         name.front() != '-' && std::all_of(name.begin(), name.end(), is_of_names);
}

Result<std::string> alternative_names(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    const bool is_address = Address::parse(name).has_value();
    if (!is_address && !is_host_name(name)) {
      return fail("\"" + name + "\" is neither a host name nor an address");
    }
    all += (all.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + name;
  }
  return all;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX about;
  X509V3_set_ctx_nodb(&about);
  X509V3_set_ctx(&about, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &about, kind, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> serial{};
  if (RAND_bytes(serial.data(), serial.size()) != 1) return false;
  serial[0] &= 0x7F;  // it is positive
  BIGNUM* number = BN_bin2bn(serial.data(), serial.size(), nullptr);
  const bool is_set = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return is_set;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& first, const std::string& all,
          int days) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string shown = first.substr(0, common_name_bytes_max);
  return X509_set_version(certificate, x509_version_3) == 1 && set_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -seconds_before) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, nullptr) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(shown.c_str()), -1, -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth,clientAuth") &&
         add_extension(certificate, NID_subject_alt_name, all) &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<MadeCertificate> make_certificate(const std::vector<std::string>& names, int days) {
  const auto all = alternative_names(names);
  if (!all) return tl::unexpected(all.error());
  const KeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr certificate(X509_new());
  const BioPtr shown(BIO_new(BIO_s_mem()));
  const BioPtr secret(BIO_new(BIO_s_mem()));
  const bool is_made =
      key && certificate && shown && secret &&
      fill(certificate.get(), key.get(), names.front(), *all, days) &&
      PEM_write_bio_X509(shown.get(), certificate.get()) == 1 &&
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  const auto fingerprint = is_made ? fingerprint_of(certificate.get()) : std::nullopt;
  if (!fingerprint) return fail("the certificate cannot be made: " + take_openssl_error());
  return MadeCertificate{text_of(shown.get()), text_of(secret.get()), *fingerprint};
}

}  // namespace uvchat::tls
