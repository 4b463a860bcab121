// What must happen before the page is drawn, what loads the page's program after it, and what hears the clicks in
// the prose around it: theme, language, contents, copies, the example's tabs. So these work without the program too.
//
// The build puts `const SITE` before these lines: what the program is made of. `html[data-script]` tells the style
// sheet how far that has come: `loading`, `running`, `failed` when it did not arrive, `broken` when it ended by an
// error of ours. Without this script there is no such attribute, and the page can be read all the same.
{
  const root = document.documentElement;
  const { page } = document.currentScript.dataset;
  const languages = Object.keys(SITE.languages);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const topOf = (element) => element.getBoundingClientRect().top;
  let program, left;

  // What is kept for every visit, and what for this tab alone; each site of a host has its own. Where the browser
  // keeps nothing, every question has the answer `null`, and a choice holds for this visit.
  const trying = (use) => { try { return use(); } catch { return null; } };
  const remembered = (key) => trying(() => localStorage.getItem(SITE.base + key));
  const remember = (key, value) => trying(() => localStorage.setItem(SITE.base + key, value));
  const note = (key, value) => trying(() => sessionStorage.setItem(SITE.base + key, value));
  const noted = (key) => trying(() => {
    const value = sessionStorage.getItem(SITE.base + key);
    sessionStorage.removeItem(SITE.base + key);
    return value;
  });

  const paint = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  paint(remembered("theme"));

  // A language is remembered once its page is there, so that a reader without network is not sent to one that is not.
  if (page && noted("language") === page) remember("language", page);

  const choice = remembered("language");
  if (!page) {
    // The page for addresses that lead nowhere speaks the language of the address, or of the reader.
    const wanted = [location.pathname.slice(SITE.base.length).split("/")[0], choice];
    const language = wanted.find((language) => languages.includes(language)) ?? "pt";
    root.dataset.language = language;
    document.addEventListener("DOMContentLoaded", () => {
      const part = one(`.missing > :lang(${language})`);
      part.dataset.chosen = "";
      root.lang = part.lang;
      document.title = part.querySelector("h1").textContent;
    });
  } else if (page === "pt" && choice !== "pt" && languages.includes(choice)) {
    location.replace(SITE.base + choice + "/" + location.search + location.hash);
  } else {
    root.dataset.script = "loading";
    addEventListener("error", broken);
    addEventListener("unhandledrejection", broken);
    document.addEventListener("click", click);
    document.addEventListener("auxclick", click);
    document.addEventListener("keydown", key);
    // A file that is let go where none is taken would be opened in the place of the page.
    document.addEventListener("dragover", (event) => {
      const { dataTransfer, defaultPrevented, target } = event;
      if (defaultPrevented || target.type === "file" || !dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      dataTransfer.dropEffect = "none";
    });
    document.addEventListener("change", ({ target }) => {
      if (target.id !== "theme") return;
      paint(target.value);
      remember("theme", target.value);
    });
    addEventListener("popstate", () => {
      const link = all("a[data-language]:not([aria-current])").find(({ pathname }) => pathname === location.pathname);
      if (link) speak(link, false);
    });
    document.addEventListener("DOMContentLoaded", load);
  }

  async function load() {
    try {
      wake();
      addEventListener("resize", reach);
      let frame;
      addEventListener("scroll", () => {
        frame ??= requestAnimationFrame(() => { frame = undefined; mark(); });
      }, { passive: true });
      // Once the page is on the screen: what is read does not wait for what is clicked. In a tab that nobody looks at
      // nothing is painted.
      await new Promise((done) => {
        setTimeout(done, 1000);
        trying(() => new PerformanceObserver(done).observe({ type: "paint", buffered: true }));
      });
      const compiled = fetched(SITE.wasm).then((answer) => answer.arrayBuffer()).then(WebAssembly.compile);
      const texts = fetched(SITE.languages[page].texts).then((answer) => answer.text());
      [SITE.module, SITE.socket].forEach(preload);
      const parts = Promise.all([import(SITE.module[0]), compiled, texts, styled(SITE.live)]);
      // A line that has fallen silent. What is on its way after that, a reload finds in the browser's cache.
      const silent = new Promise((_, failed) => setTimeout(failed, 30_000, new Error("The program does not come.")));
      const [glue, module, text] = await Promise.race([parts, silent]);
      // The browser may still be busy with the page itself.
      await new Promise((done) => (globalThis.requestIdleCallback ? requestIdleCallback(done, { timeout: 500 }) : setTimeout(done)));
      performance.mark("instantiation");
      glue.initSync({ module });
      program = glue.hydrate(text, instruments, noted("draft") ?? undefined, noted("log") ?? undefined, remembered("python") || undefined);
      if (!program) throw new Error("The page and its program are of two versions.");
      ({ left } = glue);
      if (root.dataset.script === "loading") root.dataset.script = "running";
    } catch (error) {
      root.dataset.script = "failed";
      console.warn(error);
    }
    // The program takes the code as it is in the page, so it can be another one's only now.
    ready = true;
    const kept = noted("tab");
    open(shown);
    if (all(".tabs > *").some(({ id }) => id === kept)) open(kept);
    // What is for the next visit comes after this one.
    if (SITE.worker && navigator.serviceWorker) setTimeout(() => keep().catch(console.warn), 200);
  }

  const fetched = ([path, integrity]) => fetch(path, { integrity, priority: "low" });

  // A module that is imported has the integrity of the link that fetched it before.
  const preload = ([href, integrity]) =>
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity }));

  // What the instruments of the laboratory say and look like, when the program first wants them; the program fetches
  // the instruments themselves. Or where Python is, as JSON; nothing where the site was built without; and
  // a file of it, which is told as its path and its integrity. Or the module of the editor.
  async function instruments(what, source) {
    if (what === "keep") return remember("python", source);
    if (what === "editor") return SITE.editor && (preload(SITE.editor), import(SITE.editor[0]));
    if (what) return SITE.python && (await fetched(what.at ? what : SITE.python)).text();
    const texts = fetched(SITE.languages[root.lang.split("-")[0]].instruments).then((answer) => answer.text());
    const [text] = await Promise.all([texts, styled(SITE.style)]);
    return text;
  }

  // A style sheet that comes later; one that does not arrive may be asked for again.
  const styled = ([href, integrity]) => new Promise((done, failed) => {
    if (one(`link[href="${href}"]`)) return done();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, integrity, onload: done });
    link.onerror = () => { link.remove(); failed(new Error(href)); };
    document.head.append(link);
  });

  // A program that has trapped, or found no more room on the stack, hears nothing any more. What the reader had in it
  // is there after a reload.
  function broken({ error, reason }) {
    const isTrap = (error ?? reason) instanceof globalThis.WebAssembly?.RuntimeError;
    const isOverflow = /^(Range|Internal)Error/.test(error?.name) && /wasm-function/.test(error.stack);
    if (!isTrap && !isOverflow) return;
    // Before the page was alive, it is one that the program does not know: an extension has changed it.
    if (!("hydrated" in root.dataset)) return void (root.dataset.script = "failed");
    root.dataset.script = "broken";
    program = undefined;
    for (const control of all(":is(.panel, .python) :is(button, select, input:not(#data))")) control.disabled = true;
    for (const part of all(".drawers, .editor")) part.inert = true;
    addEventListener("pagehide", leave);
    one(".broken a").focus();
  }

  // What is in the panel is there after a reload: the whole log, which the program tells even after most traps, for its
  // memory stands; else as much of it as is in the page. Of a very long one the end, or the browser would keep nothing.
  function leave() {
    const log = trying(left) ?? all("#log li").map(({ innerText }) => innerText).join("\n");
    note("log", log.length > 1e6 ? "…" + log.slice(-1e6) : log);
    note("draft", one("#data").value);
  }

  // The prose is alive: now, and again when another language has taken its place.
  let mark;
  function wake() {
    const theme = one("#theme");
    theme.value = root.dataset.theme ?? "system";
    theme.disabled = false;
    name();
    reach();
    if (ready) open(wanted ?? shown);
    const links = all(".contents a");
    const headings = links.map(({ hash }) => document.getElementById(hash.slice(1)));
    // A section is the current one once its heading has passed the upper third of the window, or as much more of it as
    // nothing is left to scroll for: the last ones would never come so high.
    mark = () => {
      const line = Math.max(innerHeight / 3, innerHeight + scrollY + innerHeight - root.scrollHeight);
      const current = headings.map((heading) => topOf(heading) <= line).lastIndexOf(true);
      links.forEach((link, at) => {
        if (at === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    mark();
  }

  // What tells two alike apart, for who hears them: a button by its code, a table by its section.
  function name() {
    for (const button of all(".copy")) {
      const code = button.nextElementSibling;
      button.setAttribute("aria-label", `${button.textContent}: ${code.textContent.trim().split("\n")[0]}`);
    }
    for (const table of all(".cards")) {
      table.setAttribute("aria-labelledby", table.closest("section").querySelector("h2").id);
    }
  }

  // Code that is wider than its block is scrolled by keys too.
  function reach() {
    for (const code of all(".code:not([role])")) {
      if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
      else code.removeAttribute("tabindex");
    }
  }

  function click(event) {
    const found = (selector) => event.target.closest?.(selector);
    const button = found("[data-copy]");
    if (button && !event.button) return copy(button.parentElement.querySelector("pre"));
    const tab = found("[role=tab]");
    if (tab) return open(tab.id);
    const proofs = found("[data-proofs]");
    if (proofs && !event.button) return prove(proofs);
    const link = found("a[data-language]");
    if (!link) return;
    wishes += 1;
    // With a key or another button the reader wants a tab of its own; without the program, the other page itself.
    if (!program || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return follow(link);
    event.preventDefault();
    if (!link.hasAttribute("aria-current")) speak(link, true);
  }

  // The browser goes to the page of another language, at the same place. The first language has no address that
  // tells it from the reader's choice.
  function follow(link) {
    const { language } = link.dataset;
    if (language === "pt") remember("language", language);
    else note("language", language);
    link.search = location.search;
    link.hash = location.hash;
  }

  async function copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      say("copied");
    } catch {
      // There is no clipboard, or the browser does not let us: a key of the reader's is enough now.
      getSelection().selectAllChildren(code);
      say("not-copied");
    }
  }

  let silence;
  function say(name, text) {
    const toast = one(".toast");
    toast.textContent = one(`[data-says="${name}"]`).textContent.replace("{text}", text);
    clearTimeout(silence);
    silence = setTimeout(() => toast.replaceChildren(), name === "copied" ? 4000 : 12000);
  }

  // Another language in the place of this one: connection, log, message and the reader's place stay. The last wish
  // counts, whichever answer comes first. Without an answer the history's page is not the one that is shown.
  let wishes = 0;
  async function speak(link, asked) {
    const { language } = link.dataset;
    const own = ++wishes;
    const other = program && await parsed(SITE.languages[language].document);
    if (own !== wishes) return;
    const [text, instruments] = ["texts", "laboratory"].map((id) => other?.getElementById(id)?.textContent);
    if (!text || !program?.(text, instruments)) {
      return asked ? say("not-arrived", link.querySelector(".long").textContent) : location.reload();
    }
    remember("language", language);
    if (asked) history.pushState(null, "", link.pathname + location.search + location.hash);
    const focused = link.contains(document.activeElement);
    put(other);
    if (focused) one(`a[data-language="${language}"]`).focus();
  }

  // The slots of a document in the place of ours; the reader stays where they are.
  function put(other) {
    // What was verified may be gone afterwards.
    const place = all("main [id]:not(.proof, .proofs tr)").sort((a, b) => Math.abs(topOf(a)) - Math.abs(topOf(b)))[0];
    const top = topOf(place);
    const { open } = one(".contents details");
    for (const slot of all("[data-slot]", other)) {
      one(`[data-slot="${slot.dataset.slot}"]`).replaceChildren(...slot.childNodes);
    }
    one(".contents details").open = open;
    root.lang = other.documentElement.lang;
    document.title = other.title;
    wake();
    // Once the program has drawn what it says.
    setTimeout(() => {
      name();
      scrollBy(0, topOf(document.getElementById(place.id)) - top);
    });
  }

  // The example has three programs: one is in the page, the others come when the first of them is opened. A tab is
  // chosen once its program is there; which one it is, this tab of the browser keeps in mind. The handlers stay, since
  // the page's program lights them: what changes is the code in them and around them.
  let ready, programs, about, shown = "tab-today", wanted;
  async function open(id) {
    note("tab", wanted = id);
    const handlers = all(".handler"), [{ parentElement: code }] = handlers, tabs = one(".tabs");
    if (!programs && id !== shown) {
      const late = setTimeout(() => say("loading"), 300);
      const other = await parsed(SITE.programs);
      clearTimeout(late);
      // A host may answer with a page where it has no such file.
      if (!other?.querySelector("article")) {
        if (wanted === id) note("tab", wanted = shown);
        return say("not-arrived", one("#" + id).textContent);
      }
      one(".toast").replaceChildren();
      if (!programs) {
        programs = other;
        other.getElementById(shown).append(code.cloneNode(true));
      }
      // Another tab may have been clicked, and another language chosen.
      return open(wanted);
    }
    if (id !== shown) {
      const other = programs.querySelector(`#${shown = id} code`).cloneNode(true);
      all(".handler", other).forEach((handler, at) => {
        handlers[at].replaceChildren(...handler.childNodes);
        handler.replaceWith(handlers[at]);
      });
      code.replaceChildren(...other.childNodes);
    }
    about?.remove();
    about = programs?.querySelector(`#${id} [lang="${root.lang}"]`).cloneNode(true);
    if (about) tabs.after(about);
    const mark = (element, attributes) => {
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    };
    mark(tabs, { role: "tablist", "aria-labelledby": "exemplo" });
    for (const tab of tabs.children) {
      const chosen = tab.id === id;
      tab.disabled = false;
      mark(tab, { role: "tab", "aria-selected": chosen, "aria-controls": "programa", tabindex: chosen - 1 });
    }
    mark(code.closest(".code-block"), { id: "programa", role: "tabpanel", "aria-labelledby": id });
    name();
  }

  // WAI-ARIA Authoring Practices, tabs.
  function key(event) {
    const tabs = all("[role=tab]");
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    tabs.at(to).focus();
    open(tabs.at(to).id);
  }

  // What was verified, beside each statement; and the prose without it again.
  async function prove(button) {
    if (button.ariaBusy) return;
    button.ariaBusy = "true";
    const own = ++wishes;
    const files = SITE.languages[root.lang.split("-")[0]];
    const [other] = await Promise.all([parsed(files[button.dataset.proofs || "proofs"]), styled(SITE.proofs)]).catch(() => []);
    button.ariaBusy = null;
    if (own !== wishes) return;
    if (!other) return say("no-proofs");
    put(other);
    one("[data-proofs]").focus({ preventScroll: true });
  }

  // A document, without a sink that Trusted Types guard.
  const parsed = (address) => new Promise((done) => {
    const request = Object.assign(new XMLHttpRequest(), { responseType: "document" });
    request.onloadend = () => done(request.status === 200 ? request.response : null);
    request.open("GET", address);
    request.send();
  });

  // The service worker keeps the page for when there is no network. A new version waits until the reader agrees,
  // or until no page of the old one is left: a conversation that is open goes on.
  async function keep() {
    const container = navigator.serviceWorker;
    const policy = globalThis.trustedTypes?.createPolicy("worker", {
      createScriptURL(url) { if (url === SITE.worker) return url; throw new TypeError(`${url} is not ours.`); },
    });
    const registration = await container.register(policy?.createScriptURL(SITE.worker) ?? SITE.worker, { scope: SITE.base });
    const offer = () => { if (registration.waiting && container.controller) root.dataset.update = ""; };
    const watch = () => registration.installing?.addEventListener("statechange", offer);
    offer();
    watch();
    registration.addEventListener("updatefound", watch);
    // The reader may have changed the language before there was a worker to see it.
    container.ready.then(({ active }) => active.postMessage({ visited: root.lang.split("-")[0] }));
    let before;
    one(".update").addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget ?? before; });
    document.addEventListener("click", ({ target }) => {
      const answer = target.closest?.("button[data-update]")?.dataset.update;
      if (!answer) return;
      delete root.dataset.update;
      if (answer === "later") return before?.focus();
      addEventListener("pagehide", leave);
      // Another tab may have let it in already.
      if (!registration.waiting) return location.reload();
      container.addEventListener("controllerchange", () => location.reload());
      registration.waiting.postMessage("take over");
    });
  }
}
