// The enumerations of the C header under the names of C++, and the word for each value.

#ifndef MAILWIRE_WORDS_HPP
#define MAILWIRE_WORDS_HPP

#include "../mailwire.h"

namespace mailwire {

// They are the enumerations of C, not copies, so they cannot drift: `outcome.kind() == MW_KIND_ACCEPTED`.

/// What a function came to.
using Status = ::mw_status;
/// When something failed.
using Stage = ::mw_stage;
/// A value given by the caller.
using Field = ::mw_field;
/// What is wrong with a value.
using Problem = ::mw_problem;
/// What was too small.
using Limit = ::mw_limit;
/// Which rule the reply breaks.
using Fault = ::mw_fault;
/// How the library was called wrongly.
using Misuse = ::mw_misuse;
/// What an exchange needs next.
using Wants = ::mw_wants;
/// What became of input.
using EventKind = ::mw_event;
/// The name of a value that is handed out.
using RowName = ::mw_row_name;
/// The four kinds of outcome.
using Kind = ::mw_kind;
/// Why an outcome is of its kind.
using Reason = ::mw_reason;
/// A known cause.
using Diagnosis = ::mw_diagnosis;
/// When the provider wants to be asked again.
using RetryAfter = ::mw_retry_after;
/// How the provider tells a repeat.
using DedupeKind = ::mw_dedupe_kind;
/// The method of a request.
using HttpMethod = ::mw_http_method;

namespace retry {
/// Why not to try again.
using Stop = ::mw_stop;
}  // namespace retry

namespace hubspot {
/// A version of single send.
using ApiVersion = ::mw_hubspot_version;
/// A version of the token call.
using OauthVersion = ::mw_hubspot_oauth_version;
/// The kind of a credential.
using Credential = ::mw_hubspot_credential;
/// Who has to act on a result of a send.
using Class = ::mw_hubspot_result_class;
/// The kind of a property's value.
using ValueKind = ::mw_value;
}  // namespace hubspot

namespace bluehornet {
/// The form of a reply.
using ResponseType = ::mw_bluehornet_response_type;
/// How a document travels.
using Carriage = ::mw_bluehornet_carriage;
/// Where the data of a method's reply sits.
using DataPlace = ::mw_bluehornet_data_place;
/// The kind of an argument's value.
using ArgumentKind = ::mw_argument_kind;
/// What is wrong with an entry of a whitelist.
using WhitelistFault = ::mw_whitelist_fault;
}  // namespace bluehornet

// The words are the same in every language, end with a NUL and are static. "none" stands for 0, "?" for a number that
// is none of its enumeration. Call them with `mailwire::` in front: the enumerations are C's and live outside of it.

/// The word for a status.
[[nodiscard]] inline const char* name(Status status) noexcept { return ::mw_status_name(status); }
/// The word for a field.
[[nodiscard]] inline const char* name(Field field) noexcept { return ::mw_field_name(field); }
/// The word for a problem.
[[nodiscard]] inline const char* name(Problem problem) noexcept { return ::mw_problem_name(problem); }
/// The word for a limit.
[[nodiscard]] inline const char* name(Limit limit) noexcept { return ::mw_limit_name(limit); }
/// The word for a fault.
[[nodiscard]] inline const char* name(Fault fault) noexcept { return ::mw_fault_name(fault); }
/// The word for a misuse.
[[nodiscard]] inline const char* name(Misuse misuse) noexcept { return ::mw_misuse_name(misuse); }
/// The word for the name of a row.
[[nodiscard]] inline const char* name(RowName row_name) noexcept { return ::mw_row_name_name(row_name); }
/// The word for a kind.
[[nodiscard]] inline const char* name(Kind kind) noexcept { return ::mw_kind_name(kind); }
/// The word for a reason.
[[nodiscard]] inline const char* name(Reason reason) noexcept { return ::mw_reason_name(reason); }
/// The word for a diagnosis.
[[nodiscard]] inline const char* name(Diagnosis diagnosis) noexcept { return ::mw_diagnosis_name(diagnosis); }
/// The word for a method, as it goes on the wire.
[[nodiscard]] inline const char* name(HttpMethod method) noexcept { return ::mw_http_method_name(method); }
/// The word for a reason to stop.
[[nodiscard]] inline const char* name(retry::Stop stop) noexcept { return ::mw_stop_name(stop); }
/// The word for a version of single send.
[[nodiscard]] inline const char* name(hubspot::ApiVersion version) noexcept {
  return ::mw_hubspot_version_name(version);
}
/// The word for a version of the token call.
[[nodiscard]] inline const char* name(hubspot::OauthVersion version) noexcept {
  return ::mw_hubspot_oauth_version_name(version);
}
/// The word for who has to act on a result.
[[nodiscard]] inline const char* name(hubspot::Class result_class) noexcept {
  return ::mw_hubspot_result_class_name(result_class);
}
/// The word for the form of a reply.
[[nodiscard]] inline const char* name(bluehornet::ResponseType response_type) noexcept {
  return ::mw_bluehornet_response_type_name(response_type);
}
/// The word for how a document travels.
[[nodiscard]] inline const char* name(bluehornet::Carriage carriage) noexcept {
  return ::mw_bluehornet_carriage_name(carriage);
}
/// The word for where the data of a reply sits.
[[nodiscard]] inline const char* name(bluehornet::DataPlace data_place) noexcept {
  return ::mw_bluehornet_data_place_name(data_place);
}
/// The word for what is wrong with a whitelist.
[[nodiscard]] inline const char* name(bluehornet::WhitelistFault fault) noexcept {
  return ::mw_whitelist_fault_name(fault);
}

/// One sentence for a person: the likely cause and what to do.
///
/// Empty where there is none. Static. A device that prints codes does not link the sentences.
[[nodiscard]] inline const char* hint(Diagnosis diagnosis) noexcept { return ::mw_diagnosis_hint(diagnosis); }

}  // namespace mailwire

#endif  // MAILWIRE_WORDS_HPP
