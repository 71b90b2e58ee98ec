//! The door from JavaScript: bytes in, bytes out. The page writes its question (JSON) and a file's bytes into
//! memory that it asked for, and reads the answer from where `answer` and `attached` say.
//!
//! One session lives in an instance. A panic ends the instance with a trap, and the page starts another.

use std::cell::RefCell;

use crate::session::Session;

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::default());
}

#[derive(Default)]
struct State {
    session: Session,
    question: Vec<u8>,
    file: Vec<u8>,
    answer: Vec<u8>,
    attached: Vec<u8>,
}

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Told how many bytes of the input have been read so far, now and then.
    safe fn progress(bytes: f64);
}

/// Room for a question of so many bytes.
#[unsafe(no_mangle)]
extern "C" fn question(bytes: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| room(&mut state.question, bytes))
}

/// Room for a file of so many bytes.
#[unsafe(no_mangle)]
extern "C" fn file(bytes: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| room(&mut state.file, bytes))
}

fn room(buffer: &mut Vec<u8>, bytes: usize) -> *mut u8 {
    *buffer = vec![0; bytes];
    buffer.as_mut_ptr()
}

/// Answers the question; returns the length of the answer.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    STATE.with_borrow_mut(|state| {
        let (question, file) = (std::mem::take(&mut state.question), std::mem::take(&mut state.file));
        let reply = state.session.ask(&question, file, |bytes| progress(bytes as f64));
        (state.answer, state.attached) = (reply.answer.into_bytes(), reply.attached);
        state.answer.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const u8 {
    STATE.with_borrow(|state| state.answer.as_ptr())
}

/// Where the bytes beside the answer stand.
#[unsafe(no_mangle)]
extern "C" fn attached() -> *const u8 {
    STATE.with_borrow(|state| state.attached.as_ptr())
}

/// How many bytes stand beside the answer.
#[unsafe(no_mangle)]
extern "C" fn attached_length() -> usize {
    STATE.with_borrow(|state| state.attached.len())
}
