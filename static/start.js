// What must happen before the page is drawn, and what loads the page's program after it.
//
// Its own element tells it what the program is made of. `html[data-script]` tells the style sheet how far that
// has come: `loading`, `running`, `failed` when it did not arrive, `broken` when it ended by an error of ours.
// Without this script there is no such attribute, and the page can be read all the same.
{
  const root = document.documentElement;
  const { base, page, module, moduleIntegrity, socket, socketIntegrity, wasm, wasmIntegrity, texts, textsIntegrity,
    worker } = document.currentScript.dataset;

  // Where the browser keeps nothing, every question has the answer `null`.
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const theme = remembered("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const languages = ["pt", "en", "es", "fr"];
  const choice = remembered("language");
  if (!page) {
    // The page for addresses that lead nowhere speaks the language of the address, or of the reader.
    const wanted = [location.pathname.slice(base.length).split("/")[0], choice, ...navigator.languages];
    const known = wanted.map((tag) => languages.find((own) => tag?.split("-")[0] === own));
    root.dataset.language = known.find(Boolean) ?? "pt";
  } else if (page === "pt" && choice !== "pt" && languages.includes(choice)) {
    location.replace(base + choice + "/" + location.search + location.hash);
  } else {
    root.dataset.script = "loading";
    document.addEventListener("DOMContentLoaded", load);
  }

  async function load() {
    try {
      const fetched = (path, integrity) => fetch(path, { integrity, priority: "low" });
      const program = fetched(wasm, wasmIntegrity);
      const said = fetched(texts, textsIntegrity).then((answer) => answer.text());
      // Whichever is waited for later has its failure seen here, by the other's.
      program.catch(() => {});
      said.catch(() => {});
      // A module that is imported has the integrity of the link that fetched it before.
      for (const [href, integrity] of [[module, moduleIntegrity], [socket, socketIntegrity]]) {
        document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity }));
      }
      const glue = await import(module);
      await glue.default({ module_or_path: program });
      const text = await said;
      performance.mark("instantiated");
      if (!glue.hydrate(text)) throw new Error("The page and its program are of two versions.");
      if (root.dataset.script === "loading") root.dataset.script = "running";
    } catch (error) {
      root.dataset.script = "failed";
      console.warn(error);
    }
    if (worker && navigator.serviceWorker) remember().catch(console.warn);
  }

  // A program that has trapped hears nothing any more. What the reader had in it is there after a reload.
  const broken = ({ error, reason }) => {
    if (!((error ?? reason) instanceof globalThis.WebAssembly?.RuntimeError)) return;
    root.dataset.script = "broken";
    for (const control of document.querySelectorAll("#app :is(button, select)")) control.disabled = true;
    try {
      sessionStorage.setItem("draft", document.getElementById("data").value);
      sessionStorage.setItem("log", document.getElementById("log").innerText);
    } catch { /* Nothing is kept, and both are still to be seen. */ }
  };
  addEventListener("error", broken);
  addEventListener("unhandledrejection", broken);

  // The service worker keeps the page for when there is no network. A new version waits until the reader agrees,
  // or until no page of the old one is left: a conversation that is open goes on.
  async function remember() {
    const policy = globalThis.trustedTypes?.createPolicy("worker", {
      createScriptURL(url) { if (url === worker) return url; throw new TypeError(`${url} is not the page's worker.`); },
    });
    const registration = await navigator.serviceWorker.register(policy?.createScriptURL(worker) ?? worker, { scope: base });
    const offer = () => { if (registration.waiting && navigator.serviceWorker.controller) root.dataset.update = ""; };
    offer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    document.addEventListener("click", ({ target }) => {
      const answer = target.closest?.("[data-update]:not(html)")?.dataset.update;
      if (answer) delete root.dataset.update;
      if (answer === "now") {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
        registration.waiting?.postMessage("take over");
      }
    });
  }
}
