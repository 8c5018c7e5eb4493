//! The suite of PHP's `serialize` format: its documents against our scanner. PHP itself reads them in the binary `oracles`.

use mailwire_tests::conformance::{hold, php};

/// Every case is read as its document says, in whatever pieces it comes.
#[test]
fn every_case() {
    hold("php", php::read);
}
