// HubSpot: accounts and operations as values.

#ifndef MAILWIRE_HUBSPOT_HPP
#define MAILWIRE_HUBSPOT_HPP

#include "property.hpp"
#include "result.hpp"

namespace mailwire::hubspot {

/// A list of texts, such as addresses. It stays borrowed.
using Texts = Span<const Text>;

/// A HubSpot account as the caller knows it. Everything stays borrowed.
///
/// An exchange reads it until it is over: keep it where it is and as it is.
class Account {
 public:
  /// Words of a context that is used with this provider only.
  static constexpr size_t exchange_words = MW_HUBSPOT_EXCHANGE_WORDS;

  /// By bearer token: OAuth access token, private app token or service key.
  ///
  /// At most 2048 bytes; white space around it is left out.
  [[nodiscard]] static Account bearer(Text token) noexcept { return Account(MW_HUBSPOT_CREDENTIAL_BEARER, token); }

  /// No credential, for the OAuth calls: they carry theirs in the body.
  [[nodiscard]] static Account without_credential() noexcept { return Account(MW_HUBSPOT_CREDENTIAL_NONE, Text()); }

  /// Retired: the query key of version 1, which stopped working in 2022.
  ///
  /// It stands in the address, where proxies and logs see it. Only for old stand-ins of the service, and only with
  /// `MW_HUBSPOT_VERSION_V1`.
  [[nodiscard]] static Account retired_v1_query_key(Text key) noexcept {
    return Account(MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY, key);
  }

  /// With another host than `api.hubapi.com`: `host` or `host:port`.
  [[nodiscard]] Account host(Text host_and_port) const noexcept {
    Account account = *this;
    account.record_.host = host_and_port.c();
    return account;
  }

  /// With another User-Agent than `mailwire/` and the version.
  [[nodiscard]] Account user_agent(Text agent) const noexcept {
    Account account = *this;
    account.record_.user_agent = agent.c();
    return account;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_hubspot_account& c() const noexcept { return record_; }

 private:
  Account(Credential kind, Text credential) noexcept : record_() {
    // What it answers shows at the begin of an exchange: a record of the wrong size stays without one.
    static_cast<void>(::mw_hubspot_account_default(&record_, sizeof record_));
    record_.credential_kind = kind;
    record_.credential = credential.c();
  }

  ::mw_hubspot_account record_;
};

/// One templated email to one recipient. Everything stays borrowed.
///
/// The email lives in HubSpot, the call only fills it. Values are checked when an exchange begins, which reads this
/// value until it is over: keep it where it is and as it is.
class SingleSend {
 public:
  /// The email of this id, 1 to 2^63-1, to this recipient.
  ///
  /// `to` is one address, with a display name or without, at most 512 bytes.
  SingleSend(uint64_t email_id, Text to) noexcept : record_() {
    static_cast<void>(::mw_hubspot_single_send_default(&record_, sizeof record_));
    record_.email_id = email_id;
    record_.to = to.c();
  }

  /// With another version than the newest dated one.
  [[nodiscard]] SingleSend version(ApiVersion api_version) const noexcept {
    SingleSend send = *this;
    send.record_.version = api_version;
    return send;
  }

  /// With a dedupe key: at most one email is sent for each key and account.
  ///
  /// 1 to 100 characters of `A-Z a-z 0-9 . _ -`. Without it a send of unknown outcome is never repeated by machine.
  /// Derive it from the event, before the first attempt, never from the clock.
  [[nodiscard]] SingleSend send_id(Text key) const noexcept {
    SingleSend send = *this;
    send.record_.send_id = key.c();
    return send;
  }

  /// With another From header than the email's, `Name <address>` allowed.
  [[nodiscard]] SingleSend from(Text address) const noexcept {
    SingleSend send = *this;
    send.record_.from = address.c();
    return send;
  }

  /// With addresses where answers go.
  [[nodiscard]] SingleSend reply_to(Texts addresses) const noexcept {
    SingleSend send = *this;
    send.record_.reply_to = as_c(addresses);
    return send;
  }

  /// With addresses that get a copy.
  [[nodiscard]] SingleSend cc(Texts addresses) const noexcept {
    SingleSend send = *this;
    send.record_.cc = as_c(addresses);
    return send;
  }

  /// With addresses that get a hidden copy.
  [[nodiscard]] SingleSend bcc(Texts addresses) const noexcept {
    SingleSend send = *this;
    send.record_.bcc = as_c(addresses);
    return send;
  }

  /// With properties that are written to the contact; texts only.
  [[nodiscard]] SingleSend contact(Properties properties) const noexcept {
    SingleSend send = *this;
    send.record_.contact = properties.c();
    return send;
  }

  /// With properties for this email alone.
  [[nodiscard]] SingleSend custom(Properties properties) const noexcept {
    SingleSend send = *this;
    send.record_.custom = properties.c();
    return send;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_hubspot_single_send& c() const noexcept { return record_; }

 private:
  static ::mw_slices as_c(Texts texts) noexcept {
    return ::mw_slices{texts.empty() ? nullptr : &texts[0].c(), texts.size()};
  }

  friend Status init(::mw_exchange* exchange, size_t size, const Account& account, const SingleSend& send,
                     ::mw_failure* failure) noexcept {
    return ::mw_hubspot_single_send_init(exchange, size, &account.c(), &send.c(), failure);
  }

  ::mw_hubspot_single_send record_;
};

/// Asks for the status of a send. Everything stays borrowed, as in `SingleSend`.
///
/// The outcome tells of the send where the question was answered: `http_status` is 200 and the kind is not unknown.
/// Else it tells of the question alone, which may always be asked again.
class SendStatus {
 public:
  /// By the `status_id` of the outcome of a send: opaque, at most 255 bytes.
  ///
  /// That one lies in the exchange of the send: keep that exchange, or a copy of the text.
  explicit SendStatus(Text status_id) noexcept : record_() {
    static_cast<void>(::mw_hubspot_send_status_default(&record_, sizeof record_));
    record_.status_id = status_id.c();
  }

  /// How long to wait before the poll of this number (from 0), in ms.
  ///
  /// `MW_STATUS_OUT_OF_RANGE` after about five minutes of polling: give up.
  [[nodiscard]] static Result<uint32_t> poll_after_ms(uint32_t poll) noexcept {
    uint32_t ms = 0;
    const Status status = ::mw_hubspot_poll_after_ms(poll, &ms);
    if (status != MW_STATUS_OK) return Failure(status);
    return ms;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_hubspot_send_status& c() const noexcept { return record_; }

 private:
  friend Status init(::mw_exchange* exchange, size_t size, const Account& account, const SendStatus& status,
                     ::mw_failure* failure) noexcept {
    return ::mw_hubspot_send_status_init(exchange, size, &account.c(), &status.c(), failure);
  }

  ::mw_hubspot_send_status record_;
};

/// A new access token for a refresh token. Borrowed, as in `SingleSend`.
///
/// The tokens of the answer are handed out as rows: `Tokens` collects them. Send it with `Account::without_credential`,
/// by the clock, under one lock for each account.
class RefreshToken {
 public:
  /// The app by its id and secret, and the refresh token: 4096 bytes each.
  RefreshToken(Text client_id, Text client_secret, Text refresh_token) noexcept : record_() {
    static_cast<void>(::mw_hubspot_refresh_token_default(&record_, sizeof record_));
    record_.client_id = client_id.c();
    record_.client_secret = client_secret.c();
    record_.refresh_token = refresh_token.c();
  }

  /// With another version than the newest dated one.
  [[nodiscard]] RefreshToken version(OauthVersion oauth_version) const noexcept {
    RefreshToken call = *this;
    call.record_.version = oauth_version;
    return call;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_hubspot_refresh_token& c() const noexcept { return record_; }

 private:
  friend Status init(::mw_exchange* exchange, size_t size, const Account& account, const RefreshToken& call,
                     ::mw_failure* failure) noexcept {
    return ::mw_hubspot_refresh_token_init(exchange, size, &account.c(), &call.c(), failure);
  }

  ::mw_hubspot_refresh_token record_;
};

/// The first tokens for an authorization code. Borrowed, as in `SingleSend`.
///
/// A code works once, so the call is never repeated by machine. Rows as in `RefreshToken`.
class AuthorizationCode {
 public:
  /// The app by its id and secret, the code, and where it was sent to.
  ///
  /// At most 4096 bytes each; `redirect_uri` is the one that was used to get the code.
  AuthorizationCode(Text client_id, Text client_secret, Text code, Text redirect_uri) noexcept : record_() {
    static_cast<void>(::mw_hubspot_authorization_code_default(&record_, sizeof record_));
    record_.client_id = client_id.c();
    record_.client_secret = client_secret.c();
    record_.code = code.c();
    record_.redirect_uri = redirect_uri.c();
  }

  /// With the verifier of a proof key (RFC 7636).
  [[nodiscard]] AuthorizationCode code_verifier(Text verifier) const noexcept {
    AuthorizationCode call = *this;
    call.record_.code_verifier = verifier.c();
    return call;
  }

  /// With another version than the newest dated one.
  [[nodiscard]] AuthorizationCode version(OauthVersion oauth_version) const noexcept {
    AuthorizationCode call = *this;
    call.record_.version = oauth_version;
    return call;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_hubspot_authorization_code& c() const noexcept { return record_; }

 private:
  friend Status init(::mw_exchange* exchange, size_t size, const Account& account, const AuthorizationCode& call,
                     ::mw_failure* failure) noexcept {
    return ::mw_hubspot_authorization_code_init(exchange, size, &account.c(), &call.c(), failure);
  }

  ::mw_hubspot_authorization_code record_;
};

/// What is known of a result of a send.
class SendResult {
 public:
  /// Nothing.
  SendResult() noexcept : record_() {}

  /// Looks a result up, such as the `provider_code` of an outcome.
  ///
  /// `MW_STATUS_OUT_OF_RANGE` if it is not in the table, which is open. Links the table of meanings.
  [[nodiscard]] static Result<SendResult> find(Text value) noexcept {
    SendResult result;
    const Status status = ::mw_hubspot_find_send_result(value.c(), &result.record_);
    if (status != MW_STATUS_OK) return Failure(status);
    return result;
  }

  /// Who has to act.
  [[nodiscard]] Class result_class() const noexcept { return static_cast<Class>(record_.class_); }

  /// Whether HubSpot documents the meaning; others are read off the name.
  [[nodiscard]] bool is_documented() const noexcept { return record_.is_documented; }

  /// What it means, for a person. Static.
  [[nodiscard]] Text meaning() const noexcept { return Text(record_.meaning); }

 private:
  ::mw_hubspot_send_result record_;
};

}  // namespace mailwire::hubspot

#endif  // MAILWIRE_HUBSPOT_HPP
