//! The C ABI, its functions called in any order with contexts, records and pointers that are right or wrong as far as the
//! header allows. Beside each context runs an exchange of the core: both must answer the same, at each call. What the header
//! promises for errors is looked at: nothing is written but the failure.

mod contexts;
mod records;
mod run;
mod tokens;
mod verbs;

use contexts::Slot;

use crate::cuts::Choices;

/// The end of the input is a list of calls, of three bytes each: what, on which of two contexts, how much. A 0 ends the list;
/// before it stand the bytes of the reply.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let mut calls = Vec::new();
    while calls.len() < 96 {
        match choices.byte() {
            0 => break,
            what => calls.push([what, choices.byte(), choices.byte()]),
        }
    }
    let mut slots = [Slot::new(choices.clone().document()), Slot::new(choices.document())];
    for [what, which, size] in calls {
        let [one, other] = &mut slots;
        let slot = if which & 1 == 0 { one } else { other };
        verbs::call(slot, what, which >> 1, usize::from(size));
        slot.agrees();
    }
}
