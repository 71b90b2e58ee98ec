//! A headless Chromium, spoken to over a pipe: the `DevTools` protocol, as far as these tests need it.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// The browser; it ends with the value.
pub(crate) struct Browser {
    child: Child,
    requests: ChildStdin,
    messages: Receiver<Value>,
    sent: u64,
    _profile: tempfile::TempDir,
}

/// A tab, with everything that happened in it.
pub(crate) struct Tab<'b> {
    pub(crate) browser: &'b mut Browser,
    session: String,
    /// The events so far, in their order.
    pub(crate) events: Vec<Value>,
}

/// The browser's program, if there is one.
fn program() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("AMICIS_BROWSER") {
        return Some(given.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

impl Browser {
    /// Starts the browser. Without one the test is skipped, loudly; `AMICIS_REQUIRE_BROWSER` makes it fail.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// As [`start`](Self::start), with more arguments.
    pub(crate) fn start_with(more: &[String]) -> Option<Self> {
        let Some(program) = program() else {
            assert!(
                std::env::var_os("AMICIS_REQUIRE_BROWSER").is_none(),
                "no Chromium in PATH; AMICIS_BROWSER names one"
            );
            eprintln!("SKIPPED: no Chromium in PATH, so no page was opened in a browser");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        // The protocol runs over the descriptors 3 and 4, which a shell makes of our pipes.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-pipe", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let requests = child.stdin.take().expect("a pipe");
        let replies = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in replies.split(0) {
                let Ok(message) = message else { return };
                let Ok(message) = serde_json::from_slice(&message) else { return };
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Some(Self { child, requests, messages, sent: 0, _profile: profile })
    }

    fn send(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> u64 {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": parameters});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.requests.write_all(message.to_string().as_bytes()).expect("the browser listens");
        self.requests.write_all(&[0]).expect("the browser listens");
        self.sent
    }

    pub(crate) fn call(
        &mut self,
        session: Option<&str>,
        events: &mut Vec<Value>,
        method: &str,
        parameters: &Value,
    ) -> Value {
        let id = self.send(session, method, parameters);
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("an answer in time");
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            events.push(message);
        }
    }

    /// Opens a tab that has shown nothing yet.
    pub(crate) fn tab(&mut self) -> Tab<'_> {
        let mut events = Vec::new();
        let target = self.call(None, &mut events, "Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.call(None, &mut events, "Target.attachToTarget", &attach)["sessionId"].clone();
        let mut tab = Tab { browser: self, session: session.as_str().expect("a session").to_owned(), events };
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        tab
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.send(None, "Browser.close", &json!({}));
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Tab<'_> {
    /// Calls a method of the protocol.
    #[expect(clippy::needless_pass_by_value, reason = "it is made where it is given")]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.browser.call(Some(&self.session), &mut self.events, method, &parameters)
    }

    /// Opens an address and waits until it is loaded.
    pub(crate) fn open(&mut self, url: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({"url": url}));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.browser.messages.recv_timeout(PATIENCE).expect("the page loads in time");
            self.events.push(event);
        }
    }

    /// The value of an expression in the page; a promise's outcome.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let parameters = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let outcome = self.call("Runtime.evaluate", parameters);
        assert!(outcome["exceptionDetails"].is_null(), "{expression}: {}", outcome["exceptionDetails"]);
        outcome["result"]["value"].clone()
    }

    /// Presses and lets go of a key.
    pub(crate) fn key(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        self.call("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": key, "text": text}));
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// What the page did that no report may: errors, violations of its policy, requests, dialogs.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        // An answer comes after everything that happened before it.
        self.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
        let mut opened = 0;
        let mut complaints = Vec::new();
        for event in &self.events {
            let parameters = &event["params"];
            let bad = match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" | "Page.javascriptDialogOpening" => true,
                // A link that a test follows was clicked by no hand, which the browser notes.
                "Audits.issueAdded" => !event.to_string().contains("NavigationEntryMarkedSkippable"),
                "Runtime.consoleAPICalled" => {
                    matches!(parameters["type"].as_str(), Some("error" | "warning" | "assert"))
                }
                "Log.entryAdded" => matches!(parameters["entry"]["level"].as_str(), Some("error" | "warning")),
                "Network.requestWillBeSent" => {
                    opened += 1;
                    parameters["type"] != "Document" || opened > 1
                }
                _ => false,
            };
            if bad {
                complaints.push(event.to_string());
            }
        }
        complaints
    }
}
