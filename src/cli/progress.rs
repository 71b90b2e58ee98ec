//! How the reading goes on: a bar on a terminal, for many or large files; else nothing.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::host::Watch;

use super::output::{Loudness, loudness};

/// Fewer and smaller files are read before a bar would be seen.
const MANY: usize = 50;
const LARGE: u64 = 16 << 20;
const BAR: &str = "{spinner} reading [{bar:30}] {bytes}/{total_bytes} {elapsed}";

/// A bar that is not shown until the work is seen to be long.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Takes the bar off the terminal.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress {
    /// Says something beside the bar.
    pub(super) fn suspend(&self, say: impl FnOnce()) {
        self.0.suspend(say);
    }
}

impl Watch for Progress {
    fn begin(&self, files: usize, bytes: u64) {
        if (files >= MANY || bytes >= LARGE) && loudness() > Loudness::Quiet {
            if let Ok(style) = ProgressStyle::with_template(BAR) {
                self.0.set_style(style.progress_chars("=> "));
            }
            self.0.set_length(bytes);
            // Hidden by itself where standard error is no terminal.
            self.0.set_draw_target(ProgressDrawTarget::stderr());
            self.0.enable_steady_tick(Duration::from_millis(120));
        }
    }

    fn read(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}
