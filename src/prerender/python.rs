//! Python for readers: Brython as npm brings it, of its library what the examples need, and the documents in which
//! it runs. Nothing of it is fetched before a reader runs Python.

use super::{
    assets::{Asset, Assets, integrity},
    site::Site,
    smaller::{Kind, smaller},
};
use anyhow::{Context, ensure};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a program can import beside what is in Brython itself. With what they import in turn this is all that fits
/// into 230 kB (brotli) together with Brython and the frame, which a test holds.
const MODULES: [&str; 4] = ["browser.websocket", "browser.timer", "json", "time"];

/// What is left out of a module, and would bring four times as much as all the rest: `re`, for a class that
/// `json.dumps` and `json.loads` do without.
const LEFT_OUT: (&str, &str) = ("json", "from.encoder import JSONEncoder\n");

/// Where the file that a reader takes along finds Brython.
const ELSEWHERE: &str = "https://cdn.jsdelivr.net/npm/brython";

/// The file that tells the page's program where all of it is; `None` where npm has not brought Brython.
pub(super) fn packed(site: &Site, assets: &Assets, module: &Asset) -> anyhow::Result<Option<Asset>> {
    let folder = Site::sources().join("node_modules/brython");
    if !folder.is_dir() {
        eprintln!(
            "Brython is not in node_modules, so the page runs no Python; `cargo xtask build` brings it"
        );
        return Ok(None);
    }
    let package: Value = serde_json::from_str(&super::read(&folder.join("package.json"))?)?;
    let version = package["version"].as_str().context("brython's package.json tells no version")?;
    is_verified(version)?;
    let brython = super::read(&folder.join("brython.min.js"))?;
    let stdlib = super::read(&folder.join("brython_stdlib.js"))?;
    let library = library(&stdlib, |script| smaller(site, Kind::Script, script))?;
    let documents = Documents::made(site)?;
    let licence = source("brython-licence.txt")?;
    let frame = assets.keep_frame(site, "python.html", &documents.frame(&brython))?;
    let standalone = documents.standalone(version, &brython, &library, &licence)?;
    let kept = |name: &str, text: &str| -> anyhow::Result<Value> {
        let Asset { path, integrity } = assets.keep(name, text)?;
        Ok(json!([path, integrity]))
    };
    let told = json!({
        "version": version, "modules": importable(&library)?, "frame": frame.path,
        "module": [module.path, module.integrity],
        "brython": kept("brython.js", &brython)?, "size": brython.len(),
        "library": kept("library.json", &library)?,
        "standalone": kept("standalone.txt", &standalone)?,
        "licence": assets.keep("brython-licence.txt", &licence)?.path,
    });
    assets.keep("python.json", &told.to_string()).map(Some)
}

/// What readers run is what the reference was verified in last.
fn is_verified(version: &str) -> anyhow::Result<()> {
    let results = content::compile::results(&Site::sources().join("verify/results.toml"))?;
    let newest = results.column.last().map(|column| column.brython.as_str()).unwrap_or_default();
    ensure!(
        version == newest,
        "package.json has Brython {version}, and the newest one in verify/results.toml is {newest}: README.md, \
        \"A new release of Brython\""
    );
    Ok(())
}

fn source(name: &str) -> anyhow::Result<String> {
    super::read(&Site::sources().join("static").join(name))
}

/// The documents in which Python runs, and the parts that they share.
struct Documents {
    frame: String,
    standalone: String,
    style: String,
    script: String,
}

impl Documents {
    fn made(site: &Site) -> anyhow::Result<Self> {
        let socket = source("embedded-socket.js")?;
        ensure!(
            socket.matches("export class").count() == 1,
            "static/embedded-socket.js should export one class"
        );
        let socket = socket.replace("export class", "class");
        let script = format!(
            "\"use strict\";\n{{\nconst EmbeddedWebSocket = (() => {{\n{socket}\nreturn EmbeddedWebSocket;\n}})();\n{}}}\n",
            source("python-frame.js")?
        );
        let script = smaller(site, Kind::Script, script)?;
        ensure!(!script.contains("</"), "static/python-frame.js: its element would end before it");
        Ok(Self {
            frame: source("python-frame.html")?,
            standalone: source("standalone.html")?,
            style: smaller(site, Kind::Style, source("python-frame.css")?)?,
            script,
        })
    }

    /// The document of the page's frame, which runs its own script and this very Brython and nothing else.
    fn frame(&self, brython: &str) -> String {
        let [script, brython, style] =
            [&self.script, brython, &self.style].map(|text| integrity(text.as_bytes()));
        let policy = hosting::content_security_policy_of_a_frame(&[&script, &brython], &[&style]);
        filled(&self.frame, &[("policy", &policy), ("style", &self.style), ("script", &self.script)])
    }

    /// The document that a reader takes along, but for the program and the texts, which the page's program fills in
    /// (`brython_websocket::standalone`).
    fn standalone(
        &self,
        version: &str,
        brython: &str,
        library: &str,
        licence: &str,
    ) -> anyhow::Result<String> {
        ensure!(!licence.contains("--"), "static/brython-licence.txt: its comment would end before it");
        let parts = [
            ("style", self.style.as_str()),
            ("script", &self.script),
            ("brython", &format!("{ELSEWHERE}@{version}/brython.min.js")),
            ("integrity", &integrity(brython.as_bytes())),
            ("library", &library.replace('<', "\\u003c")),
            ("licence", licence),
        ];
        Ok(filled(&self.standalone, &parts))
    }
}

fn filled(document: &str, parts: &[(&str, &str)]) -> String {
    brython_websocket::standalone::filled(document, |name| {
        parts.iter().find(|(part, _)| *part == name).map(|(_, text)| (*text).into())
    })
}

/// A module of Brython's library as its file has it: its ending, its source, what it may import, and whether it is a
/// package.
type Library = Map<String, Value>;

/// What [`MODULES`] need, as JSON, of the text of `brython_stdlib.js`. Its modules in JavaScript still are as they were
/// written; `smaller` makes them small.
fn library(stdlib: &str, smaller: impl Fn(String) -> anyhow::Result<String>) -> anyhow::Result<String> {
    let json = stdlib.find('{').zip(stdlib.rfind('}')).and_then(|(start, end)| stdlib.get(start..=end));
    let all: Library = serde_json::from_str(json.context("brython_stdlib.js holds no modules")?)?;
    let mut picked = BTreeMap::new();
    for module in MODULES {
        ensure!(all.contains_key(module), "brython_stdlib.js has no module {module}");
        pick(&all, module, &mut picked)?;
    }
    for entry in picked.values_mut().filter(|entry| entry[0] == ".js") {
        entry[1] = smaller(entry[1].as_str().unwrap_or_default().to_owned())?.into();
    }
    Ok(serde_json::to_string(&picked)?)
}

/// What the page's own module is imported as.
const OWN: &str = "websocket";

/// The modules that a program can name, of a library as it is packed and of ours; what begins with a line is for other
/// modules.
fn importable(library: &str) -> anyhow::Result<String> {
    let packed: Library = serde_json::from_str(library)?;
    let is_public = |name: &&str| !name.starts_with('_') && !name.contains("._");
    let mut names: Vec<_> = packed.keys().map(String::as_str).chain([OWN]).filter(is_public).collect();
    names.sort_unstable();
    Ok(names.join(","))
}

/// Adds a module, the packages that it is in, and what it imports as soon as it is imported: what a function of it
/// imports when it is called, most programs never want.
fn pick(all: &Library, name: &str, picked: &mut BTreeMap<String, Value>) -> anyhow::Result<()> {
    let Some(entry) = all.get(name).filter(|_| !picked.contains_key(name)) else { return Ok(()) };
    let mut entry = entry.clone();
    if name == LEFT_OUT.0 {
        let source = entry[1].as_str().unwrap_or_default();
        ensure!(source.matches(LEFT_OUT.1).count() == 1, "Brython's {name} has another `{}`", LEFT_OUT.1);
        // The line stays, so that those after it keep their numbers.
        entry[1] = source.replace(LEFT_OUT.1, "\n").into();
    }
    let wanted = imports(name, &entry);
    picked.insert(name.to_owned(), entry);
    let packages = name.rsplit_once('.').map(|(package, _)| package.to_owned());
    packages.into_iter().chain(wanted).try_for_each(|name| pick(all, &name, picked))
}

/// The modules that the first level of a module's statements may import, by their whole names.
fn imports(name: &str, entry: &Value) -> Vec<String> {
    let is_package = entry[3] == 1;
    let package = if is_package { Some(name) } else { name.rsplit_once('.').map(|(package, _)| package) };
    let source = entry[1].as_str().filter(|_| entry[0] == ".py").unwrap_or_default();
    let named = |text: &str| text.trim().split([' ', '#']).next().unwrap_or_default().to_owned();
    let statement = |line: &str| -> Vec<String> {
        if let Some(modules) = line.strip_prefix("import ") {
            return modules.split(',').map(named).collect();
        }
        let Some((from, names)) = line.strip_prefix("from").and_then(|rest| rest.split_once("import")) else {
            return Vec::new();
        };
        let from = from.trim();
        let within = from.trim_start_matches('.');
        let above = (from.len() - within.len()).checked_sub(1);
        let base = above.map(|above| {
            (0..above).fold(package.unwrap_or_default(), |package, _| {
                package.rsplit_once('.').map_or("", |(package, _)| package)
            })
        });
        let module = [base.unwrap_or_default(), within].join(".").trim_matches('.').to_owned();
        names.split(',').map(|name| format!("{module}.{}", named(name))).chain([module.clone()]).collect()
    };
    source.lines().flat_map(statement).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{LEFT_OUT, Library, MODULES, importable, imports, is_verified, library, pick};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn names(library: &Value, wanted: &str) -> Vec<String> {
        let all: Library = library.as_object().unwrap().clone();
        let mut picked = BTreeMap::new();
        pick(&all, wanted, &mut picked).unwrap();
        picked.into_keys().collect()
    }

    #[test]
    fn a_module_brings_its_packages_and_what_it_imports_at_once() {
        let library = json!({
            "a": [".py", "", [], 1],
            "a.b": [".py", "import c, d as e # f\nfrom .g import h\nif h:\n import late\n", []],
            "a.g": [".py", "from..i import j\n", []],
            "c": [".js", "import d", []],
            "d": [".py", "from a import k", []],
            "a.k": [".py", "import a.b", []],
            "f": [".py", "", []],
            "late": [".py", "", []],
            "i": [".py", "", []],
        });
        assert_eq!(names(&library, "a.b"), ["a", "a.b", "a.g", "a.k", "c", "d", "i"]);
        assert_eq!(names(&library, "late"), ["late"]);
        assert_eq!(names(&library, "none"), [""; 0]);
    }

    #[test]
    fn readers_get_the_brython_that_was_verified() {
        let package = include_str!("../../package.json");
        let package: Value = serde_json::from_str(package).unwrap();
        is_verified(package["dependencies"]["brython"].as_str().unwrap()).unwrap();
        let error = is_verified("3.9.0").unwrap_err().to_string();
        assert!(error.contains("3.9.0") && error.contains("README"), "{error}");
    }

    #[test]
    fn a_module_in_javascript_is_made_small() {
        let scripts = MODULES.map(|name| (name.to_owned(), json!([".js", "a + b", []])));
        let mut all: Value = scripts.into_iter().collect();
        all[LEFT_OUT.0] = json!([".py", LEFT_OUT.1, []]);
        all["browser"] = json!([".py", "", [], 1]);
        let packed = library(&format!("var scripts = {all}"), |script| Ok(script.replace(' ', ""))).unwrap();
        let packed: Library = serde_json::from_str(&packed).unwrap();
        assert_eq!((&packed["time"][1], &packed["json"][1]), (&json!("a+b"), &json!("\n")));
    }

    #[test]
    fn what_a_program_can_import() {
        let packed =
            r#"{"time": 0, "_json": 0, "browser.timer": 0, "browser._old": 0, "browser": 0, "json": 0}"#;
        assert_eq!(importable(packed).unwrap(), "browser,browser.timer,json,time,websocket");
    }

    #[test]
    fn what_a_statement_names() {
        let of = |text: &str| imports("p.m", &json!([".py", text, []]));
        assert_eq!(of("import a.b"), ["a.b"]);
        assert_eq!(of("from x import (a,b)"), ["x.(a", "x.b)", "x"]);
        assert_eq!(of("from.y import z"), ["p.y.z", "p.y"]);
        assert_eq!(of(" import a\nfromage = 1\nimportant = 2"), [""; 0]);
    }

    /// A version of Brython whose modules are others must be looked at.
    #[test]
    fn a_library_without_a_module_is_refused() {
        let error =
            library("var scripts = {\"browser\": [\".py\", \"\", [], 1]}", Ok).unwrap_err().to_string();
        assert!(error.contains(MODULES[0]), "{error}");
        let json = json!({ LEFT_OUT.0: [".py", "", [], 1] });
        assert!(pick(json.as_object().unwrap(), LEFT_OUT.0, &mut BTreeMap::new()).is_err());
    }
}
