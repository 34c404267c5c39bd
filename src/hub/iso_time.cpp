#include "hub/iso_time.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

// Days since 1970-01-01 to a civil date, proleptic Gregorian (Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms", civil_from_days): gmtime_r takes the C library's locks.
struct CivilDate {
  long long year, month, day;
};

CivilDate civil_from_days(long long days) {
  days += 719468;
  const long long era = (days >= 0 ? days : days - 146096) / 146097;
  const long long day_of_era = days - era * 146097;
  const long long year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const long long day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const long long shifted_month = (5 * day_of_year + 2) / 153;
  const long long day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const long long month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// A number of at least `least` digits.
void append_digits(std::string& out, long long number, std::size_t least) {
  std::array<char, 20> text{};
  const char* end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  const auto size = static_cast<std::size_t>(end - text.data());
  out.append(least - std::min(least, size), '0').append(text.data(), size);
}

// ISO 8601's calendar backwards (the same source, days_from_civil).
long long days_from_civil(const CivilDate& date) {
  const long long year = date.year - (date.month <= 2 ? 1 : 0);
  const long long era = year / 400;
  const long long year_of_era = year - era * 400;
  const long long day_of_year =
      (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const long long day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// These take a number of so many digits, or a sign. False: it is not there.
bool take(std::string_view& text, std::size_t digits, long long& number) {
  const std::string_view word = text.substr(0, digits);
  if (word.size() < digits || !std::all_of(word.begin(), word.end(), is_digit)) return false;
  std::from_chars(word.data(), word.data() + digits, number);
  text.remove_prefix(digits);
  return true;
}
bool take_sign(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

// "Z" or ".123Z", with any number of digits up to nine.
std::optional<long long> fraction_ms(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || text.size() > 11 || text.front() != '.' || text.back() != 'Z') {
    return std::nullopt;
  }
  text = text.substr(1, text.size() - 2);
  long long ms = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    const char digit = i < text.size() ? text[i] : '0';
    if (digit < '0' || digit > '9') return std::nullopt;
    if (i < 3) ms = ms * 10 + (digit - '0');
  }
  return ms;
}

}  // namespace

void append_iso_time(std::string& out, std::int64_t wall_ms) {
  constexpr std::int64_t day_ms = 86'400'000;
  const std::int64_t days = (wall_ms >= 0 ? wall_ms : wall_ms - day_ms + 1) / day_ms;
  const std::int64_t ms = wall_ms - days * day_ms;
  const CivilDate date = civil_from_days(days);
  append_digits(out, date.year, 4);
  append_digits(out.append(1, '-'), date.month, 2);
  append_digits(out.append(1, '-'), date.day, 2);
  append_digits(out.append(1, 'T'), ms / 3'600'000, 2);
  append_digits(out.append(1, ':'), ms / 60'000 % 60, 2);
  append_digits(out.append(1, ':'), ms / 1000 % 60, 2);
  append_digits(out.append(1, '.'), ms % 1000, 3);
  out.push_back('Z');
}

std::string iso_time(std::int64_t wall_ms) {
  std::string text;
  append_iso_time(text, wall_ms);
  return text;
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  CivilDate date{};
  long long hour = 0;
  long long minute = 0;
  long long second = 0;
  const bool is_whole = take(text, 4, date.year) && take_sign(text, '-') &&
                        take(text, 2, date.month) && take_sign(text, '-') &&
                        take(text, 2, date.day) && take_sign(text, 'T') && take(text, 2, hour) &&
                        take_sign(text, ':') && take(text, 2, minute) && take_sign(text, ':') &&
                        take(text, 2, second);
  const auto ms = fraction_ms(text);
  const bool is_time = is_whole && ms && date.year >= 1970 && date.month >= 1 && date.month <= 12 &&
                       date.day >= 1 && date.day <= 31 && hour <= 23 && minute <= 59 &&
                       second <= 60;
  if (!is_time) return std::nullopt;
  return ((days_from_civil(date) * 24 + hour) * 60 + minute) * 60'000 + second * 1000 + *ms;
}

}  // namespace uvchat::hub
