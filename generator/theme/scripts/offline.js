// The page for reading without a network. The service worker shows it, too, at
// the address of a page that cannot be had.
const page = document.querySelector("[data-offline]");
const part = (name) => page.querySelector(`[data-offline-${name}]`);
const say = (name, ...values) => page.dataset[name].replace(/\{(\d)\}/g, (_, n) => values[n - 1]);
const lang = document.documentElement.lang;
const here = location.pathname;
const away = page && here !== page.dataset.path; // shown instead of another page

let guides = []; // [address, title, questions]
let onDevice = new Set();

// ask sends the worker a message; told hears of every answer but the last.
async function ask(type, told) {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data.failed) reject(new Error(type));
      else if (data.paths) resolve(data);
      else told?.(data);
    };
    active.postMessage({ type, lang, path: here }, [port2]);
  });
}

// pieces cuts a text into what is compared: words, and pairs of characters of
// scripts without spaces.
function pieces(text) {
  const found = [];
  for (const [run] of text.normalize("NFKC").toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    const letters = [...run];
    if (!/\p{Script=Han}/u.test(run) || letters.length < 2) found.push(run);
    else for (let i = 1; i < letters.length; i++) found.push(letters[i - 1] + letters[i]);
  }
  return found;
}

// search ranks guides by the pieces of a query that stand in title (which
// counts twice) and questions. Half of them must.
function search(query) {
  const wanted = pieces(query);
  const rate = ([, title, questions]) => {
    const [first, others] = [title, questions.join(" ")].map((text) => text.normalize("NFKC").toLowerCase());
    let met = 0, score = 0;
    for (const piece of wanted) {
      const points = 2 * first.includes(piece) + others.includes(piece);
      score += points;
      met += points > 0;
    }
    return 2 * met >= wanted.length ? score : 0;
  };
  return guides.map((guide) => [rate(guide), guide]).filter(([score]) => score > 0)
    .sort((a, b) => b[0] - a[0]).map(([, guide]) => guide).slice(0, 10);
}

function list(found) {
  const items = found.map(([address, title]) => {
    const item = document.createElement("li");
    if (onDevice.has(address) || (!away && navigator.onLine)) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      item.append(link);
    } else {
      item.textContent = `${title} ${page.dataset.missing}`;
    }
    return item;
  });
  part("results").replaceChildren(...items);
}

function show() {
  const query = part("query").value.trim();
  const found = query ? search(query) : guides.filter(([address]) => onDevice.has(address));
  list(found);
  part("count").textContent = query ? say(found.length === 1 ? "foundOne" : "foundOther", found.length)
    : say(["keptNone", "keptOne"][found.length] ?? "keptOther", found.length);
}

// learn takes over what the worker says is on the device.
function learn({ paths, kept }) {
  onDevice = new Set(paths);
  part("keep").hidden = kept;
  part("drop").hidden = !kept && !guides.some(([address]) => onDevice.has(address));
  show();
}

async function keep() {
  const bar = part("progress");
  const button = part("keep");
  button.disabled = true;
  bar.hidden = false;
  let told = -1;
  try {
    learn(await ask("keep", ({ done, of }) => {
      bar.max = of;
      bar.value = done;
      const quarter = Math.floor((4 * done) / of);
      if (quarter > told) { // a screen reader need not read every number
        told = quarter;
        part("said").textContent = say("progress", done, of);
      }
    }));
    part("said").textContent = page.dataset.done;
    part("drop").focus();
  } catch {
    part("said").textContent = page.dataset.failed;
  }
  bar.hidden = true;
  button.disabled = false;
}

async function drop() {
  learn(await ask("drop"));
  part("said").textContent = page.dataset.dropped;
  part("keep").focus();
}

async function start() {
  if (away) {
    const status = here.startsWith(`/${lang}/status/`);
    part(status ? "status" : "away").hidden = false;
    part("keep").closest("section").hidden = true; // it needs the network
    // The page that was asked for may be there in another language.
    for (const link of document.querySelectorAll("a[hreflang]")) link.pathname = here.replace(/^\/[^/]+/, `/${link.hreflang}`);
    document.title = (status ? page.dataset.statusTitle : page.dataset.awayTitle) + " · " + document.title;
  }
  part("query").value = here.includes("/search/") ? new URLSearchParams(location.search).get("q") ?? "" : "";
  part("query").addEventListener("input", show);
  part("form").addEventListener("submit", (event) => event.preventDefault());
  part("keep").addEventListener("click", keep);
  part("drop").addEventListener("click", drop);
  const known = await ask(away ? "state" : "begin");
  const list = (await caches.match(page.dataset.list)) || (await fetch(page.dataset.list));
  guides = (await list.json()).guides;
  part("tools").hidden = false;
  learn(known);
}

if (page && "serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).then(start).catch(() => (part("unable").hidden = false));
} else if (page) {
  part("unable").hidden = false;
}
