//! The page in a browser, driven as a person does.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::devtools::{Browser, Tab};
use crate::samples::root;

/// The page as `web/build.sh` makes it. Without it the test is skipped, loudly; `AMICIS_REQUIRE_WEB` makes it fail.
pub(crate) fn built() -> Option<PathBuf> {
    let page = root().join("web/dist/index.html");
    if !page.is_file() {
        assert!(std::env::var_os("AMICIS_REQUIRE_WEB").is_none(), "web/dist is not there: run web/build.sh quick");
        eprintln!("SKIPPED: the page was not built (web/build.sh quick), so it was not opened in a browser");
        return None;
    }
    Some(page)
}

/// The opened page.
pub(crate) struct Opened<'b> {
    pub(crate) tab: Tab<'b>,
}

impl<'b> Opened<'b> {
    /// Opens the page and waits until the library has started.
    pub(crate) fn new(browser: &'b mut Browser, page: &Path) -> Self {
        let mut tab = browser.tab();
        tab.open(&format!("file://{}", page.display()));
        let mut opened = Self { tab };
        opened.wait_for("document.documentElement.dataset.ready");
        opened
    }

    /// Waits until an expression holds; a test that waits in vain fails.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        for _ in 0..8 {
            let holds = self.tab.eval(&format!(
                "new Promise(done => {{ const until = Date.now() + 20000; const look = () => ({expression}) ? done(true) \
                 : Date.now() < until ? setTimeout(look, 10) : done(false); look(); }})"
            ));
            if holds == true {
                return;
            }
        }
        let state = self.tab.eval("document.querySelector('main').innerText");
        panic!("{expression}: {state}");
    }

    /// Waits until nothing is being read or made, and so many things are listed.
    pub(crate) fn settle(&mut self, items: usize) {
        self.wait_for(&format!(
            "items.length === {items} && one('working').hidden && !one('result').hasAttribute('aria-busy')"
        ));
    }

    /// Chooses files as the person's own dialog does.
    pub(crate) fn choose(&mut self, input: &str, paths: &[PathBuf]) {
        let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let document = self.tab.call("DOM.getDocument", json!({}));
        let query = json!({"nodeId": document["root"]["nodeId"], "selector": input});
        let node = self.tab.call("DOM.querySelector", query);
        self.tab.call("DOM.setFileInputFiles", json!({"files": paths, "nodeId": node["nodeId"]}));
    }

    /// Drops files and folders onto the page.
    pub(crate) fn drop(&mut self, paths: &[PathBuf]) {
        let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let data = json!({"items": [], "files": paths, "dragOperationsMask": 1});
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.tab.call("Input.dispatchDragEvent", json!({"type": kind, "x": 300, "y": 150, "data": data}));
        }
    }

    /// Clicks an element.
    pub(crate) fn click(&mut self, selector: &str) {
        self.tab.eval(&format!("document.querySelector({}).click()", json!(selector)));
    }

    /// The value of an expression in the page that is shown in a frame, once that is loaded.
    pub(crate) fn framed(&mut self, expression: &str) -> Value {
        for _ in 0..100 {
            if self.tab.eval("!!document.querySelector('iframe')") == true
                && eval_in_frame(
                    &mut self.tab,
                    "document.readyState === 'complete' && ['blob:', 'data:'].includes(location.protocol)",
                ) == true
            {
                return eval_in_frame(&mut self.tab, expression);
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the frame shows nothing");
    }

    /// The text that a view makes, through the page's own question; or the error.
    pub(crate) fn made(&mut self, view: &str, to: &str) -> Result<String, Value> {
        let outcome = self.tab.eval(&format!(
            "made('{view}', '{to}').then(({{ files }}) => ({{ ok: files.map((file) => new TextDecoder().decode(file.bytes)).join('') }}), \
             (error) => ({{ error }}))"
        ));
        match outcome.get("ok") {
            Some(text) => Ok(text.as_str().expect("text").to_owned()),
            None => Err(outcome["error"].clone()),
        }
    }

    /// Removes everything that is listed.
    pub(crate) fn clear(&mut self) {
        self.tab.eval("Promise.all([...items].map(remove)).then(() => null)");
        self.settle(0);
    }

    /// What the page did that it may not. What it made itself it may open: that asks nobody.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        let own = |event: &Value| {
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            event["method"] == "Network.requestWillBeSent" && (url.starts_with("blob:") || url.starts_with("data:"))
        };
        self.tab.events.retain(|event| !own(event));
        self.tab.complaints()
    }

    /// Decides as of a day.
    pub(crate) fn as_of(&mut self, day: &str) {
        self.tab.eval(&format!("one('as-of').value = '{day}'; null"));
    }
}

/// The value of an expression in the page of the tab's frame, in the world of that page's own scripts; null while
/// there is none.
fn eval_in_frame(tab: &mut Tab<'_>, expression: &str) -> Value {
    let targets = tab.browser.call(None, &mut tab.events, "Target.getTargets", &json!({}));
    let apart = targets["targetInfos"].as_array().into_iter().flatten().find(|target| target["type"] == "iframe");
    let mut parameters = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
    let outcome = if let Some(target) = apart {
        // A sandboxed frame may have a process of its own.
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = tab.browser.call(None, &mut tab.events, "Target.attachToTarget", &attach);
        let session = attached["sessionId"].as_str().expect("a session").to_owned();
        tab.browser.call(Some(&session), &mut tab.events, "Runtime.evaluate", &parameters)
    } else {
        let tree = tab.call("Page.getFrameTree", json!({}));
        let frame = &tree["frameTree"]["childFrames"][0]["frame"]["id"];
        let made = tab.events.iter().rev().filter(|event| event["method"] == "Runtime.executionContextCreated");
        let mut contexts = made.map(|event| &event["params"]["context"]);
        let context = contexts.find(|c| c["auxData"]["frameId"] == *frame && c["auxData"]["isDefault"] == true);
        let Some(context) = context else { return Value::Null };
        parameters["contextId"] = context["id"].clone();
        tab.call("Runtime.evaluate", parameters)
    };
    assert!(outcome["exceptionDetails"].is_null(), "{expression}: {}", outcome["exceptionDetails"]);
    outcome["result"]["value"].clone()
}
