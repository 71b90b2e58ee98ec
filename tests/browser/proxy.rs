//! A proxy that lets nothing through and notes the first line of every request.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The proxy; it listens as long as the tests run.
pub(crate) struct Proxy {
    address: String,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&lines);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = Arc::clone(&noted);
                std::thread::spawn(move || refuse(stream, &noted));
            }
        });
        Self { address, lines }
    }

    /// The arguments that make a browser ask the proxy for everything, this machine's own addresses as well.
    pub(crate) fn arguments(&self) -> [String; 2] {
        [format!("--proxy-server=http://{}", self.address), "--proxy-bypass-list=<-loopback>".to_owned()]
    }

    /// The first lines so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn refuse(mut stream: TcpStream, noted: &Mutex<Vec<String>>) {
    // A connection that is opened ahead of need says nothing.
    let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
    let mut line = String::new();
    let read = stream.try_clone().map(BufReader::new).and_then(|mut reader| reader.read_line(&mut line));
    if read.is_ok_and(|bytes| bytes > 0) {
        noted.lock().unwrap_or_else(PoisonError::into_inner).push(line.trim().to_owned());
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
}
