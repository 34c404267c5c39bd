#include "credentials/hashing_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "credentials/password.h"
#include "uvchat/base/mailbox.h"

namespace uvchat::credentials {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr HashCost cheapest{1, 8192};

Address address(std::uint64_t number) {
  return *Address::parse("10.0." + std::to_string(number / 250) + '.' +
                         std::to_string(number % 250));
}

CheckPassword question_of(const Address& source, std::uint64_t ticket, std::string password) {
  static const std::string hash = hash_password("right", {1, 8192}).value();
  return {{ConnId{}, ticket}, source, hash, std::move(password)};
}

// Of an address of its own.
CheckPassword question(std::uint64_t ticket, std::string password) {
  return question_of(address(ticket), ticket, std::move(password));
}

// Where a pool answers to, as the hub's mailbox would be.
class Answers {
 public:
  HashingPool::OnAnswer door() {
    return [this](Answer&& answer) {
      (void)mailbox_.post(std::move(answer));
      come_.release();
    };
  }
  std::vector<std::pair<std::uint64_t, PasswordVerdict>> wait_for(int count) {
    for (int i = 0; i < count; ++i) come_.acquire();
    std::vector<Answer> taken;
    mailbox_.take_all(taken);
    std::vector<std::pair<std::uint64_t, PasswordVerdict>> verdicts;
    for (const Answer& answer : taken) {
      const auto& checked = std::get<PasswordChecked>(answer);
      verdicts.emplace_back(checked.ticket.number, checked.verdict);
    }
    return verdicts;
  }

 private:
  Mailbox<Answer> mailbox_;
  std::counting_semaphore<> come_{0};
};

TEST(HashingPool, AnswersEachQuestionWithItsTicket) {
  Answers answers;
  HashingPool pool(2, {8, 1}, cheapest, answers.door());
  EXPECT_TRUE(pool.ask(question(1, "right")));
  EXPECT_TRUE(pool.ask(question(2, "wrong")));
  EXPECT_TRUE(pool.ask(question(3, "right")));
  EXPECT_THAT(answers.wait_for(3), UnorderedElementsAre(std::pair(1, PasswordVerdict::match),
                                                        std::pair(2, PasswordVerdict::mismatch),
                                                        std::pair(3, PasswordVerdict::match)));
}

// A pool of one thread which is held up at its first answer.
class HeldPool : public testing::Test {
 protected:
  void ask_and_hold() {
    ASSERT_TRUE(pool_->ask(question(0, "right")));
    held_.acquire();
  }

  // It goes on, and is held at its next answer.
  void next() {
    goes_on_.release();
    held_.acquire();
  }
  std::unique_ptr<HashingPool> make_pool(std::size_t waiting_max, std::size_t of_address_max = 2) {
    return std::make_unique<HashingPool>(1, HashingPool::Bounds{waiting_max, of_address_max},
                                         cheapest, [this](const Answer& answer) {
                                           answered_.push_back(ticket_of(answer).number);
                                           nice_ = ::getpriority(PRIO_PROCESS,
                                                                 static_cast<id_t>(::gettid()));
                                           held_.release();
                                           goes_on_.acquire();
                                         });
  }

  std::counting_semaphore<> held_{0};
  std::counting_semaphore<> goes_on_{0};
  std::vector<std::uint64_t> answered_;
  int nice_ = 0;
  std::unique_ptr<HashingPool> pool_ = make_pool(2);
};

TEST_F(HeldPool, RefusesWhatIsTooMuchAndTakesItLater) {
  ask_and_hold();
  EXPECT_TRUE(pool_->ask(question(1, "right")));
  EXPECT_TRUE(pool_->ask(question(2, "right")));
  EXPECT_FALSE(pool_->ask(question(3, "right")));
  goes_on_.release();
  held_.acquire();  // at 1
  EXPECT_TRUE(pool_->ask(question(4, "right")));
  goes_on_.release(3);
  held_.acquire();
  held_.acquire();
  pool_.reset();
  EXPECT_THAT(answered_, testing::ElementsAre(0, 1, 2, 4));
}

TEST_F(HeldPool, LetsAddressesTakeTurns) {
  pool_ = make_pool(16, 3);
  ask_and_hold();
  for (std::uint64_t i = 1; i <= 3; ++i) {
    EXPECT_TRUE(pool_->ask(question_of(address(1), i, "right")));
  }
  EXPECT_FALSE(pool_->ask(question_of(address(1), 4, "right")));
  EXPECT_TRUE(pool_->ask(question_of(address(2), 5, "right")));
  EXPECT_TRUE(pool_->ask(question_of(address(2), 6, "right")));
  EXPECT_TRUE(pool_->ask(question_of(address(3), 7, "right")));
  for (int i = 0; i < 6; ++i) next();
  EXPECT_THAT(answered_, testing::ElementsAre(0, 1, 5, 7, 2, 6, 3));
  goes_on_.release(100);
}

TEST(HashingPool, MakesHashesToo) {
  std::string hash;
  std::binary_semaphore made{0};
  HashingPool pool(1, {}, cheapest, [&](Answer&& answer) {
    hash = std::get<PasswordHashed>(answer).hash;
    made.release();
  });
  EXPECT_TRUE(pool.ask(HashPassword{{ConnId{}, 1}, address(1), "new"}));
  made.acquire();
  EXPECT_TRUE(password_matches("new", hash));
}

TEST(HashingPool, FindsNoPasswordOfAnEmptyHash) {
  Answers answers;
  HashingPool pool(1, {}, cheapest, answers.door());
  EXPECT_TRUE(pool.ask(CheckPassword{{ConnId{}, 1}, address(1), "", ""}));
  EXPECT_THAT(answers.wait_for(1), UnorderedElementsAre(std::pair(1, PasswordVerdict::mismatch)));
}

// Eight addresses guess all the time; somebody else comes and is next but one.
TEST_F(HeldPool, WhoWasNotWrongLatelyDoesNotWaitForThoseWhoWere) {
  pool_ = make_pool(16);
  ask_and_hold();
  for (std::uint64_t i = 1; i <= 8; ++i) EXPECT_TRUE(pool_->ask(question(i, "wrong")));
  for (int i = 0; i < 8; ++i) next();
  for (std::uint64_t i = 1; i <= 8; ++i) EXPECT_TRUE(pool_->ask(question(i, "wrong")));
  EXPECT_TRUE(pool_->ask(question(100, "right")));
  EXPECT_TRUE(pool_->ask(question(101, "right")));
  answered_.clear();
  for (int i = 0; i < 6; ++i) next();
  EXPECT_THAT(answered_, testing::ElementsAre(100, 1, 101, 2, 3, 4));
  goes_on_.release(100);
}

TEST_F(HeldPool, BothLinesAreBounded) {
  ask_and_hold();
  for (std::uint64_t i = 1; i <= 2; ++i) EXPECT_TRUE(pool_->ask(question(i, "wrong")));
  for (int i = 0; i < 2; ++i) next();
  for (std::uint64_t i = 3; i <= 4; ++i) EXPECT_TRUE(pool_->ask(question(i, "right")));
  EXPECT_FALSE(pool_->ask(question(5, "right")));
  EXPECT_TRUE(pool_->ask(question(1, "wrong")));
  goes_on_.release(100);
}

TEST_F(HeldPool, EndsAlthoughQuestionsWait) {
  ask_and_hold();
  EXPECT_TRUE(pool_->ask(question(1, "right")));
  EXPECT_TRUE(pool_->ask(question(2, "right")));
  goes_on_.release(3);
  pool_.reset();
  EXPECT_EQ(answered_.front(), 0U);
}

TEST_F(HeldPool, WipesThePasswordOfAQuestionThatItTookOrRefused) {
  ask_and_hold();
  for (int i = 0; i < 3; ++i) {
    CheckPassword asked = question(1 + static_cast<std::uint64_t>(i), "right");
    const char* password = asked.password.data();
    EXPECT_EQ(pool_->ask(std::move(asked)), i < 2);
    EXPECT_THAT(asked.password, IsEmpty());  // NOLINT: moved from, and promised
    EXPECT_EQ(password[1], '\0');
  }
  goes_on_.release(3);
}

TEST_F(HeldPool, WorksAtALowerPriority) {
  const int own = ::getpriority(PRIO_PROCESS, 0);
  ask_and_hold();
  EXPECT_EQ(nice_, std::min(own + 10, 19));
  goes_on_.release();
}

TEST(HashingPool, TakesAQuestionOfAnotherAddressWhereOneHasFilledTheQueue) {
  Answers answers;
  HashingPool pool(0, {4, 3}, cheapest, answers.door());
  for (const std::uint64_t ticket : {1U, 2U, 3U}) {
    EXPECT_TRUE(pool.ask(question_of(address(1), ticket, "right")));
  }
  EXPECT_TRUE(pool.ask(question_of(address(2), 4, "right")));
  EXPECT_TRUE(pool.ask(question_of(address(3), 5, "right")));
  EXPECT_THAT(answers.wait_for(1), UnorderedElementsAre(std::pair(3U, PasswordVerdict::busy)));
  EXPECT_TRUE(pool.ask(question_of(address(4), 6, "right")));
  EXPECT_THAT(answers.wait_for(1), UnorderedElementsAre(std::pair(2U, PasswordVerdict::busy)));
  EXPECT_FALSE(pool.ask(question_of(address(5), 7, "right")));
}

TEST(HashingPool, AnswersALoginThatItKnowsWithoutAThread) {
  std::counting_semaphore<> answered{0};
  std::thread::id by;
  PasswordVerdict verdict{};
  HashingPool pool(1, {8, 8}, cheapest, [&](Answer&& answer) {
    by = std::this_thread::get_id();
    verdict = std::get<PasswordChecked>(answer).verdict;
    answered.release();
  });
  const auto ask = [&](std::string password, bool is_login) {
    CheckPassword asked = question(1, std::move(password));
    asked.is_login = is_login;
    EXPECT_TRUE(pool.ask(std::move(asked)));
    answered.acquire();
    return std::pair(verdict, by == std::this_thread::get_id());
  };
  EXPECT_EQ(ask("right", false), std::pair(PasswordVerdict::match, false));
  EXPECT_EQ(ask("right", true), std::pair(PasswordVerdict::match, false));
  EXPECT_EQ(ask("right", true), std::pair(PasswordVerdict::match, true));
  EXPECT_EQ(ask("wrong", true), std::pair(PasswordVerdict::mismatch, false));
  EXPECT_EQ(ask("right", false), std::pair(PasswordVerdict::match, false));
}

}  // namespace
}  // namespace uvchat::credentials
