#pragma once

#include <string>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

// What the model says of files that people upload.
struct Model::Files {
  Model& model;

  static bool is_told_of_services(const Session& s);
  void say_services() const;
  void tell_no_service() const;
  // TOKEN.
  bool may_upload(const Person& p, const std::string& service, const std::string& scope) const;
  void show_token(const irc::Message& message) const;
  void go_on_with_token(const Question& question, const std::string& token) const;
  // FILES, and what the store is asked for.
  void go_on(const Question& question, const store::Answer& answer) const;
  void asked(const AskStore& asked) const;
  void go_on_with_uploads(const Question& question, const UploadsTold& told) const;
  void tell_end_of_upload(const Question& question, UploadsOutcome outcome) const;
};

}  // namespace uvchat::simulation
