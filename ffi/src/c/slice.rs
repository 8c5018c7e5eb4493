//! Texts and lists that the caller owns: pointers with a length, made into borrows where they are used.

use core::ffi::c_char;

use mailwire::hubspot::IndexedTexts;

use super::failure::{mw_status, status, write_text};

/// Bytes that somebody else owns: a text in UTF-8, without a NUL behind it. (NULL, 0) is the empty text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_slice {
    /// The first byte; NULL only where `length` is 0.
    pub data: *const u8,
    /// How many bytes.
    pub length: usize,
}

/// A list of texts; the caller owns the array and the texts. (NULL, 0) is the empty list.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_slices {
    /// The first item; NULL only where `count` is 0.
    pub items: *const mw_slice,
    /// How many items.
    pub count: usize,
}

/// A text that ends with a NUL as a slice without it. `text` may be NULL: that is the empty text. The slice points
/// into `text`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_text(text: *const c_char) -> mw_slice {
    if text.is_null() {
        return mw_slice::EMPTY;
    }
    let data = text.cast::<u8>();
    let mut length = 0;
    // Volatile, or the compiler makes it a call of `strlen`, which a device need not have.
    // SAFETY: the text ends with a NUL, and nothing behind it is read.
    while unsafe { data.add(length).read_volatile() } != 0 {
        length += 1;
    }
    mw_slice { data, length }
}

/// Copies a text and puts a NUL behind it, for functions of other libraries. `*out_length`, if `out_length` is not NULL, is
/// the length without the NUL. A NUL inside the text is copied too.
///
/// Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
/// NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_copy_text(
    text: mw_slice,
    out: *mut c_char,
    size: usize,
    out_length: *mut usize,
) -> mw_status {
    status((|| {
        text.check()?;
        // SAFETY: the text lives through the call.
        write_text(out, size, out_length, |copy| copy.raw(unsafe { text.bytes() }))
    })())
}

impl mw_slice {
    /// No text.
    pub const EMPTY: mw_slice = mw_slice { data: core::ptr::null(), length: 0 };

    /// A text that lives longer than its use.
    pub(crate) const fn of(text: &[u8]) -> Self {
        mw_slice { data: text.as_ptr(), length: text.len() }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The bytes; none where the pointer cannot be one.
    ///
    /// # Safety
    /// The caller keeps the bytes alive and unchanged as long as the borrow is used; it ends with the call from C.
    pub(crate) unsafe fn bytes<'a>(&self) -> &'a [u8] {
        // SAFETY: as the caller promises.
        unsafe { array(self.data, self.length) }
    }

    pub(crate) fn check(&self) -> Result<(), mw_status> {
        check_array(self.data, self.length)
    }
}

/// The items of an array; none where the pointer cannot be that of one.
///
/// # Safety
/// As [`mw_slice::bytes`].
pub(crate) unsafe fn array<'a, T>(items: *const T, count: usize) -> &'a [T] {
    if check_array(items, count).is_err() || count == 0 {
        return &[];
    }
    // SAFETY: not NULL, aligned, not longer than memory; the rest is the caller's promise.
    unsafe { core::slice::from_raw_parts(items, count) }
}

/// As [`array`], for bytes that are written.
///
/// # Safety
/// As [`array`], and nobody else uses the bytes.
pub(crate) unsafe fn room<'a>(out: *mut u8, size: usize) -> Result<&'a mut [u8], mw_status> {
    check_array(out, size)?;
    if size == 0 {
        return Ok(&mut []);
    }
    // SAFETY: as in `array`.
    Ok(unsafe { core::slice::from_raw_parts_mut(out, size) })
}

/// Not NULL unless empty, aligned, and not longer than memory.
pub(crate) fn check_array<T>(items: *const T, count: usize) -> Result<(), mw_status> {
    check_address(items.addr(), count, size_of::<T>(), align_of::<T>())
}

/// [`check_array`] with the type forgotten, so that it exists once in a library.
#[inline(never)]
fn check_address(address: usize, count: usize, size: usize, alignment: usize) -> Result<(), mw_status> {
    match count {
        0 => Ok(()),
        _ if address == 0 => Err(mw_status::NullPointer),
        _ if address & (alignment - 1) != 0 => Err(mw_status::BadPointer),
        _ => match count.checked_mul(size) {
            Some(0..=MOST) => Ok(()),
            _ => Err(mw_status::BadPointer),
        },
    }
}

/// The most bytes that one thing in memory can have.
const MOST: usize = isize::MAX as usize;

/// What a pointer points to.
///
/// # Safety
/// NULL, or a valid `T` that lives through the call from C.
pub(crate) unsafe fn required<'a, T>(pointer: *const T) -> Result<&'a T, mw_status> {
    check_array(pointer, 1)?;
    // SAFETY: not NULL and aligned; the rest is the caller's promise.
    Ok(unsafe { &*pointer })
}

/// Where an answer goes: not NULL, aligned.
pub(crate) fn place<T>(out: *mut T) -> Result<Place<T>, mw_status> {
    check_array(out, 1)?;
    Ok(Place(out))
}

/// A place of the caller's that may be written.
pub(crate) struct Place<T>(*mut T);

impl<T> Place<T> {
    /// Writes the answer.
    ///
    /// # Safety
    /// The place is as large as a `T` and the caller's own.
    pub(crate) unsafe fn put(self, value: T) {
        // SAFETY: `place` has checked NULL and alignment; the rest is the caller's promise.
        unsafe { self.0.write(value) }
    }

    /// Writes a first answer, to be changed where it lies.
    ///
    /// # Safety
    /// As [`Self::put`], and the borrow ends with the call from C.
    pub(crate) unsafe fn fill<'a>(self, value: T) -> &'a mut T {
        // SAFETY: as in `put`.
        unsafe {
            self.0.write(value);
            &mut *self.0
        }
    }
}

impl mw_slices {
    pub(crate) fn check(&self) -> Result<(), mw_status> {
        check_array(self.items, self.count)?;
        // SAFETY: the list lives through the call from C.
        unsafe { array(self.items, self.count) }.iter().try_for_each(mw_slice::check)
    }
}

impl IndexedTexts for mw_slices {
    fn len(&self) -> usize {
        self.count
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        // SAFETY: list and texts live as long as the exchange runs.
        unsafe { array(self.items, self.count).get(index).map(|text| text.bytes()) }
    }
}
