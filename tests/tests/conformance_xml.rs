//! The XML suite (XML 1.0, fifth edition, without a document type): its documents against our scanner, and against
//! quick-xml. libxml2 reads them in the binary `oracles`.

use mailwire_tests::conformance::{compare, hold, quick, xml};

/// Every case is read as its document says, in whatever pieces it comes.
#[test]
fn every_case() {
    hold("xml", xml::read);
}

/// quick-xml takes the same documents and finds the same in them; what differs has its reason in the document.
#[test]
fn quick_xml_reads_the_same() {
    let count = compare("xml", "quick-xml", xml::read, |case| quick::read(&case.bytes, case.is_taken));
    assert!(count.as_ref().is_ok_and(|count| *count > 200), "{}", count.err().unwrap_or_default());
}
