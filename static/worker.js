// The service worker: after one visit the page works without a network, in the languages that were visited.
//
// The build puts `const SITE` before these lines: what this version is made of. A version has a cache of its own,
// filled from the network and complete before it answers anything, so files of two versions never meet. Pages are
// taken from it first; a new version waits until the last page of the old one is left or loaded again, or until a
// reader lets it in.

const PREFIX = `brython-websocket ${registration.scope} `;
const NAME = PREFIX + SITE.version;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  else if (event.data.visited in SITE.languages) event.waitUntil(keepLanguage(event.data.visited).catch(() => {}));
});
addEventListener("fetch", (event) => {
  const { method, mode } = event.request;
  const { origin, pathname, search } = new URL(event.request.url);
  if (method !== "GET" || origin !== location.origin) return;
  // Neither what stands behind a `?` nor who asks makes another file of it. A server answers to the other names of a
  // page by its own, or with it.
  const path = pathname.replace(/(\/index\.html|\/?)$/, "/");
  if (mode === "navigate" && languageOf(path)) event.respondWith(path === pathname ? page(event, path) : Response.redirect(path + search));
  else if (files.has(pathname)) event.respondWith(file(event, pathname));
});

const languages = Object.entries(SITE.languages);
const all = [...SITE.files, ...SITE.plain];
const files = new Set([...all, ...languages.flatMap(([, { files }]) => files)]);
const languageOf = (path) => languages.find(([, { page }]) => page === path)?.[0];
const languageWith = (path) => languages.find(([, { files }]) => files.includes(path))?.[0];

async function install() {
  const cache = await caches.open(NAME);
  await Promise.all(all.map((path) => keep(cache, path)));
  await Promise.all([...await visited()].map((language) => keepLanguage(language)));
}

// The caches of this site, oldest first: a host may have other sites, with workers of their own.
const caching = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

// What is kept of a path, in this version or, failing that, in another.
async function kept(path, names) {
  for (const name of names) {
    const answer = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (answer) return answer;
  }
}

// The languages of the pages that are open, and those that an older version kept.
async function visited() {
  const open = await clients.matchAll({ includeUncontrolled: true, type: "window" });
  const old = await Promise.all((await caching()).map(async (name) => (await caches.open(name)).keys()));
  const addresses = [...open, ...old.flat()].map(({ url }) => languageOf(new URL(url).pathname));
  return new Set(addresses.filter(Boolean));
}

async function activate() {
  const old = (await caching()).filter((name) => name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

// The page comes last: where it is, the rest is.
async function keepLanguage(language, answer) {
  const cache = await caches.open(NAME);
  const { page, files } = SITE.languages[language];
  if (await cache.match(page)) return;
  answer ??= await fetch(page, { cache: "no-cache" });
  if (!await isOurs(answer)) throw new Error(`${page} is of another version.`);
  await Promise.all(files.map((path) => keep(cache, path)));
  await cache.put(page, plain(answer));
}

// A redirected answer is none for a page that is opened.
const plain = (answer) => answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;

// A file whose name has a hash has the name of its bytes: an older version's cache may have it already, and a host that
// gives something else under this name is found out. What runs has its whole integrity where it is loaded.
async function keep(cache, path) {
  const hash = /-([0-9a-f]{8})\.\w+$/.exec(path)?.[1];
  const answer = hash && await kept(path, await caching()) || await fetch(path, { cache: "no-cache" });
  if (!answer.ok || hash && !(await hashOf(answer)).startsWith(hash)) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, plain(answer));
}

async function hashOf(answer) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whether a page is of this version. A server may write into a page, so its bytes are not compared.
async function isOurs(answer) {
  return answer.ok && (await answer.clone().text()).includes(`data-version="${SITE.version}"`);
}

// In a page that is shown for a moment: it asks for the new version and loads again once that one answers. To load
// again sooner would keep this worker busy, and the browser lets the new one in when it rests.
function takeOver() {
  const { serviceWorker } = navigator;
  serviceWorker.oncontrollerchange = () => location.reload();
  setTimeout(() => location.reload(), 1000);
  serviceWorker.getRegistration().then(({ waiting }) => waiting ? waiting.postMessage("take over") : location.reload());
}

async function page(event, path) {
  // The reader loads the last page of this version again: the next one is of the new version. A page that is opened
  // beside another one is not: the other one goes on with what it has.
  // Firefox tells a reload only by what it asks of caches.
  const isReload = event.request.isReloadNavigation ?? event.request.cache === "no-cache";
  const others = (await clients.matchAll({ type: "window" })).length - (isReload ? 1 : 0);
  if (registration.waiting && others <= 0) {
    const nonce = crypto.randomUUID();
    const html = `<!DOCTYPE html><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><script nonce="${nonce}">(${takeOver})()</script>`;
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; img-src data:; require-trusted-types-for 'script'`;
    return new Response(html, { headers: { "Content-Type": "text/html", "Content-Security-Policy": policy } });
  }
  const answer = await kept(path, [NAME]);
  if (answer) return answer;
  const fetched = await fetch(event.request);
  event.waitUntil(keepLanguage(languageOf(path), fetched.clone()).catch(() => {}));
  return fetched;
}

async function file(event, path) {
  // Its text is fetched when the reader changes the language: from then on it is one that was visited.
  const language = languageWith(path);
  if (language) event.waitUntil(keepLanguage(language).catch(() => {}));
  return await kept(path, [NAME]) ?? fetch(event.request);
}
