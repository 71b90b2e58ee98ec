//! Work on threads of its own, while Python goes on: the caller's thread looks after signals and progress.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use amicis::host::Watch;
use pyo3::prelude::*;

use crate::fault::Fault;

/// So often signals are looked for and progress is told.
const TICK: Duration = Duration::from_millis(200);

/// How the work goes on.
#[derive(Default)]
pub(crate) struct Going {
    all: AtomicUsize,
    done: AtomicUsize,
    stopped: AtomicBool,
}

impl Going {
    /// Ends the work where the caller wants no more of it.
    pub(crate) fn go_on(&self) -> Result<(), Fault> {
        if self.stopped.load(Ordering::Relaxed) { Err(Fault::Stopped) } else { Ok(()) }
    }

    /// Looks for signals, and tells the caller's function how many files of how many were read.
    fn look(&self, py: Python<'_>, progress: Option<&Py<PyAny>>) -> PyResult<()> {
        py.check_signals()?;
        if let Some(progress) = progress {
            progress.call1(py, (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed)))?;
        }
        Ok(())
    }
}

impl Watch for Going {
    fn begin(&self, files: usize, _: u64) {
        self.all.fetch_add(files, Ordering::Relaxed);
    }

    fn read(&self, _: u64) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Does a piece of work on threads of its own; a panic in it becomes an exception.
///
/// A process that forks, as Spark's and `multiprocessing`'s do, has no threads afterwards. So none outlive a call.
pub(crate) fn work<T: Send>(
    py: Python<'_>,
    threads: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
    job: impl FnOnce(&Going) -> Result<T, Fault> + Send,
) -> PyResult<T> {
    if threads == Some(0) {
        return Err(
            Fault::Value("threads is 0: give at least one, or None for as many as there are".to_owned()).raised(py)
        );
    }
    let progress = progress.filter(|progress| !progress.is_none()).map(|progress| progress.clone().unbind());
    let going = Going::default();
    let outcome = py.detach(|| looked_after(threads, progress.as_ref(), &going, job));
    let made = outcome?.map_err(|fault| fault.raised(py))?;
    going.look(py, progress.as_ref())?;
    Ok(made)
}

/// The outcome of a job; an error of Python where it was stopped.
fn looked_after<T: Send>(
    threads: Option<usize>,
    progress: Option<&Py<PyAny>>,
    going: &Going,
    job: impl FnOnce(&Going) -> Result<T, Fault> + Send,
) -> PyResult<Result<T, Fault>> {
    thread::scope(|scope| {
        let (ended, ends) = channel::<()>();
        let worker = move || {
            let _ended = ended;
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
            let pool = pool.map_err(|error| Fault::Other(format!("no threads can be had: {error}")))?;
            catch_unwind(AssertUnwindSafe(|| pool.install(|| job(going)))).unwrap_or_else(|panic| Err(inside(&*panic)))
        };
        let worker = match thread::Builder::new().name("amicis".to_owned()).spawn_scoped(scope, worker) {
            Ok(worker) => worker,
            Err(error) => return Ok(Err(Fault::Io(error, None))),
        };
        let mut stopped = None;
        while ends.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            if stopped.is_none() {
                stopped = Python::attach(|py| going.look(py, progress)).err();
                going.stopped.store(stopped.is_some(), Ordering::Relaxed);
            }
        }
        let outcome = worker.join().unwrap_or_else(|panic| Err(inside(&*panic)));
        stopped.map_or(Ok(outcome), Err)
    })
}

/// A panic's words.
fn inside(panic: &(dyn Any + Send)) -> Fault {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Fault::Inside(format!("a fault in amicis itself, please report it: {text}"))
}
