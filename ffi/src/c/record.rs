//! Records of the caller's that begin with their size, and operations as such records.

use mailwire::operation::{AnyAccount, Operation, Reader};

use super::failure::{Refusal, mw_status, status};
use super::slice::{place, required};

/// A record that begins with its size: checked before anything else of it is read.
pub(crate) trait Sized32: Copy {
    /// All defaults.
    const DEFAULT: Self;

    /// Every pointer in it can be one.
    fn check(&self) -> Result<(), mw_status>;
}

/// Writes the defaults to a record whose size the caller states.
///
/// # Safety
/// `out` is NULL or a record of `size` bytes.
pub(crate) unsafe fn put_default<T: Sized32>(out: *mut T, size: usize) -> mw_status {
    status((|| {
        let out = place(out)?;
        if size != size_of::<T>() {
            return Err(mw_status::WrongSize.into());
        }
        // SAFETY: the size was just compared; the rest is the caller's promise.
        unsafe { out.put(T::DEFAULT) };
        Ok(())
    })())
}

/// A record that was filled in: its size is right and so are its pointers.
///
/// # Safety
/// NULL, or a record that begins with its size and lives through the call.
pub(crate) unsafe fn record<'a, T: Sized32>(pointer: *const T) -> Result<&'a T, mw_status> {
    super::slice::check_array(pointer, 1)?;
    // Of a record of another version the size alone may be looked at.
    // SAFETY: the record begins with its size.
    let size = unsafe { pointer.cast::<u32>().read() };
    if size as usize != size_of::<T>() {
        return Err(mw_status::WrongSize);
    }
    // SAFETY: as the caller promises.
    let record = unsafe { required(pointer)? };
    record.check()?;
    Ok(record)
}

/// Implements [`Sized32`]: which members differ from zero by default, and what holds pointers.
macro_rules! sized {
    ($name:ident { $($member:ident: $default:expr),* $(,)? } pointers { $($pointer:ident),* }) => {
        impl $crate::c::record::Sized32 for $name {
            const DEFAULT: Self = $name { size: size_of::<$name>() as u32, $($member: $default),* };

            fn check(&self) -> Result<(), $crate::c::failure::mw_status> {
                $(self.$pointer.check()?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use sized;

/// An account as a record of C, and how it becomes that of the core.
pub(crate) trait AccountRecord: Sized32 + 'static {
    /// The reader of its provider.
    type Reader: Reader + 'static;
    /// The account of the core.
    type Account<'a>: AnyAccount<Reader = Self::Reader>;

    /// Every value can be sent.
    fn check_values(&self) -> Result<(), Refusal>;

    /// The account, of values that were checked: put together for each question, so that no stack has to hold it.
    fn account(&self) -> Self::Account<'_>;
}

/// An operation as a record of C, and how it becomes that of the core.
pub(crate) trait OperationRecord: Sized32 + 'static {
    /// For whom it is done.
    type AccountRecord: AccountRecord;
    /// The operation of the core.
    type Operation<'a>: Operation<<Self::AccountRecord as AccountRecord>::Account<'a>>;

    /// Every value that is not a list can be sent.
    fn check_values(&self) -> Result<(), Refusal>;

    /// The operation, of values that were checked: put together for each question, so that no stack has to hold it.
    fn operation(&self) -> Self::Operation<'_>;
}
