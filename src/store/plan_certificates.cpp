#include "store/plan_rows.h"

namespace uvchat::store {
namespace {

constexpr const char* add_certificate =
    "INSERT INTO certificate(account, fingerprint, added_us) SELECT ?1, ?2, ?3"
    " WHERE NOT EXISTS (SELECT 1 FROM certificate WHERE fingerprint = ?2 AND account = ?1)"
    " AND (SELECT count(*) FROM certificate WHERE account = ?1) < ?4";
constexpr const char* find_own_certificate =
    "SELECT number FROM certificate WHERE fingerprint = ?2 AND account = ?1";
constexpr const char* forget_certificate =
    "DELETE FROM certificate WHERE fingerprint = ?2 AND account = ?1";
constexpr const char* find_certificate = "SELECT account FROM certificate WHERE fingerprint = ?1";

}  // namespace

Plan plan_of(const AddCertificate& request) {
  return {
      {{add_certificate, {request.account, request.fingerprint, request.at_us, certificates_max}},
       {find_own_certificate, {request.account, request.fingerprint}, true}}};
}

Plan plan_of(const ForgetCertificate& request) {
  return {{{forget_certificate, {request.account, request.fingerprint}, true}}};
}

Plan plan_of(const FindCertificate& request) {
  return {{{find_certificate, {request.fingerprint}, true}},
          [](std::span<const Rows> rows) {
            return Answer{.outcome = Outcome::done,
                          .account = static_cast<AccountId>(rows[0].front().number(0))};
          },
          true};
}

Plan plan_of(const ReadCertificates& request) {
  return {{{find_account, {request.account}, true}, {read_certificates, {request.account}}},
          [](std::span<const Rows> rows) {
            return Answer{.outcome = Outcome::done, .certificates = certificates_in(rows[1])};
          },
          true};
}

}  // namespace uvchat::store
