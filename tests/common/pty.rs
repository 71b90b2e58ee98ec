//! The program in a pseudo-terminal: keys in, screens out. Linux only: elsewhere a terminal is another thing.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};

/// A machine under load takes its time; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// A screen on which nothing happens for so long is drawn.
const STILL: Duration = Duration::from_millis(200);

/// A run of the program in a terminal of its own.
pub(crate) struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    /// Everything that was sent to the terminal.
    pub(crate) sent: Vec<u8>,
}

fn size(of: u16) -> NonZeroU16 {
    NonZeroU16::new(of).expect("a size")
}

impl Terminal {
    /// Starts the program in a folder, on a screen of so many lines and columns.
    pub(crate) fn start(folder: &Path, (rows, columns): (u16, u16), args: &[&str], env: &[(&str, &str)]) -> Self {
        let (pty, pts) = open().expect("a pseudo-terminal");
        pty.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(env!("CARGO_BIN_EXE_amicis")).args(args).current_dir(folder);
        let command = command.env_remove("NO_COLOR").env("TERM", "xterm-256color").envs(env.iter().copied());
        let child = command.spawn(pts).expect("the program runs");
        let pty = Arc::new(pty);
        let (sender, output) = channel();
        std::thread::spawn({
            let pty = Arc::clone(&pty);
            move || {
                let mut bytes = [0; 16384];
                // The end of the program ends the terminal, which the system tells as an error.
                while let Ok(read) = (&*pty).read(&mut bytes) {
                    if read == 0 || sender.send(bytes.get(..read).unwrap_or_default().to_vec()).is_err() {
                        break;
                    }
                }
            }
        });
        Self { pty, child, parser: vt100::Parser::new(size(rows), size(columns), 0), output, sent: Vec::new() }
    }

    /// Types keys.
    pub(crate) fn types(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Types keys and waits for a text on the screen.
    pub(crate) fn then(&mut self, keys: &str, text: &str) {
        self.types(keys);
        self.until(text);
    }

    /// Waits until a text stands on the screen and all of it is drawn.
    pub(crate) fn until(&mut self, text: &str) {
        let begun = Instant::now();
        loop {
            let wait = if self.text().contains(text) { STILL } else { PATIENCE.saturating_sub(begun.elapsed()) };
            match self.output.recv_timeout(wait) {
                Ok(bytes) => self.take(&bytes),
                Err(_) if self.text().contains(text) => return,
                Err(why) => panic!("waited for {text:?} ({why}):\n{}", self.text()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.sent.extend_from_slice(bytes);
        self.parser.process(bytes);
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, (rows, columns): (u16, u16)) {
        self.parser.screen_mut().set_size(size(rows), size(columns));
        self.pty.resize(Size::new(rows, columns)).expect("a size");
    }

    /// The screen as text, without white space at the ends of lines.
    pub(crate) fn text(&self) -> String {
        let (_, columns) = self.parser.screen().size();
        let lines = self.parser.screen().rows(0, columns.get()).map(|line| line.trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The screen with its colours.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Waits for the end of the program: its exit code, and what then stands on the screen.
    pub(crate) fn end(mut self) -> (i32, String) {
        let begun = Instant::now();
        loop {
            match self.output.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.text()),
            }
        }
        let code = self.child.wait().expect("it ends").code().expect("an exit code");
        assert!(!self.screen().alternate_screen() && !self.screen().hide_cursor(), "the terminal is given back");
        assert!(!self.screen().bracketed_paste(), "the terminal is given back");
        (code, self.text())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
