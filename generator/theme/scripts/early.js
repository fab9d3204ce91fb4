// Runs before the first paint: the theme and text size kept on this device, so
// that a page never flashes in another one. Says too that there is a script.
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
