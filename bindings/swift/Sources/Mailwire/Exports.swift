// One import gives all: the requests, outcomes and words that come from the Rust library, and what sends them.
@_exported import MailwireGenerated
