// The rows of certificates.

#include "server/config_rows.h"
#include "server/config_values.h"

namespace uvchat::server {
namespace {

constexpr std::size_t other_certificates_max = 64;  // each is looked at in a handshake
constexpr std::size_t hosts_max = 64;

}  // namespace

std::vector<Row> tls_rows() {
  using C = tls::CertificateFiles;
  using T = TlsConfig;
  const Object<C> other({
      key("certificate", &C::certificate, Text{"the path of a file", is_argument},
          "as `tls.certificate`, of another name: a client is shown the one that is of the name "
          "which it "
          "asks for, and else `tls.certificate`")
          .required(),
      key("key", &C::key, Text{"the path of a file", is_argument}, "as `tls.key`").required(),
  });
  return {
      row("tls.certificate", value_at(&Config::tls, &T::first, &C::certificate),
          Text{"the path of a file, or nothing", is_path}, live,
          "the certificate of listeners with TLS, as PEM, and behind it those that lead to a known "
          "issuer (certbot's `fullchain.pem`). A relative path counts from the folder of the "
          "configuration file. Files that are replaced are read again within half a minute, and "
          "nobody's connection ends"),
      row("tls.key", value_at(&Config::tls, &T::first, &C::key),
          Text{"the path of a file, or nothing", is_path}, live,
          "its key, as PEM and without a password (certbot's `privkey.pem`)"),
      row("tls.sts.port", value_at(&Config::tls, &T::sts, &hub::StsSettings::port),
          Whole<0, 65'535>{}, live,
          "the server tells clients without TLS to connect to this port with TLS. Those that know "
          "IRCv3 `sts` do so, and use TLS from then on. It needs certificates that clients "
          "believe, one of them of `server.name`. While one of them has ended, and to clients on "
          "this machine, behind a gateway (WEBIRC) or in a browser nothing is told. 0: no client "
          "is told"),
      row("tls.sts.duration_s", value_at(&Config::tls, &T::sts, &hub::StsSettings::duration_s),
          Whole<0, 63'072'000>{}, live,
          "how long clients keep to TLS after each visit. Before TLS is given up, 0 for that long "
          "lets them go"),
      row("tls.sts.preload", value_at(&Config::tls, &T::sts, &hub::StsSettings::preload), Boolean{},
          live, "authors of clients may put this server on a list of those that have TLS"),
      row("tls.sts.hosts", value_at(&Config::tls, &T::sts, &hub::StsSettings::hosts),
          ListOf<Text>{{"a host name of 1 to 63 letters, digits, dots and hyphens", is_host_name},
                       hosts_max},
          live,
          "further host names under which clients are told to keep to TLS; `server.name` always "
          "counts. A client says in its handshake (SNI) to which name it came: one that says "
          "another or none is not told. There must be a certificate of each"),
      row("tls.other_certificates", value_at(&Config::tls, &T::others),
          ListOf<Object<C>>{other, other_certificates_max}, live, ""),
  };
}

}  // namespace uvchat::server
