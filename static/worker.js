// The service worker: after one visit the page works without a network, in the languages that were visited.
//
// The build puts `const SITE` before these lines: what this version is made of. A version has a cache of its own,
// filled from the network and complete before it answers anything, so files of two versions never meet. Pages are
// taken from it first; a new version waits for the pages of the old one to be gone, or for the reader's word.

const PREFIX = `brython-websocket ${registration.scope} `;
const NAME = PREFIX + SITE.version;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", ({ data }) => { if (data === "take over") skipWaiting(); });
addEventListener("fetch", (event) => {
  const { method, mode } = event.request;
  const { origin, pathname } = new URL(event.request.url);
  if (method !== "GET" || origin !== location.origin) return;
  // Neither what stands behind a `?` nor who asks makes another file of it.
  if (mode === "navigate" && languageOf(pathname)) event.respondWith(page(event, pathname));
  else if (files.has(pathname)) event.respondWith(file(event, pathname));
});

const languages = Object.entries(SITE.languages);
const files = new Map([...SITE.files, ...SITE.plain.map((path) => [path]), ...languages.flatMap(([, { files }]) => files)]);
const languageOf = (path) => languages.find(([, { page }]) => page === path)?.[0];
const languageWith = (path) => languages.find(([, { files }]) => files.some(([file]) => file === path))?.[0];

async function install() {
  const cache = await caches.open(NAME);
  await Promise.all([...SITE.files.map(([path]) => path), ...SITE.plain].map((path) => keep(cache, path)));
  await Promise.all([...await visited()].map((language) => keepLanguage(language)));
}

// The languages of the pages that are open, and those that an older version kept.
async function visited() {
  const open = await clients.matchAll({ includeUncontrolled: true, type: "window" });
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const addresses = [...open, ...kept.flat()].map(({ url }) => languageOf(new URL(url).pathname));
  return new Set(addresses.filter(Boolean));
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function keepLanguage(language) {
  const cache = await caches.open(NAME);
  const { page, files } = SITE.languages[language];
  const kept = await cache.match(page);
  await Promise.all(files.map(([path]) => keep(cache, path)));
  if (kept) return;
  const answer = await fetch(page, { cache: "no-cache" });
  if (!await isOurs(answer)) throw new Error(`${page} is of another version.`);
  await cache.put(page, answer);
}

// A file that has an integrity has the name of its bytes: an older version's cache may have it already.
async function keep(cache, path) {
  const integrity = files.get(path);
  const known = integrity && await caches.match(path);
  const answer = known || await fetch(path, { integrity, cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

// Whether a page is of this version. A server may write into a page, so its bytes are not compared.
async function isOurs(answer) {
  return answer.ok && (await answer.clone().text()).includes(`data-version="${SITE.version}"`);
}

async function page(event, path) {
  // The reader loads the last page of this version again: the next one is of the new version. A page that is opened
  // beside another one is not: the other one goes on with what it has.
  const others = (await clients.matchAll({ type: "window" })).length - (event.request.isReloadNavigation ? 1 : 0);
  if (registration.waiting && others <= 0) {
    registration.waiting.postMessage("take over");
    return new Response("", { headers: { Refresh: "0" } });
  }
  const kept = await (await caches.open(NAME)).match(path);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (await isOurs(answer)) event.waitUntil(keepLanguage(languageOf(path)));
  return answer;
}

async function file(event, path) {
  // Its text is fetched when the reader changes the language: from then on it is one that was visited.
  const language = languageWith(path);
  if (language) event.waitUntil(keepLanguage(language).catch(() => {}));
  return await (await caches.open(NAME)).match(path) ?? fetch(event.request);
}
