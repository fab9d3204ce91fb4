// The service worker: what was read stays readable without a network. The
// generator puts self.shebao before this text, which names the build, so that
// a new build is a new worker with a cache of its own.
//
// Pages come from the network first; the cache answers where the network does
// not, fails, or takes too long, and a page that came late is there at the next
// reload. Nothing below /api/, no search, no answer about a card and no form is
// ever kept, nor whatever says no-store or private.
const { build, assets, languages, lists } = self.shebao;
const prefix = "shebao-";
const name = prefix + build;
const patience = 4000; // milliseconds until a kept page is shown meanwhile
const seenLimit = 60; // pages; those of a language that is kept whole do not count

const offlinePage = (lang) => `/${lang}/offline/`;
const marker = (lang) => `/${lang}/offline/kept`; // is there where a language is kept whole
const isAsset = (path) => path.startsWith("/assets/");
const languageOf = (path) => languages.find((lang) => path.startsWith(`/${lang}/`));
const isPersonal = (path) => path.startsWith("/api/") || /^\/[^/]+\/(search|status)(\/|$)/.test(path);
const isKeepable = (response) =>
  response.ok && !response.redirected && response.type === "basic" && !/no-store|private/.test(response.headers.get("Cache-Control"));

const earlier = async () => (await caches.keys()).filter((other) => other.startsWith(prefix) && other !== name);
const pathsIn = async (cache) => (await cache.keys()).map((request) => new URL(request.url).pathname);

// each does something with every item, a few at a time.
async function each(items, work) {
  const queue = [...items];
  await Promise.all([1, 2, 3, 4].map(async () => {
    for (let item; (item = queue.shift()) !== undefined; ) await work(item);
  }));
}

// renew brings a path into a cache. One that is gone is left out; any other
// trouble is an error.
async function renew(cache, path) {
  const response = await fetch(path, { cache: isAsset(path) ? "default" : "no-cache" });
  if (isKeepable(response)) await cache.put(path, response);
  else if (response.status >= 500 || response.status === 429) throw new Error(path);
}

// listOf is what belongs to a language: its guides, and what stands beside them.
async function listOf(cache, lang) {
  await renew(cache, lists[lang].path);
  const list = await (await cache.match(lists[lang].path)).json();
  return [offlinePage(lang), ...list.guides.map((guide) => guide[0]), ...list.also];
}

// install makes the cache of this build: whatever an earlier one has, as it is
// now. If anything fails, the earlier worker stays with what it has, and the
// browser tries again at the next page.
async function install() {
  const cache = await caches.open(name);
  const wanted = new Set(assets);
  for (const other of await earlier()) {
    for (const path of await pathsIn(await caches.open(other))) if (!isAsset(path)) wanted.add(path);
  }
  for (const lang of languages) {
    if (!wanted.delete(marker(lang))) continue;
    for (const path of await listOf(cache, lang)) wanted.add(path);
    await cache.put(marker(lang), new Response());
  }
  await each(wanted, (path) => renew(cache, path));
  await skipWaiting();
}

async function activate() {
  for (const other of await earlier()) await caches.delete(other);
  await clients.claim();
}

// page answers a navigation.
async function page(request, path, later) {
  const cache = await caches.open(name);
  const kept = isPersonal(path) ? undefined : await cache.match(path);
  const network = fetch(request).then((response) => {
    if (!isPersonal(path) && isKeepable(response)) later(see(cache, path, response.clone()));
    return kept && response.status >= 500 ? kept : response;
  }).catch(async (failure) => kept || (await instead(cache, path)) || Promise.reject(failure));
  if (!kept) return network;
  later(network);
  return Promise.race([network, new Promise((done) => setTimeout(done, patience, kept))]);
}

// instead is what a reader sees of a page that cannot be had.
async function instead(cache, path) {
  const choices = languageOf(path) ? [languageOf(path)] : languages;
  for (const lang of [...choices, ...languages]) {
    const answer = (path === "/" && (await cache.match(`/${lang}/`))) || (await cache.match(offlinePage(lang)));
    if (answer) return answer;
  }
}

// see keeps a page that is being read, the oldest ones giving way.
async function see(cache, path, response) {
  await cache.delete(path); // so that it stands last
  await cache.put(path, response);
  const paths = await pathsIn(cache);
  const seen = paths.filter((other) => {
    const lang = languageOf(other);
    return lang && !paths.includes(marker(lang)) && other !== offlinePage(lang) && other !== lists[lang].path;
  });
  for (const old of seen.slice(0, -seenLimit)) await cache.delete(old);
}

// begin keeps the page that a reader was on before there was a worker, and what
// the offline page of its language needs.
async function begin(path, lang) {
  if (!languages.includes(lang)) return;
  const cache = await caches.open(name);
  const there = await pathsIn(cache);
  const wanted = [path, offlinePage(lang)].filter((other) => !isPersonal(other) && languageOf(other));
  if (lists[lang].small) wanted.push(lists[lang].path);
  await each(wanted.filter((other) => !there.includes(other)), (other) => renew(cache, other));
}

// keep brings all of a language to the device and tells how far it is.
async function keep(lang, tell) {
  const cache = await caches.open(name);
  const paths = await listOf(cache, lang);
  let done = 0;
  await each(paths, async (path) => {
    await renew(cache, path);
    tell({ done: ++done, of: paths.length });
  });
  await cache.put(marker(lang), new Response());
}

// drop takes a language off the device, but for what the offline page needs.
async function drop(lang) {
  const cache = await caches.open(name);
  for (const path of await pathsIn(cache)) {
    if (languageOf(path) === lang && path !== offlinePage(lang) && path !== lists[lang].path) await cache.delete(path);
  }
}

async function answer({ type, path, lang }, tell) {
  try {
    if (type === "begin") await begin(path, lang);
    if (type === "keep") await keep(lang, tell);
    if (type === "drop") await drop(lang);
    const paths = await pathsIn(await caches.open(name));
    tell({ paths, kept: paths.includes(marker(lang)) });
  } catch {
    tell({ failed: true });
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  const port = event.ports[0];
  event.waitUntil(answer(event.data, (what) => port?.postMessage(what)));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate" && request.method === "POST") {
    event.respondWith(fetch(request).catch(async (failure) => (await instead(await caches.open(name), url.pathname)) || Promise.reject(failure)));
  } else if (request.method !== "GET") {
    return;
  } else if (request.mode === "navigate") {
    event.respondWith(page(request, url.pathname, (work) => event.waitUntil(work.catch(() => {}))));
  } else if (isAsset(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(request)));
  } else if (request.destination === "image") {
    event.respondWith(fetch(request).then((response) => {
      if (isKeepable(response)) {
        const copy = response.clone();
        event.waitUntil(caches.open(name).then((cache) => cache.put(url.pathname, copy)));
      }
      return response;
    }).catch(async (failure) => (await caches.match(url.pathname)) || Promise.reject(failure)));
  }
});
