//! One page in a browser, opened cold: seen at a width, in a colour scheme, with or without script.

use crate::chromium::{Browser, Event};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const LOAD: Duration = Duration::from_secs(60);

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

    /// Presses a key: `Tab` or `Enter`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, typed) = if key == "Tab" { (9, "") } else { (13, "\r") };
        let event = |kind| json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": typed});
        self.call("Input.dispatchKeyEvent", event(if typed.is_empty() { "rawKeyDown" } else { "keyDown" }));
        self.call("Input.dispatchKeyEvent", event("keyUp"));
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
        "Network.loadingFailed" => Some(format!("request failed: {}", words(&params["errorText"]))),
        _ => None,
    }
}
