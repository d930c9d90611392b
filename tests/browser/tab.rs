//! One page in a browser, opened cold: seen at a width, in a colour scheme, with or without script.

use crate::chromium::{Browser, Event};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const LOAD: Duration = Duration::from_secs(60);
/// How long a page may take to become what a test waits for. Only a failing test waits so long.
const BECOME: Duration = Duration::from_secs(20);

/// How a page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) dark: bool,
    pub(crate) script: bool,
    pub(crate) print: bool,
}

impl Look {
    pub(crate) const DESKTOP: Look = Look { width: 1280, dark: false, script: true, print: false };
    pub(crate) const PHONE: Look = Look { width: 320, ..Look::DESKTOP };
}

/// A file that a page handed over.
pub(crate) struct Download {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// A page that is loaded; it goes away with the value.
pub(crate) struct Tab<'b> {
    browser: &'b mut Browser,
    context: String,
    session: String,
    origin: String,
    heard: Vec<Event>,
}

impl<'b> Tab<'b> {
    /// Opens an address in a context without cache or cookies, and waits until everything it asks for has come.
    pub(crate) fn open(browser: &'b mut Browser, url: &str, look: Look) -> Tab<'b> {
        let context = text(&browser.call("", "Target.createBrowserContext", json!({})), "browserContextId");
        let wanted = json!({"url": "about:blank", "browserContextId": context});
        let target = text(&browser.call("", "Target.createTarget", wanted), "targetId");
        let attached = browser.call("", "Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        let origin: String = url.split('/').take(3).collect::<Vec<_>>().join("/");
        let mut tab = Tab { browser, context, session: text(&attached, "sessionId"), origin, heard: Vec::new() };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        tab.call("Page.setLifecycleEventsEnabled", json!({"enabled": true}));
        tab.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true}));
        tab.look(look);
        let answer = tab.call("Page.navigate", json!({"url": url}));
        assert!(answer["errorText"].is_null(), "{url}: {}", answer["errorText"]);
        tab.wait(url, &answer["loaderId"]);
        tab
    }

    /// Looks at the page in another way, without loading it anew (so `script` tells only what loads later).
    pub(crate) fn look(&mut self, look: Look) {
        let size = json!({"width": look.width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
        self.call("Emulation.setScriptExecutionDisabled", json!({"value": !look.script}));
        let scheme = if look.dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        let media = if look.print { "print" } else { "screen" };
        self.call("Emulation.setEmulatedMedia", json!({"media": media, "features": features}));
    }

    /// The value of an expression; promises are waited for.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let wanted = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", wanted);
        assert!(answer["exceptionDetails"].is_null(), "in the page: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true of the page, which may be loading another meanwhile.
    pub(crate) fn until(&mut self, condition: &str) {
        let deadline = Instant::now() + BECOME;
        let wanted =
            json!({"expression": format!("Boolean({condition})"), "awaitPromise": true, "returnByValue": true});
        loop {
            let answer = self.browser.ask(&self.session, "Runtime.evaluate", wanted.clone());
            if answer.as_ref().is_ok_and(|answer| answer["result"]["value"] == true) {
                return;
            }
            let main = "location.href + ' ' + document.querySelector('main')?.innerText.slice(0, 1500)";
            assert!(Instant::now() < deadline, "never true: {condition}\n{}\n{answer:?}", self.eval(main));
            self.listen();
        }
    }

    /// Presses a key by its name, such as `Tab`, `Shift+Tab`, `ArrowDown` or `Space`.
    pub(crate) fn press(&mut self, key: &str) {
        let (modifiers, key) = match key.split_once('+') {
            Some(("Shift", key)) => (8, key),
            Some(("Control", key)) => (2, key),
            _ => (0, key),
        };
        let (key, code, number, typed) = match key {
            "Enter" => ("Enter", "Enter", 13, "\r"),
            "Space" => (" ", "Space", 32, " "),
            named => (named, named, number_of(named), ""),
        };
        self.key(json!({"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}), typed);
    }

    /// Whether a condition on `element` holds for what has the focus.
    pub(crate) fn has_focus(&mut self, condition: &str) -> bool {
        self.eval(&format!("Boolean((element => {condition})(document.activeElement))")) == true
    }

    /// Presses Tab until the focus is where it should be.
    pub(crate) fn tab_to(&mut self, condition: &str) {
        for _ in 0..150 {
            if self.has_focus(condition) {
                return;
            }
            self.press("Tab");
        }
        panic!("the Tab key does not reach {condition}");
    }

    /// Types a text letter by letter where the focus is.
    pub(crate) fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(json!({"key": letter.to_string()}), &letter.to_string());
        }
    }

    fn key(&mut self, key: Value, typed: &str) {
        let event = |kind: &str| {
            let mut event = key.clone();
            event["type"] = kind.into();
            event
        };
        let mut down = event(if typed.is_empty() { "rawKeyDown" } else { "keyDown" });
        down["text"] = typed.into();
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Goes to another address in the same tab, and waits until everything it asks for has come.
    pub(crate) fn go(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({"url": url}));
        assert!(answer["errorText"].is_null(), "{url}: {}", answer["errorText"]);
        if !answer["loaderId"].is_null() {
            self.wait(url, &answer["loaderId"]);
        }
    }

    /// Loads the page anew; what the page is then has to be waited for.
    pub(crate) fn reload(&mut self) {
        self.eval("window.candourBefore = true");
        self.call("Page.reload", json!({}));
        self.until("!window.candourBefore && document.readyState === 'complete'");
    }

    /// Clicks an element that hands over a file, and waits for it.
    pub(crate) fn download(&mut self, selector: &str) -> Download {
        let folder = tempfile::tempdir().unwrap();
        let wanted = json!({"behavior": "allow", "browserContextId": self.context, "downloadPath": folder.path()});
        self.browser.call("", "Browser.setDownloadBehavior", wanted);
        self.eval(&format!("document.querySelector({}).click()", Value::from(selector)));
        let deadline = Instant::now() + BECOME;
        loop {
            let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
            // The browser writes under another name until the file is whole.
            let whole = files.into_iter().find(|file| file.extension().is_some_and(|ending| ending != "crdownload"));
            if let Some(file) = whole {
                let name = file.file_name().unwrap().to_str().unwrap().to_owned();
                return Download { name, bytes: std::fs::read(&file).unwrap() };
            }
            assert!(Instant::now() < deadline, "{selector} hands over no file");
            self.listen();
        }
    }

    /// The addresses that the page asked for so far, in order.
    pub(crate) fn requests(&mut self) -> Vec<String> {
        self.listen();
        let sent = self.heard.iter().filter(|event| event.method == "Network.requestWillBeSent");
        sent.filter_map(|event| event.params["request"]["url"].as_str().map(str::to_owned)).collect()
    }

    /// A picture of a part of the page as PNG in base64; `area` is `{x, y, width, height}` from the page's corner.
    pub(crate) fn picture(&mut self, area: &Value) -> String {
        self.capture(area, false)
    }

    /// Such a picture of more than the window shows.
    pub(crate) fn long_picture(&mut self, area: &Value) -> String {
        self.capture(area, true)
    }

    fn capture(&mut self, area: &Value, beyond_window: bool) -> String {
        let mut clip = area.clone();
        clip["scale"] = 1.into();
        let wanted = json!({"format": "png", "clip": clip, "captureBeyondViewport": beyond_window});
        text(&self.call("Page.captureScreenshot", wanted), "data")
    }

    /// What went wrong while the page loaded: console errors (broken security policy among them), exceptions, requests
    /// that failed, and every request to another host.
    pub(crate) fn trouble(&mut self) -> BTreeSet<String> {
        self.listen();
        self.heard.iter().filter_map(|event| trouble(event, &self.origin)).collect()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.browser.call(&self.session, method, params)
    }

    fn listen(&mut self) {
        self.heard.extend(self.browser.events(&self.session));
    }

    /// Until the page is loaded and no request is under way.
    fn wait(&mut self, url: &str, loader: &Value) {
        let deadline = Instant::now() + LOAD;
        while Instant::now() < deadline {
            self.listen();
            let loaded = |event: &Event| event.params["name"] == "load" && event.params["loaderId"] == *loader;
            if self.heard.iter().any(loaded) && self.under_way().is_empty() {
                return;
            }
        }
        panic!("{url} did not load within {} s; under way: {:?}", LOAD.as_secs(), self.under_way());
    }

    fn under_way(&self) -> BTreeSet<&str> {
        let mut open = BTreeSet::new();
        for event in &self.heard {
            let id = event.params["requestId"].as_str().unwrap_or_default();
            match event.method.as_str() {
                // Its answer never ends.
                "Network.requestWillBeSent" if event.params["type"] == "EventSource" => {}
                "Network.requestWillBeSent" => drop(open.insert(id)),
                "Network.loadingFinished" | "Network.loadingFailed" => drop(open.remove(id)),
                _ => {}
            }
        }
        open
    }
}

impl Drop for Tab<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.browser.call("", "Target.disposeBrowserContext", json!({"browserContextId": self.context}));
        }
    }
}

/// The number that keyboards have for a key.
fn number_of(key: &str) -> u32 {
    match key {
        "Backspace" => 8,
        "Tab" => 9,
        "Escape" => 27,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        _ => panic!("a key without a number: {key}"),
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}")).to_owned()
}

fn trouble(event: &Event, origin: &str) -> Option<String> {
    let params = &event.params;
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match event.method.as_str() {
        "Runtime.exceptionThrown" => {
            Some(format!("exception: {}", words(&params["exceptionDetails"]["exception"]["description"])))
        }
        "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "assert" => {
            Some(format!("console: {}", params["args"]))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            Some(format!("console: {} {}", words(&params["entry"]["text"]), words(&params["entry"]["url"])))
        }
        "Network.requestWillBeSent" => {
            let url = words(&params["request"]["url"]);
            let own = url.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'));
            let local = own || ["data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme));
            (!local).then(|| format!("request to another host: {url}"))
        }
        "Network.responseReceived" if params["response"]["status"].as_f64().is_some_and(|status| status >= 400.0) => {
            Some(format!("{} for {}", params["response"]["status"], words(&params["response"]["url"])))
        }
        // A page that is left closes it.
        "Network.loadingFailed" if params["type"] == "EventSource" => None,
        "Network.loadingFailed" => Some(format!("request failed: {}", words(&params["errorText"]))),
        _ => None,
    }
}
