// Runs before the first paint: the theme and text size kept on this device, so
// that a page never flashes in another one. Says too that there is a script.
//
// The rest of the script comes when the page is there: it adds to a page that
// works without it, and must not compete with the page for a slow line.
const root = document.documentElement;
root.dataset.js = "";
try {
  for (const name of ["theme", "text"]) {
    const value = localStorage.getItem(name);
    if (value) root.dataset[name] = value;
  }
} catch {
  // Storage is switched off: the page follows the system.
}

// The icon is here rather than in every page. Without the script browsers ask for
// /favicon.ico.
const icon = document.createElement("link");
icon.rel = "icon";
icon.href = ICON; // the bundle puts its address here, a data: one: no request
document.head.append(icon);

function load() {
  const script = document.createElement("script");
  script.src = NEXT; // the bundle puts address and hash of the other script here
  script.integrity = INTEGRITY;
  document.head.append(script);
}
if (PerformanceObserver.supportedEntryTypes?.includes("paint")) {
  new PerformanceObserver((_, observer) => {
    observer.disconnect();
    load();
  }).observe({ type: "paint", buffered: true });
} else addEventListener("load", load);
