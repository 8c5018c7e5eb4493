// Property, Properties: what fills an email of HubSpot.

#ifndef MAILWIRE_PROPERTY_HPP
#define MAILWIRE_PROPERTY_HPP

#include "span.hpp"
#include "text.hpp"
#include "words.hpp"

namespace mailwire::hubspot {

/// A name and its value. Both texts stay borrowed.
class Property {
 public:
  /// A text, the only kind of value that contact properties take.
  ///
  /// The name is the internal one, such as `firstname`: 1 to 256 bytes of UTF-8 without controls. Names must differ.
  Property(Text name, Text value) noexcept : record_() {
    record_.name = name.c();
    record_.text = value.c();
    record_.kind = MW_VALUE_TEXT;
  }

  /// A whole number.
  [[nodiscard]] static Property integer(Text name, int64_t value) noexcept {
    return Property(name, Text(), MW_VALUE_INTEGER, value);
  }

  /// `true` or `false`.
  [[nodiscard]] static Property boolean(Text name, bool value) noexcept {
    return Property(name, Text(), MW_VALUE_BOOLEAN, value ? 1 : 0);
  }

  /// `null`.
  [[nodiscard]] static Property null(Text name) noexcept { return Property(name, Text(), MW_VALUE_NULL, 0); }

  /// One JSON value as it stands, checked before it is sent: a list, a fraction.
  [[nodiscard]] static Property json(Text name, Text value) noexcept { return Property(name, value, MW_VALUE_JSON, 0); }

  /// As C has it.
  [[nodiscard]] const ::mw_property& c() const noexcept { return record_; }

 private:
  Property(Text name, Text text, ValueKind kind, int64_t integer) noexcept : record_() {
    record_.name = name.c();
    record_.text = text.c();
    record_.integer = integer;
    record_.kind = kind;
  }

  ::mw_property record_;
};

static_assert(sizeof(Property) == sizeof(::mw_property), "an array of properties is an array of records");

/// The properties of a message: an array of them, or one JSON object.
class Properties {
 public:
  /// None.
  Properties() noexcept : record_() {}

  /// An array of properties; it stays borrowed. See `Span`.
  template <class T, detail::enable_if<!detail::is_same<detail::bare<T>, Properties>> = 0,
            class = decltype(Span<const Property>(detail::lend<T>()))>
  Properties(T&& properties) noexcept : record_() {  // NOLINT: an array is given as it is
    const Span<const Property> items(static_cast<T&&>(properties));
    record_.items = items.empty() ? nullptr : &items[0].c();
    record_.count = items.size();
  }

  /// One JSON object as it stands, checked before it is sent.
  ///
  /// Its members are the properties.
  [[nodiscard]] static Properties object(Text object) noexcept {
    Properties properties;
    properties.record_.object = object.c();
    return properties;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_properties& c() const noexcept { return record_; }

 private:
  ::mw_properties record_;
};

}  // namespace mailwire::hubspot

#endif  // MAILWIRE_PROPERTY_HPP
