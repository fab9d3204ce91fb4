// Starts the service worker some time after the page, so that a first visit
// costs nothing, and has it keep the page that is being read.
const pause = 3000; // milliseconds

// A page that "shebao dev" shows changes with every keystroke: nothing is kept.
const isDraft = document.querySelector('script[src^="/.live/"]');

if ("serviceWorker" in navigator && isSecureContext && !isDraft) {
  // This script comes after the first drawing, at times after the page's load.
  if (document.readyState === "complete") setTimeout(start, pause);
  else addEventListener("load", () => setTimeout(start, pause));
}

async function start() {
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ type: "begin", path: location.pathname, lang: document.documentElement.lang });
  } catch {
    // The browser keeps nothing, in a private window for example.
  }
}
